"""A plot saved as it is seen, at twice its pixels."""

from __future__ import annotations

import os
from pathlib import Path

from PySide6.QtCore import QCoreApplication
from PySide6.QtGui import QPixmap
from PySide6.QtWidgets import QFileDialog, QMessageBox, QWidget

from gui.look.folders import existing_folder
from gui.look.text import legible, translate

_SHARPNESS = 2.0


def save_picture(plot: QWidget) -> Path | None:
    """Ask for a file and save ``plot`` to it; return the file, None where there is none."""
    name, _ = QFileDialog.getSaveFileName(
        plot.window(),
        translate("save_picture", "Save picture"),
        os.path.join(existing_folder(), "descent.png"),
        translate("save_picture", "Pictures (*.png)"),
    )
    if not name:
        return None
    path = Path(name) if Path(name).suffix else Path(f"{name}.png")
    QCoreApplication.sendPostedEvents()  # what has just changed, such as a legend, is laid out first
    picture = QPixmap(plot.size() * _SHARPNESS)
    picture.setDevicePixelRatio(_SHARPNESS)
    QWidget.render(plot, picture)  # a graphics view has a method of this name that renders its scene
    if picture.save(str(path)):
        return path
    QMessageBox.warning(
        plot.window(),
        translate("save_picture", "Save picture"),
        translate(
            "save_picture", "{name} could not be written. Choose another folder, and a name that ends in .png."
        ).format(name=legible(path.name)),
    )
    return None
