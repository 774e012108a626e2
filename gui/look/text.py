"""Text for people: Qt's translations, the messages that the model sends, and the parts that show them.

The command line uses this too: of Qt it needs only QtCore.
"""

from __future__ import annotations

import re
from itertools import count
from typing import TYPE_CHECKING, Protocol
from weakref import WeakValueDictionary

from PySide6.QtCore import QCoreApplication, QTranslator
from shiboken6 import isValid

from gui.look.steps import call_all
from resources import FOLDER

if TYPE_CHECKING:
    from collections.abc import Callable

    from model.message import Message


_NO_CHARACTER = re.compile("[\ud800-\udfff]")
_QUOTED_SIGN = re.compile(r" ('[^'\s\w]{1,3}')")


def translate(context: str, text: str) -> str:
    """Return ``text`` in the language of the window; lupdate finds calls by this name."""
    return QCoreApplication.translate(context, text)


def render(message: Message) -> str:
    """Return a message of the model in the language of the window."""
    return legible(message.text(QCoreApplication.translate))


def legible(text: str) -> str:
    """Return text that Qt shows whole: what is no character, as a byte of a file's name that is not UTF-8, as �."""
    return _NO_CHARACTER.sub("\ufffd", text)


def unbroken(sentence: str) -> str:
    """Keep a quoted sign such as '^' in the line of the word before it: alone in a line it looks cut off."""
    return _QUOTED_SIGN.sub("\u00a0\\1", sentence)


def translator(language: str) -> Callable[[str, str], str]:
    """Return what translates (context, English text) without an application; English where there is nothing."""
    catalogue = QTranslator()
    catalogue.load(f"descent_lab_{language}", str(FOLDER / "translations"))

    def translate(context: str, text: str) -> str:
        return catalogue.translate(context, text) or text

    return translate


class _Translated(Protocol):
    def retranslate(self) -> None:
        """Write all texts in the language of the window."""
        ...


_followers: WeakValueDictionary[int, _Translated] = WeakValueDictionary()
_numbers = count()


def follow_language(part: _Translated) -> None:
    """Have a part write its texts now, and again after every change of language as long as it exists.

    To be called once the part is made. After a change the parts write in the order of these calls, so that a parent
    may replace what its children wrote.
    """
    part.retranslate()
    _followers[next(_numbers)] = part


def retranslate_all() -> None:
    """Have all parts write their texts in the language that is set now."""
    call_all(part.retranslate for part in list(_followers.values()) if isValid(part))
