"""What the Help menu shows: keys and mouse, and what this program is."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QMessageBox, QWidget

from gui.look.text import translate


def show_keys(window: QWidget) -> None:
    """Show what each key and the mouse do."""
    rows = [
        (translate("menus", "Space"), translate("menus", "run or pause")),
        ("→", translate("menus", "one step on")),
        ("←", translate("menus", "one step back")),
        ("Shift+→", translate("menus", "one phase on: zero, forward, loss, backward, update")),
        ("Home", translate("menus", "back to the start")),
        ("End", translate("menus", "run to the end, flat out")),
        ("P", translate("menus", "pin the run, to compare others with it")),
        ("Esc", translate("menus", "leave a field, back to the picture")),
        ("Ctrl+Z · Ctrl+Shift+Z", translate("menus", "undo · redo")),
        ("Ctrl+1 · Ctrl+2 · …", translate("menus", "choose a lab")),
        ("F8 · F9", translate("menus", "fold the controls · the side panel")),
        (translate("menus", "Drag"), translate("menus", "the start, a data point, or the line itself")),
        (translate("menus", "Wheel"), translate("menus", "zoom; double click shows everything again")),
    ]
    table = "".join(
        f"<tr><td style='padding:2px 16px 2px 0'><b>{key}</b></td><td>{what}</td></tr>" for key, what in rows
    )
    _show_box(window, translate("menus", "Keyboard and mouse"), f"<table>{table}</table>")


def show_about(window: QWidget) -> None:
    """Show the program's names, licence and version."""
    sentence = translate(
        "menus", "See and handle gradient descent, over real PyTorch autograd. Free software, MIT licence."
    )
    version = translate("menus", "Version {version}").format(version=QApplication.applicationVersion())
    title = translate("menus", "About Descent Lab")
    _show_box(window, title, f"<b>Descent Lab · 梯度下降实验室</b><p>{sentence}<p>{version}")


def _show_box(window: QWidget, title: str, text: str) -> None:
    box = QMessageBox(QMessageBox.Icon.NoIcon, title, text, QMessageBox.StandardButton.Ok, window)
    box.setTextFormat(Qt.TextFormat.RichText)
    box.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    box.open()
