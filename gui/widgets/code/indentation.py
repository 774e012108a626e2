"""The keys of an editor that move lines of a program in and out, or make comments of them."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from PySide6.QtGui import QTextCursor

if TYPE_CHECKING:
    from collections.abc import Callable

    from PySide6.QtGui import QTextBlock

WIDTH = 4
"""Spaces of a step."""
_OPENS = re.compile(r":\s*(#.*)?$")
_LEAVES = re.compile(r"\s*(return|raise|pass|break|continue)\b")


def break_line(cursor: QTextCursor) -> None:
    """Begin another line as far in as this one: further behind a colon, and out again behind the end of a block."""
    block = cursor.document().findBlock(cursor.selectionStart())
    before = block.text()[: cursor.selectionStart() - block.position()]
    indent = _indent_of(before)
    if _OPENS.search(before):
        indent += WIDTH
    elif _LEAVES.match(before):
        indent = max(indent - WIDTH, 0)
    cursor.insertText("\n" + " " * indent)


def indent(cursor: QTextCursor) -> None:
    """Go on to the next step, or move all lines chosen in by one."""
    if cursor.hasSelection():
        _in_each_line(cursor, lambda line: line.insertText(" " * WIDTH) if line.block().text().strip() else None)
    else:
        cursor.insertText(" " * (WIDTH - cursor.positionInBlock() % WIDTH))


def outdent(cursor: QTextCursor) -> None:
    """Move the line, or all lines chosen, out by a step."""
    _in_each_line(cursor, lambda line: _delete(line, min(WIDTH, _indent_of(line.block().text()))))


def delete_step(cursor: QTextCursor) -> bool:
    """Delete the spaces back to the step before; False where something else stands before the caret."""
    column = cursor.positionInBlock()
    if cursor.hasSelection() or column == 0 or _indent_of(cursor.block().text()) < column:
        return False
    for _ in range((column - 1) % WIDTH + 1):
        cursor.deletePreviousChar()
    return True


def toggle_comment(cursor: QTextCursor) -> None:
    """Make a comment of the line, or of all lines chosen; or lines again where all of them are comments."""
    lines = [block.text() for block in _blocks(cursor) if block.text().strip()]
    least = min(map(_indent_of, lines), default=0)

    def comment(line: QTextCursor) -> None:
        if line.block().text().strip():
            line.setPosition(line.position() + least)
            line.insertText("# ")

    def uncomment(line: QTextCursor) -> None:
        text = line.block().text()
        line.setPosition(line.position() + _indent_of(text))
        _delete(line, len(re.match(r"(# ?)?", text.lstrip(" ")).group()))  # type: ignore[union-attr]

    _in_each_line(cursor, uncomment if all(line.lstrip(" ").startswith("#") for line in lines) else comment)


def _in_each_line(cursor: QTextCursor, change: Callable[[QTextCursor], object]) -> None:
    cursor.beginEditBlock()
    for block in _blocks(cursor):
        change(QTextCursor(block))
    cursor.endEditBlock()


def _blocks(cursor: QTextCursor) -> list[QTextBlock]:
    """Return the lines that are chosen, but not one of which nothing is; else the one of the caret."""
    document = cursor.document()
    first, last = document.findBlock(cursor.selectionStart()), document.findBlock(cursor.selectionEnd())
    if first != last and cursor.selectionEnd() == last.position():
        last = last.previous()
    return [document.findBlockByNumber(number) for number in range(first.blockNumber(), last.blockNumber() + 1)]


def _indent_of(text: str) -> int:
    return len(text) - len(text.lstrip(" "))


def _delete(cursor: QTextCursor, count: int) -> None:
    for _ in range(count):
        cursor.deleteChar()
