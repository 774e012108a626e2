"""The program's icon in every size and container, drawn from one SVG: ``python packaging/icons.py FOLDER``."""

from __future__ import annotations

import io
import sys
from pathlib import Path

from PIL import Image
from PySide6.QtCore import QBuffer, QIODevice, QRectF
from PySide6.QtGui import QImage, QPainter
from PySide6.QtSvg import QSvgRenderer

__all__ = ["DRAWING", "HICOLOR_SIZES", "write_icons"]

DRAWING = Path(__file__).resolve().parent.parent / "resources" / "icons" / "descent_lab.svg"
HICOLOR_SIZES = (16, 22, 24, 32, 48, 64, 128, 256, 512)
WINDOWS_SIZES = (16, 20, 24, 32, 40, 48, 64, 128, 256)
"""Those of Windows at scales of 100 to 250 %."""
MACOS_SIZES = (16, 32, 64, 128, 256, 512, 1024)
MACOS_MARGIN = 100 / 1024
"""How much of its square an icon leaves free on each side in the Dock."""
HICOLOR_NAMES = (("apps", "descent-lab"), ("mimetypes", "application-vnd.descent-lab+json"))


def picture(size: int, margin: float = 0.0) -> Image.Image:
    """Return the drawing, ``size`` pixels wide and high, with a part ``margin`` of it left free on each side."""
    image = QImage(size, size, QImage.Format.Format_ARGB32_Premultiplied)
    image.fill(0)
    painter = QPainter(image)
    free = size * margin
    QSvgRenderer(str(DRAWING)).render(painter, QRectF(free, free, size - 2 * free, size - 2 * free))
    painter.end()
    buffer = QBuffer()
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    image.save(buffer, "PNG")  # pyright: ignore[reportCallIssue, reportArgumentType] -- the stubs know no device here
    return Image.open(io.BytesIO(buffer.data().data()))


def write_icons(folder: Path) -> None:
    """Write all icons into ``folder``.

    They are ``share/icons/hicolor/NxN/apps/descent-lab.png`` and ``…/scalable/apps/descent-lab.svg`` for Linux, the
    same under ``mimetypes`` for experiment files, ``descent-lab.ico`` for Windows and ``descent-lab.icns`` for macOS.
    """
    hicolor = folder / "share" / "icons" / "hicolor"
    for context, name in HICOLOR_NAMES:
        for size in HICOLOR_SIZES:
            target = hicolor / f"{size}x{size}" / context / f"{name}.png"
            target.parent.mkdir(parents=True, exist_ok=True)
            picture(size).save(target)
        target = hicolor / "scalable" / context / f"{name}.svg"
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(DRAWING.read_bytes())
    # Each size is drawn by itself: one that is shrunk from a larger one is blurred.
    *smaller, largest = (picture(size) for size in WINDOWS_SIZES)
    largest.save(folder / "descent-lab.ico", sizes=[(size, size) for size in WINDOWS_SIZES], append_images=smaller)
    *smaller, largest = (picture(size, MACOS_MARGIN) for size in MACOS_SIZES)
    largest.save(folder / "descent-lab.icns", append_images=smaller)


if __name__ == "__main__":
    write_icons(Path(sys.argv[1]))
