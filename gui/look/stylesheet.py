"""The style sheet of the whole application: no part of it is drawn by the platform."""

from __future__ import annotations

import re
from string import Template
from typing import TYPE_CHECKING

from resources import FOLDER

if TYPE_CHECKING:
    from gui.look.tokens import Tokens

__all__ = ["stylesheet"]

_LENGTH = re.compile(r"(\d+(?:\.\d+)?)px")
_HAIRLINES = {"0", "1"}


def stylesheet(tokens: Tokens, scale: float) -> str:
    """Return the style sheet in the colours of ``tokens``, with every length times ``scale``.

    Widgets ask for more than their class gives by the property "role": heading, title, muted, error,
    warning, verdict, primary and action (buttons), card (a frame), section (a button), code, value and values (a
    table); a verdict also has "kind": good, warn, bad or neutral.
    """
    colours = {name: getattr(tokens, name) for name in tokens.__slots__}
    icons = {
        f"icon_{name}": (FOLDER / "icons" / f"{name}_{tokens.name}.svg").as_posix()
        for name in ("chevron_down", "chevron_up", "chevron_right", "check", "dot")
    }
    scaled = _LENGTH.sub(lambda match: _length(match[1], scale), _SHEET)
    return Template(scaled).substitute(colours | icons)


def _length(text: str, scale: float) -> str:
    if text in _HAIRLINES:
        return f"{text}px"
    return f"{round(float(text) * scale)}px"


