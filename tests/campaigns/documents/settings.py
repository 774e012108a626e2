"""The settings: the user's file and the administrator's, with keys and values of all kinds, and damaged."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from gui.run.settings import Administrator, Settings
from tests.campaigns.attack import Attack
from tests.campaigns.documents.experiments import folder
from tests.campaigns.sentences import wrong_with
from tests.campaigns.smaller import smaller_parts
from tests.campaigns.texts.mutations import HOSTILE, mutated

if TYPE_CHECKING:
    from random import Random

_DEFAULTS: dict[str, object] = {
    **{"language": "en", "theme": "light", "lab": "minimise", "folder": "", "data_folder": ""},
    **{"reduced_motion": False, "controls": True, "panel": True, "accumulate_nodes": False},
    **{"pace": 1.0, "scale": 1.0, "speed": 1.0, "race_goal": 0.1, "page": 0, "recent": [], "tips": []},
}
_VALUES = (
    *(
        "true",
        "false",
        "1",
        "0",
        "-1",
        "2",
        "nan",
        "inf",
        "1e9",
        "0.0",
        "abc",
        "",
        "zh_CN",
        "xx",
        "dark",
        "surface",
        "@ByteArray()",
        "@Variant()",
        "@Invalid()",
    ),
    *("a, b", "~", "/nowhere", "\\x41", "%H", '"open', "@Size(1 1)", "@Point(a)", *HOSTILE),
)
_PIECES = ("[preset]", "[locked]", "[General]", "[", "]", "=", ":", ";", "#", "\n", " ", *_DEFAULTS, *_VALUES)


def _text(random: Random) -> bytes:
    lines: list[str] = []
    for section in random.sample(("preset", "locked", "General", "%General", "other"), random.randint(0, 3)):
        lines.append(f"[{section}]")
        for name in random.choices(list(_DEFAULTS), k=random.randint(0, 6)):
            lines.append(f"{name}{random.choice(('=', ' = ', ':', ''))}{random.choice(_VALUES)}")
    text = "\n".join(lines)
    text = mutated(random, text, _PIECES) if random.random() < 0.5 else text
    data = text.encode(random.choice(("utf-8", "utf-8", "utf-8", "utf-8-sig", "utf-16", "cp1252")), "replace")
    return data + bytes([random.randrange(256)]) if random.random() < 0.1 else data


def check(kind: str, data: bytes) -> str | None:
    """Return what is wrong with how a file is read as the user's settings, or as the administrator's."""
    path = Path(folder()) / f"{kind}.ini"
    path.write_bytes(data)
    shown = data.decode("utf-8", "replace")
    settings = Settings(path) if kind == "user" else Settings("", Administrator.of(path))
    for note in settings.notes:
        if wrong := wrong_with(note, shown):
            return wrong
    for name, default in _DEFAULTS.items():
        value = settings.remembered(name, default)
        if type(value) is not type(default):
            return f"a {name} of another type"
        settings.remember(name, default)
    settings.sync()
    again = Settings(path) if kind == "user" else settings
    for name, default in _DEFAULTS.items():
        if not settings.is_locked(name) and kind == "user" and again.remembered(name, default) != default:
            return f"{name} is not kept"
    return None


SETTINGS = [
    Attack("user's settings", _text, partial(check, "user"), smaller_parts, b"[General]\ntheme=dark\n"),
    Attack(
        "administrator's settings", _text, partial(check, "administrator"), smaller_parts, b"[locked]\ntheme=dark\n"
    ),
]
