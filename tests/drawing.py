"""Draws the rooms of the code and their imports, and lists the rooms: ``python -m tests.drawing``.

Writes ``docs/architecture.svg`` and the map in ARCHITECTURE.md; a test fails while either is old. What stands there is
found in the code: the arrows are its imports, and the sentences the first lines of the rooms' docstrings.
"""

from __future__ import annotations

import ast
from html import escape

from tests.imports import MODULES, ROOMS, ROOT, graph, module_name, room_of

PICTURE = ROOT / "docs" / "architecture.svg"
PAGE = ROOT / "ARCHITECTURE.md"
_BEGIN, _END = "<!-- rooms: written by `python -m tests.drawing` -->\n", "<!-- end of rooms -->"
_WIDTH, _HEIGHT, _GAP, _FLOOR, _EDGE = 112, 40, 24, 92, 24
_COLOURS = {"gui": "#0072B2", "model": "#009E73"}
_PAGE_OF_SVG = """<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" \
width="{width}" height="{height}" font-family="sans-serif" font-size="14">
<defs><marker id="head" markerWidth="8" markerHeight="8" refX="6" refY="4" orient="auto">
<path d="M 0 0 L 8 4 L 0 8 z" fill="#666666"/></marker></defs>
<rect width="{width}" height="{height}" fill="#ffffff"/>
{parts}
</svg>
"""


def rooms() -> dict[str, set[str]]:
    """Return which other rooms each room imports, by any of its modules."""
    arrows: dict[str, set[str]] = {}
    for module, others in graph().items():
        if "." in module:
            found = {room_of(other) for other in others if "." in other}
            arrows.setdefault(room_of(module), set()).update(found - {room_of(module)})
    return arrows


def sentences() -> dict[str, str]:
    """Return what each room says of itself: the first line of its docstring."""
    texts = {module_name(path): path.read_text(encoding="utf-8") for path in MODULES}
    return {room: (ast.get_docstring(ast.parse(texts[room])) or "").partition("\n")[0] for room in rooms()}


def room_map() -> str:
    """Return the map of the rooms as Markdown: one line each, in the order in which they may import each other."""
    said = sentences()
    lines: list[str] = []
    for package, names in ROOMS.items():
        lines.append(f"**`{package}/`**, each room importing only those above it:\n")
        lines += [f"- `{name}`: {said[room]}" for name in names if (room := f"{package}.{name}") in said]
        lines.append("")
    return "\n".join(lines)


def _direct(arrows: dict[str, set[str]]) -> dict[str, set[str]]:
    """Leave out an arrow where a longer way leads to the same room."""

    def beyond(room: str) -> set[str]:
        found: set[str] = set()
        waiting = [room]
        while waiting:
            for other in arrows[waiting.pop()] - found:
                found.add(other)
                waiting.append(other)
        return found

    far = {room: beyond(room) for room in arrows}
    return {
        room: {each for each in near if not any(each in far[other] for other in near)} for room, near in arrows.items()
    }


def _floors(arrows: dict[str, set[str]], package: str) -> list[list[str]]:
    """Return the rooms of a package by floor, the lowest first: each above all it imports, but as high as it can be.

    On a floor those whose arrows end lowest come first, at the side, so that no room stands in the way of an arrow.
    """
    heights: dict[str, int] = {}
    for name in ROOMS[package]:
        room = f"{package}.{name}"
        if room in arrows:
            heights[room] = max((heights[other] + 1 for other in arrows[room] if other in heights), default=0)
    for room in sorted(heights, key=heights.__getitem__, reverse=True):
        heights[room] = min((heights[other] - 1 for other in heights if room in arrows[other]), default=heights[room])

    def lowest(room: str) -> int:
        return min((heights[other] for other in arrows[room] if other in heights), default=len(heights))

    top = max(heights.values())
    return [sorted((room for room in heights if heights[room] == floor), key=lowest) for floor in range(top + 1)]