_SHEET = """
QMainWindow, QDialog { background: $window; }
QWidget { color: $text; }
QWidget:disabled { color: $muted; }
QFrame[role="card"] { background: $panel; border: 1px solid $hairline; border-radius: 8px; }
QFrame[role="card"][selected="true"] { border-color: $accent; }

QLabel { background: transparent; }
[role="heading"] { color: $muted; font-size: 11px; font-weight: 600; }
[role="title"] { font-size: 15px; font-weight: 600; }
[role="muted"] { color: $muted; }
[role="error"] { color: $error; font-size: 12px; }
[role="warning"] { background: $lit; border-radius: 6px; padding: 6px 8px; }
[role="value"] { font-weight: 600; }
[role="verdict"] { background: $accent_soft; border-radius: 8px; padding: 6px 12px; }
[role="verdict"][kind="good"] { background: $accent_soft; }
[role="verdict"][kind="warn"] { background: $lit; }
[role="verdict"][kind="bad"] { background: $error_soft; color: $error; }
[role="verdict"][kind="neutral"] { background: transparent; color: $muted; }

QPushButton {
    background: $panel; border: 1px solid $hairline; border-radius: 6px; padding: 5px 12px; min-height: 18px;
}
QPushButton:hover { border-color: $accent; }
QPushButton:pressed, QPushButton:checked { background: $accent_soft; border-color: $accent; }
QPushButton:focus { border-color: $accent; }
QPushButton:disabled { color: $muted; background: $window; border-color: $hairline; }
QPushButton:default, QPushButton[role="primary"] {
    background: $accent; color: $on_accent; border-color: $accent;
}
QPushButton:default:disabled, QPushButton[role="primary"]:disabled { background: $hairline; color: $muted; }
QPushButton[role="action"] { padding: 2px 8px; text-align: left; }
QPushButton::menu-indicator { image: url("$icon_chevron_down"); width: 14px; right: 6px; }

QToolButton { background: transparent; border: 1px solid transparent; border-radius: 6px; padding: 2px; }
QToolButton:hover { background: $accent_soft; }
QToolButton:pressed { background: $accent_soft; border-color: $accent; }
QToolButton:checked { background: $accent_soft; color: $accent; }
QToolButton:focus { border-color: $accent; }
QToolButton[role="primary"] { background: $accent; color: $on_accent; }
QToolButton[role="section"] {
    color: $muted; border: none; padding: 2px 6px 2px 0px; font-size: 11px; font-weight: 600;
}
QToolButton[role="section"]:hover, QToolButton[role="section"]:focus { color: $accent; }
QToolButton::menu-indicator { image: none; }
QToolButton[popupMode="1"] { padding-right: 16px; }
QToolButton::menu-button { border: none; width: 16px; }
QToolButton::menu-arrow { image: url("$icon_chevron_down"); }

QLineEdit, QPlainTextEdit, QTextEdit, QTextBrowser, QAbstractSpinBox {
    background: $window; border: 1px solid $hairline; border-radius: 6px; padding: 5px 8px;
    selection-background-color: $accent; selection-color: $on_accent;
}
QLineEdit, QAbstractSpinBox { min-height: 18px; }
QLineEdit:hover, QAbstractSpinBox:hover { border-color: $muted; }
QLineEdit:focus, QPlainTextEdit:focus, QTextEdit:focus, QTextBrowser:focus, QAbstractSpinBox:focus {
    border-color: $accent; background: $panel;
}
QLineEdit:disabled, QAbstractSpinBox:disabled { color: $muted; }
QLineEdit[invalid="true"], QAbstractSpinBox[invalid="true"], QPlainTextEdit[invalid="true"] {
    border-color: $error; background: $error_soft;
}
QPlainTextEdit[role="code"] {
    background: $panel; border: none; border-radius: 0px; padding: 8px 2px 4px 12px;
}
QAbstractItemView QLineEdit { padding: 0px 4px; border-radius: 0px; min-height: 0px; }
QAbstractSpinBox { padding-right: 18px; }
QAbstractSpinBox::up-button, QAbstractSpinBox::down-button {
    subcontrol-origin: border; width: 18px; border: none; background: transparent;
}
QAbstractSpinBox::up-button { subcontrol-position: top right; }
QAbstractSpinBox::down-button { subcontrol-position: bottom right; }
QAbstractSpinBox::up-button:hover, QAbstractSpinBox::down-button:hover { background: $accent_soft; }
QAbstractSpinBox::up-arrow { image: url("$icon_chevron_up"); width: 12px; height: 12px; }
QAbstractSpinBox::down-arrow { image: url("$icon_chevron_down"); width: 12px; height: 12px; }

QComboBox {
    background: $window; border: 1px solid $hairline; border-radius: 6px;
    padding: 5px 0px 5px 8px; min-height: 18px;
}
QComboBox:hover { border-color: $muted; }
QComboBox:focus, QComboBox:on { border-color: $accent; background: $panel; }
QComboBox:disabled { color: $muted; }
QComboBox::drop-down {
    subcontrol-origin: border; subcontrol-position: center right; width: 20px; border: none;
}
QComboBox::down-arrow { image: url("$icon_chevron_down"); width: 16px; height: 16px; }
QComboBox QAbstractItemView {
    background: $panel; border: 1px solid $hairline; outline: none; padding: 4px;
    selection-background-color: $accent_soft; selection-color: $text;
}
QComboBox QAbstractItemView::item { min-height: 24px; padding: 2px 8px; border-radius: 4px; }
QComboBox QAbstractItemView::item:selected { background: $accent_soft; color: $text; }

QCheckBox, QRadioButton { spacing: 8px; background: transparent; }
QCheckBox::indicator, QRadioButton::indicator {
    width: 16px; height: 16px; border: 1px solid $muted; background: $window;
}
QCheckBox::indicator { border-radius: 4px; }
QRadioButton::indicator { border-radius: 8px; }
QCheckBox::indicator:hover, QRadioButton::indicator:hover { border-color: $accent; }
QCheckBox:focus, QRadioButton:focus { color: $accent; }
QCheckBox::indicator:focus, QRadioButton::indicator:focus { border-color: $accent; }
QCheckBox::indicator:checked { background: $accent; border-color: $accent; image: url("$icon_check"); }
QRadioButton::indicator:checked { background: $accent; border-color: $accent; image: url("$icon_dot"); }
QCheckBox::indicator:disabled, QRadioButton::indicator:disabled { border-color: $hairline; }
QCheckBox::indicator:checked:disabled { background: $muted; border-color: $muted; }

QSlider { background: transparent; min-height: 20px; }
QSlider::groove:horizontal { height: 4px; border-radius: 2px; background: $hairline; }
QSlider::sub-page:horizontal { height: 4px; border-radius: 2px; background: $accent; }
QSlider::handle:horizontal {
    width: 14px; height: 14px; margin: -5px 0px; border-radius: 7px; background: $accent;
}
QSlider::handle:horizontal:hover, QSlider::handle:horizontal:focus { border: 1px solid $text; }
QSlider::sub-page:horizontal:disabled, QSlider::handle:horizontal:disabled { background: $muted; }

QProgressBar {
    background: $hairline; border: none; border-radius: 3px; max-height: 6px; min-height: 6px;
    color: transparent;
}
QProgressBar::chunk { background: $accent; border-radius: 3px; }

QScrollArea { background: $panel; border: none; }
QScrollArea > QWidget > QWidget { background: $panel; }
QAbstractScrollArea::corner { background: transparent; }
QScrollBar:vertical { background: transparent; width: 10px; margin: 0px; }
QScrollBar:horizontal { background: transparent; height: 10px; margin: 0px; }
QScrollBar::handle { background: $hairline; border-radius: 3px; margin: 2px; }
QScrollBar::handle:vertical { min-height: 32px; }
QScrollBar::handle:horizontal { min-width: 32px; }
QScrollBar::handle:hover, QScrollBar::handle:pressed { background: $muted; }
QScrollBar::add-line, QScrollBar::sub-line { width: 0px; height: 0px; border: none; background: none; }
QScrollBar::add-page, QScrollBar::sub-page { background: transparent; }

QTabWidget { background: $panel; }
QTabWidget::pane { border: none; background: $panel; }
QTabBar { background: $panel; qproperty-drawBase: 0; }
QTabBar::tab {
    background: transparent; color: $muted; border: none; border-bottom: 2px solid $hairline;
    padding: 8px 12px;
}
QTabBar::tab:hover { color: $text; background: $window; }
QTabBar::tab:selected { color: $text; border-bottom-color: $accent; }
QTabBar::tab:focus { color: $accent; }

QMenuBar { background: $panel; border-bottom: 1px solid $hairline; }
QMenuBar::item { background: transparent; padding: 5px 10px; border-radius: 4px; }
QMenuBar::item:selected, QMenuBar::item:pressed { background: $accent_soft; color: $text; }
QMenu { background: $panel; border: 1px solid $hairline; padding: 4px; }
QMenu::item { padding: 6px 28px 6px 28px; border-radius: 4px; }
QMenu::item:selected { background: $accent_soft; color: $text; }
QMenu::item:disabled { color: $muted; background: transparent; }
QMenu::separator { height: 1px; background: $hairline; margin: 4px 8px; }
QMenu::indicator { width: 14px; height: 14px; left: 8px; border-radius: 4px; border: 1px solid $hairline; }
QMenu::indicator:checked { background: $accent; border-color: $accent; image: url("$icon_check"); }
QMenu::indicator:exclusive { border-radius: 7px; }
QMenu::indicator:exclusive:checked { image: url("$icon_dot"); }
QMenu::right-arrow { image: url("$icon_chevron_right"); width: 14px; height: 14px; right: 8px; }
QMenu::icon { left: 8px; }

QToolTip { background: $panel; color: $text; border: 1px solid $hairline; padding: 4px 6px; }

QTableView, QTreeView, QListView {
    background: $panel; border: none; outline: none; gridline-color: $hairline;
    alternate-background-color: $window; selection-background-color: $accent_soft; selection-color: $text;
}
QListWidget[role="completion"] { border: 1px solid $hairline; border-radius: 6px; padding: 2px; }
QListWidget[role="completion"]::item { padding: 2px 6px; border-radius: 4px; }
QListWidget[role="completion"]::item:selected { background: $accent; color: $on_accent; }
QTableView::item { padding: 2px 8px; border: none; }
QTableView::item:selected { background: $accent_soft; color: $text; }
QHeaderView { background: $panel; border: none; }
QHeaderView::section {
    background: $panel; color: $muted; border: none; border-bottom: 1px solid $hairline; padding: 4px 8px;
    font-size: 11px; font-weight: 600;
}
QHeaderView::section:vertical { border: none; font-weight: 400; }
QTableView[role="values"]::item { padding: 2px 4px; }
QTableView[role="values"] QHeaderView::section { padding: 4px 4px; }
QTableCornerButton::section { background: $panel; border: none; }

QGroupBox { border: none; margin-top: 20px; padding: 0px; font-size: 11px; font-weight: 600; }
QGroupBox::title { subcontrol-origin: margin; subcontrol-position: top left; color: $muted; padding: 0px; }

QSplitter::handle { background: transparent; }
QMainWindow QSplitter::handle:horizontal { width: 1px; background: $hairline; }
QSplitter QSplitter::handle:horizontal { width: 12px; background: transparent; }
QSplitter QSplitter::handle:vertical { height: 12px; background: transparent; }
QSplitter::handle:hover { background: $accent_soft; }

QStatusBar { background: $panel; border-top: 1px solid $hairline; color: $muted; }
QStatusBar QLabel { color: $muted; padding: 2px 8px; font-size: 12px; }
QStatusBar::item { border: none; }
"""
