"""What stands in a Markdown file besides its sentences, to compare the same text in two languages."""

from __future__ import annotations

import re
from collections import Counter

CODE = re.compile(r"`([^`\n]+)`")
FENCE = re.compile(r"^ *```(\w+)\n(.*?)^ *```$", re.MULTILINE | re.DOTALL)
LINK = re.compile(r"\]\(([^)]+)\)")
BOLD = re.compile(r"\*\*(.+?)\*\*")
COMMENT = re.compile(r"<!--.*?-->", re.DOTALL)


def without_blocks(text: str) -> str:
    """Return a text without its blocks of code."""
    return FENCE.sub("", text)


def codes(text: str) -> list[str]:
    return CODE.findall(text)


def rows(text: str) -> list[list[str]]:
    """Return the rows of the tables in a text, without their heads."""
    found: list[list[str]] = []
    for line in text.splitlines():
        if line.startswith("|---"):
            found.pop()  # the head stands above this line
        elif line.startswith("|"):
            found.append([cell.strip() for cell in line.removeprefix("|").removesuffix("|").split(" | ")])
    return found


def parts(text: str) -> list[object]:
    """Return what is the same in every language."""
    prose = without_blocks(text)
    return [
        re.findall(r"^#+ ", prose, re.MULTILINE),
        re.findall(r"^(?:- |\d\. |\|)", prose, re.MULTILINE),
        FENCE.findall(text),
        COMMENT.findall(text),
        Counter(codes(prose)),
        [codes(row[0]) for row in rows(prose)],
        Counter(LINK.findall(text)),
        len(BOLD.findall(prose)),
    ]
