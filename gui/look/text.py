"""Text for people: Qt's translations, and the messages that the model sends."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication

if TYPE_CHECKING:
    from model.message import Message

__all__ = ["render", "translate"]


def translate(context: str, text: str) -> str:
    """Return ``text`` in the language of the window; lupdate finds calls by this name."""
    return QCoreApplication.translate(context, text)


def render(message: Message) -> str:
    """Return a message of the model in the language of the window."""
    return message.text(QCoreApplication.translate)