def _text(x: float, y: float, text: str, **style: object) -> str:
    return f'<text x="{x:g}" y="{y:g}" {_attributes(style)}>{escape(text)}</text>'


def _box(x: float, y: float, width: float, height: float, **style: object) -> str:
    return f'<rect x="{x:g}" y="{y:g}" width="{width:g}" height="{height:g}" {_attributes(style)}/>'


def _attributes(style: dict[str, object]) -> str:
    return " ".join(f'{name.replace("_", "-")}="{value}"' for name, value in style.items())


def _room(x: float, y: float, name: str, sentence: str, colour: str, note: str) -> str:
    middle = x + _WIDTH / 2
    return "".join(
        (
            f"<g><title>{escape(sentence)}</title>",
            _box(x, y, _WIDTH, _HEIGHT, rx=6, fill="#ffffff", stroke=colour),
            _text(middle, y + (18 if note else 25), name, text_anchor="middle"),
            _text(middle, y + 33, note, text_anchor="middle", font_size=11, fill=_COLOURS["model"]) if note else "",
            "</g>",
        )
    )


def _arrow(start: tuple[float, float], end: tuple[float, float]) -> str:
    (x0, y0), (x1, y1) = start, end
    way = f"M {x0:g} {y0:g} C {x0:g} {y0 + 30:g} {x1:g} {y1 - 34:g} {x1:g} {y1 - 3:g}"
    return f'<path d="{way}" fill="none" stroke="#666666" marker-end="url(#head)"/>'


def drawing() -> str:
    """Return the picture of both packages as SVG: rooms on floors, and an arrow to each room that another needs."""
    arrows, said = rooms(), sentences()
    own = _direct({room: {other for other in near if other[:3] == room[:3]} for room, near in arrows.items()})
    floors = {package: _floors(own, package) for package in ROOMS}
    height = 2 * _EDGE + 34 + max(map(len, floors.values())) * _FLOOR
    parts: list[str] = []
    boxes: list[str] = []
    lines: list[str] = []
    at: dict[str, tuple[float, float]] = {}
    left = _EDGE
    for package, stories in floors.items():
        width = max(map(len, stories)) * (_WIDTH + _GAP) + _GAP
        colour = _COLOURS[package]
        parts.append(_box(left, _EDGE, width, height - 2 * _EDGE, rx=12, fill=colour, fill_opacity=0.07))
        parts.append(_text(left + 14, _EDGE + 24, f"{package}/", font_weight="bold", fill=colour))
        for floor, names in enumerate(stories):
            y = height - _EDGE - (floor + 1) * _FLOOR + 20
            first = left + (width - len(names) * (_WIDTH + _GAP) + _GAP) / 2
            for index, room in enumerate(names):
                at[room] = x, _ = first + index * (_WIDTH + _GAP), y
                needs_model = package == "gui" and any(other.startswith("model.") for other in arrows[room])
                note = "imports model" if needs_model else ""
                boxes.append(_room(x, y, room.partition(".")[2], said[room], colour, note))
        left += width + 2 * _EDGE
    for room, near in own.items():
        for other in sorted(near):
            lines.append(
                _arrow((at[room][0] + _WIDTH / 2, at[room][1] + _HEIGHT), (at[other][0] + _WIDTH / 2, at[other][1]))
            )
    width = left - _EDGE
    return _PAGE_OF_SVG.format(width=width, height=height, parts="\n".join([*parts, *lines, *boxes]))


def with_map(page: str) -> str:
    """Return ARCHITECTURE.md with the map of the rooms as it is now."""
    before, _, rest = page.partition(_BEGIN)
    return f"{before}{_BEGIN}\n{room_map()}{_END}{rest.partition(_END)[2]}"


if __name__ == "__main__":
    PICTURE.write_text(drawing(), encoding="utf-8")
    PAGE.write_text(with_map(PAGE.read_text(encoding="utf-8")), encoding="utf-8")
