"""Every text of the window has the room it needs, in both languages, on small and large screens and in large type."""

from __future__ import annotations

from itertools import combinations
from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QFontMetricsF
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractScrollArea,
    QApplication,
    QComboBox,
    QHeaderView,
    QLabel,
    QSplitter,
    QStackedWidget,
    QStyle,
    QStyleOptionComboBox,
    QTableView,
    QWidget,
)

from gui.plots.base.drawing import fitted_font
from gui.widgets.runners.runner_card import RunnerCard
from tests.gui.interaction import settle

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from pytestqt.qtbot import QtBot

    from gui.shell.window import MainWindow

LABS = ("autograd", "minimise", "regression", "surface")


def called(widget: QWidget) -> str:
    return f"{type(widget).__name__} in {type(widget.parent()).__name__}"


def room_of(combo: QComboBox) -> int:
    option = QStyleOptionComboBox()
    combo.initStyleOption(option)
    part = QStyle.SubControl.SC_ComboBoxEditField
    return combo.style().subControlRect(QStyle.ComplexControl.CC_ComboBox, option, part, combo).width() - 4


def cut_labels(root: QWidget) -> Iterator[str]:
    for label in root.findChildren(QLabel):
        if not label.isVisible() or label.textFormat() == Qt.TextFormat.RichText or not label.text():
            continue
        if label.wordWrap():
            words = max(label.text().replace("\n", " ").split(), key=label.fontMetrics().horizontalAdvance)
            is_cut = label.heightForWidth(label.width()) > label.height() + 1
            is_cut |= words.isascii() and label.fontMetrics().horizontalAdvance(words) > label.width() + 1
        else:
            lines = label.text().split("\n")
            is_cut = max(map(label.fontMetrics().horizontalAdvance, lines)) > label.width() + 1
        if is_cut:
            yield f"{called(label)}: {label.text()!r} in {label.size().toTuple()}"


def cut_fields(root: QWidget) -> Iterator[str]:
    for button in root.findChildren(QAbstractButton):
        needed = max(map(button.fontMetrics().horizontalAdvance, button.text().replace("&", "").split("\n")))
        if button.isVisible() and needed > button.width():
            yield f"{called(button)}: {button.text()!r} in {button.width()}"
    for combo in root.findChildren(QComboBox):
        text, room = combo.currentText(), room_of(combo)
        if combo.isVisible() and fitted(combo, text, room) > room + 1:
            yield f"{called(combo)}: {text!r} in {room}"
    for card in root.findChildren(RunnerCard):
        edit = card.name
        text = edit.text() or edit.placeholderText()
        if edit.isVisible() and edit.fontMetrics().horizontalAdvance(text) > edit.width() - 18:
            yield f"name of a runner: {text!r} in {edit.width()}"


def fitted(widget: QWidget, text: str, room: int) -> float:
    return QFontMetricsF(fitted_font(widget.font(), text, room)).horizontalAdvance(text)


def cut_heads(root: QWidget) -> Iterator[str]:
    for table in root.findChildren(QTableView):
        head: QHeaderView = table.horizontalHeader()
        model = table.model()
        if not table.isVisible() or not head.isVisible() or model is None:
            continue
        for section in range(model.columnCount()):
            name = str(model.headerData(section, Qt.Orientation.Horizontal) or "")
            needed = head.sectionSizeFromContents(section).width()
            if not head.isSectionHidden(section) and head.fontMetrics().horizontalAdvance(name) > needed:
                yield f"{called(table)}: {name!r} in {needed}"


def overlaps(root: QWidget) -> Iterator[str]:
    """Yield siblings that lie over each other, and what sticks out of a page that cannot be scrolled to it."""
    for parent in (root, *root.findChildren(QWidget)):
        if not parent.isVisible() or isinstance(parent, QStackedWidget | QSplitter | QAbstractScrollArea):
            continue
        if parent.layout() is None:
            continue
        children = [
            child
            for child in parent.children()
            if isinstance(child, QWidget) and child.isVisible() and parent.layout().indexOf(child) >= 0
        ]
        for one, other in combinations(children, 2):
            if one.geometry().intersects(other.geometry()):
                yield f"{called(one)} over {called(other)}: {one.geometry()} {other.geometry()}"
        for child in children:
            if child.width() and not parent.rect().adjusted(-1, -1, 1, 1).contains(child.geometry()):
                yield f"{called(child)} sticks out: {child.geometry()} of {parent.size()}"


def found_cut(window: MainWindow) -> list[str]:
    roots = (window.timeline, window.statusBar(), window.lab.controls, window.lab.picture)
    pages = tuple(window.lab.pages.values())
    found = []
    for root in (*roots, *pages):
        if root.isVisible():
            for look in (cut_labels, cut_fields, cut_heads, overlaps):
                found += look(root)
    column = window.stage._columns[window.lab.key]
    if column.isVisible() and window.lab.controls.width() > column.viewport().width():
        found.append(f"controls {window.lab.controls.width()} wide in {column.viewport().width()}")
    return found


@pytest.mark.parametrize("language", ["en", "zh_CN"])
@pytest.mark.parametrize("size", [(960, 480), (1093, 560), (1280, 720), (1920, 1080)])
def test_nothing_is_cut(
    make_window: Callable[..., MainWindow], qtbot: QtBot, language: str, size: tuple[int, int]
) -> None:
    window = make_window()
    window.appearance.set_language(language)
    window.resize(*size)
    found: dict[str, list[str]] = {}
    for lab in LABS:
        window.show_lab(lab)
        settle(qtbot, window)
        window.playback.step()
        settle(qtbot, window, 1)
        for page in range(3):
            window.stage.panel.setCurrentIndex(page)
            for _ in range(20):
                QApplication.processEvents()
                found[f"{lab}, page {page}"] = found_cut(window)
                if not found[f"{lab}, page {page}"]:
                    break
    assert not any(found.values()), "\n".join(f"{where}: {what}" for where, each in found.items() for what in each)
