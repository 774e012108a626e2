"""What the process of a program and the one that started it say to each other: messages of msgpack, each with its size.

Nothing that comes out of the process is trusted: what is no message of the right form raises `Garbled`.
"""

from __future__ import annotations

import json
import re
from dataclasses import replace
from typing import IO, Any, Literal, TypeAlias

from msgspec import DecodeError, Struct, to_builtins
from msgspec.msgpack import Decoder, Encoder

from model.message import Message
from model.program.record.derivative import Derivative  # noqa: TC001 - msgspec reads them
from model.program.record.figures import Figure  # noqa: TC001 - msgspec reads them
from model.program.record.frames import Window  # noqa: TC001 - msgspec reads them
from model.program.record.loops import Loop  # noqa: TC001

MOST_FIGURES = 4
"""How many of a program's figures are told, beside its frames."""
_LARGEST = 16 << 20
"""Bytes of a message at the most."""
_SIZE = 4
_DEEPEST = 100
_TEMPLATE = re.compile(r"(?:[^{}]|\{\w+\})*")
_FIELD = re.compile(r"\{(\w+)\}")


class Garbled(Exception):
    """What came is no message."""


class Begin(Struct):
    """The order to run a program, the first.

    Attributes
    ----------
    watched : int
        How many of its first statements are told as frames, and then its last figures.
    tells_all : bool
        Whether its variables and the scalars of its loops are told in the end.
    draws : bool
        Whether the last figure that it has drawn is told in the end; where there is none, its last statement.
    """

    text: str
    seed: int
    watched: int = 0
    tells_all: bool = False
    draws: bool = False


class Look(Struct, tag=True):
    """The order to show what the program did from one of its statements to another, once it has ended."""

    first: int
    last: int


class Differentiate(Struct, tag=True):
    """The order to differentiate a tensor that has a name at the end of a statement, once the program has ended."""

    place: int
    name: str


class Ready(Struct, tag=True):
    """All is imported: the process waits for its order."""


class Begun(Struct, tag=True):
    """The program is read, and begins; the notes say what was passed over in it."""

    notes: list[Message]

    def __post_init__(self) -> None:
        """Raise ValueError where a note cannot be written."""
        for note in self.notes:
            _check(note)


class Printed(Struct, tag=True):
    """A piece of what the program prints."""

    text: str


class Watched(Struct, tag=True):
    """What the first statements of the program did, be it that it goes on; or those that were asked for."""

    window: Window


class Differentiated(Struct, tag=True):
    """The derivatives that were asked for, or why there are none."""

    derivatives: list[Derivative]
    refusal: Message | None = None

    def __post_init__(self) -> None:
        """Raise ValueError where the refusal cannot be written."""
        if self.refusal is not None:
            _check(self.refusal)


class Scalars(Struct, tag=True):
    """The scalars of a loop, once the program has ended."""

    loop: Loop

    def __post_init__(self) -> None:
        """Raise ValueError where its columns are not whole, or not as long as each other."""
        columns = self.loop.scalars
        is_whole = all(len(column) == len(self.loop.places) and not len(column) % 8 for column in columns.values())
        if not is_whole or columns.keys() != self.loop.first.keys():
            raise ValueError(self.loop.line)


class Drew(Struct, tag=True):
    """What the program has drawn last, once it has ended."""

    figure: Figure


class Failure(Struct):
    """Why a program did not come to its end: it was refused, failed or was ended, or we did something wrong.

    A program that was ended, by a limit or otherwise, has no type of error, and a message that can be translated.
    """

    kind: Literal["refused", "failed", "broken"]
    message: str | Message
    type: str | None = None
    line: int | None = None
    column: int | None = None

    def __post_init__(self) -> None:
        """Raise ValueError where the message cannot be written."""
        if isinstance(self.message, Message):
            _check(self.message)


class Ended(Struct, tag=True):
    """The program came to its end, or did not; what is asked for afterwards is all that follows.

    ``variables`` is the text of a JSON object, ``steps`` how many statements were begun.
    """

    failure: Failure | None
    variables: str = "{}"
    plots: int = 0
    steps: int = 0

    def __post_init__(self) -> None:
        """Raise ValueError where the variables are no JSON object that can be written again."""
        if not self.variables.startswith("{") or not _is_shallow(json.loads(self.variables), _DEEPEST):
            raise ValueError(self.variables)


Report: TypeAlias = Ready | Begun | Printed | Watched | Scalars | Drew | Ended | Differentiated
Question: TypeAlias = Look | Differentiate
_reports: Decoder[Report] = Decoder(Report)
_begin = Decoder(Begin)
_questions: Decoder[Question] = Decoder(Question)
_encode = Encoder().encode


def _check(message: Message) -> None:
    """Raise ValueError unless each field of a message is a name alone, and has a value."""
    fields, names = set(_FIELD.findall(message.template)), {name for name, _ in message.values}
    if _TEMPLATE.fullmatch(message.template) is None or not fields <= names:
        raise ValueError(message.template)


def _is_shallow(value: Any, room: int) -> bool:
    inside = [*value.values()] if isinstance(value, dict) else value if isinstance(value, list) else []
    return room > 0 and all(_is_shallow(each, room - 1) for each in inside)


def plain(message: Message) -> Message:
    """Return a message that can be sent: what is not a number is written out, in English."""
    return replace(message, values=tuple((name, _plain(value)) for name, value in message.values))


def _plain(value: object) -> int | float | str:
    if isinstance(value, int | float) and abs(value) < 1 << 63:
        return value
    return sendable(Message("", "{value}").fill(value=value).text())


def sendable(text: str) -> str:
    r"""Return text with halves of surrogate pairs, which cannot be encoded, as escapes such as ``\ud800``."""
    return text.encode("utf-8", "backslashreplace").decode()


def _with_texts(value: Any) -> Any:
    """Return what a message is made of, with texts that can be sent."""
    if isinstance(value, dict):
        return {_with_texts(key): _with_texts(each) for key, each in value.items()}
    if isinstance(value, list | tuple):
        return [*map(_with_texts, value)]
    return sendable(value) if isinstance(value, str) else value


def send(stream: IO[bytes], message: Begin | Question | Report) -> None:
    """Write a message; raises OSError where nobody reads it any more."""
    try:
        data = _encode(message)
    except UnicodeEncodeError:
        data = _encode(_with_texts(to_builtins(message, builtin_types=(bytes,))))
    stream.write(len(data).to_bytes(_SIZE, "little") + data)
    stream.flush()


def receive(stream: IO[bytes]) -> bytes | None:
    """Wait for a message and return it as it came; None where the other end is closed, be it within one."""
    size = stream.read(_SIZE)
    length = int.from_bytes(size, "little")
    if length > _LARGEST:
        raise Garbled
    data = stream.read(length)
    return data if len(size) == _SIZE and len(data) == length else None


def report_in(data: bytes) -> Report:
    """Return the report that came."""
    try:
        return _reports.decode(data)
    except (DecodeError, RecursionError, ValueError):
        raise Garbled from None


def begin_in(data: bytes) -> Begin:
    """Return the first order that came."""
    return _begin.decode(data)


def question_in(data: bytes) -> Question:
    """Return one of those that came after it."""
    return _questions.decode(data)
