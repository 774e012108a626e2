"""The style sheet of the whole application: no part of it is drawn by the platform."""

from __future__ import annotations

import re
from dataclasses import asdict
from string import Template
from typing import TYPE_CHECKING

from resources import FOLDER

if TYPE_CHECKING:
    from gui.look.tokens import Tokens

_LENGTH = re.compile(r"\b(?![01]px)(\d+(?:\.\d+)?)px")
"""In pixels, but for nothing and for hairlines."""


def stylesheet(tokens: Tokens, scale: float) -> str:
    """Return the style sheet in the colours of ``tokens``, with every length times ``scale``.

    Widgets ask for more than their class gives by the property "role": heading, title, muted, error,
    warning, verdict, primary, action, section and remedy (buttons), card (a frame), code, value and values (a table);
    a verdict also has "kind": good, warn, bad or neutral.
    """
    icons = {
        f"icon_{name}": (FOLDER / "icons" / f"{name}_{tokens.name}.svg").as_posix()
        for name in ("chevron_down", "chevron_up", "chevron_right", "check", "dot")
    }
    sheet = (FOLDER / "stylesheet.qss").read_text(encoding="utf-8")
    scaled = _LENGTH.sub(lambda match: f"{round(float(match[1]) * scale)}px", sheet)
    return Template(scaled).substitute(asdict(tokens) | icons)
