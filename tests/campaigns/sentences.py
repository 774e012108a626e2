"""Whether what the program says of what it refuses is one sentence, in every language."""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING

from gui.look.text import legible, translator
from model.message import Message
from resources import LANGUAGES

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

_FIELD = re.compile(r"\{\w*\}")
_WORD = re.compile(r"[A-Za-z]{2,}")
_OF_PYTHON = re.compile(r"Traceback|<class |NoneType|object at 0x|\w+(?:Error|Exception)\b|\(<[a-z]")
_LONGEST = 700


@cache
def _translators() -> dict[str, Callable[[str, str], str]]:
    return {language: translator(language) for language in LANGUAGES}


def messages_in(message: Message) -> Iterator[Message]:
    """Yield a message and those in its fields."""
    yield message
    for _, value in message.values:
        for each in value if isinstance(value, tuple) else (value,):
            if isinstance(each, Message):
                yield from messages_in(each)


def wrong_with(message: Message, given: str = "") -> str | None:
    """Return what is wrong with a sentence, or None; ``given`` is what it speaks of, and may quote."""
    for language, translate in _translators().items():
        text = legible(message.text(translate))
        if not text.strip() or len(text) > _LONGEST:
            return f"a sentence of {len(text)} characters: {message.template}"
        if any(character in text for character in "\n\r\0\u2028\u2029"):
            return f"a sentence of several lines: {message.template}"
        if (found := _OF_PYTHON.search(text)) and found[0] not in given:
            return f"a sentence about Python: {message.template}"
        for each in messages_in(message):
            bare = _FIELD.sub("", each.template)
            known = {name for name, _ in each.values}
            if missing := set(re.findall(r"\{(\w+)\}", each.template)) - known:
                return f"a sentence without its {missing}: {each.template}"
            if (
                language != "en"
                and _WORD.search(bare)
                and " " in bare
                and translate(each.context, each.template) == each.template
            ):
                return f"no {language} of {each.context}: {each.template}"
    return None
