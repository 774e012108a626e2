from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from icons import DRAWING, HICOLOR_SIZES, picture, write_icons
from PIL import Image

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    written = tmp_path_factory.mktemp("icons")
    write_icons(written)
    return written


@pytest.mark.parametrize("name", ["apps/descent-lab", "mimetypes/application-vnd.descent-lab+json"])
def test_each_size_of_the_theme_has_its_picture(folder: Path, name: str) -> None:
    theme = folder / "share" / "icons" / "hicolor"
    for size in HICOLOR_SIZES:
        with Image.open(theme / f"{size}x{size}" / f"{name}.png") as image:
            assert image.size == (size, size)
            assert image.mode == "RGBA"
    assert (theme / "scalable" / f"{name}.svg").read_bytes() == DRAWING.read_bytes()


def test_the_windows_icon_holds_each_size_as_it_was_drawn(folder: Path) -> None:
    with Image.open(folder / "descent-lab.ico") as icon:
        sizes = icon.info["sizes"]
        assert {(16, 16), (24, 24), (32, 32), (48, 48), (256, 256)} <= sizes
        for size in sizes:
            icon.size = size
            assert icon.convert("RGBA").tobytes() == picture(size[0]).tobytes()


def test_the_macos_icon_leaves_room_around_it(folder: Path) -> None:
    with Image.open(folder / "descent-lab.icns") as icon:
        assert (512, 512, 2) in icon.info["sizes"]
        assert icon.size == (1024, 1024)
        assert icon.convert("RGBA").getbbox() == (100, 100, 924, 924)


def test_ball_curve_and_ground_stand_apart_at_16_pixels() -> None:
    small = picture(16).convert("RGBA")
    ground = small.getpixel((8, 4))
    ball = small.getpixel((7, 12))
    curve = max((small.getpixel((x, 8)) for x in range(10, 15)), key=lambda colour: sum(colour[:3]))
    corner = small.getpixel((0, 0))
    assert luminance(curve) > luminance(ground) * 3
    assert ball[0] > ball[2] * 2  # orange, on blue
    assert ground[2] > ground[0] * 2
    assert corner[3] < 128


def luminance(colour: tuple[int, ...]) -> float:
    linear = [(channel / 255) ** 2.2 for channel in colour[:3]]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2] + 0.05
