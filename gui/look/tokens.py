"""The colours of the two themes, with one meaning each."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Tokens:
    """The colours of one theme, each as ``#RRGGBB``; a hue has the same meaning in every lab.

    ``function`` is also for data, ``path`` for the descent, the fitted line and the loss, ``tangent`` for stationary
    points and gradients too, ``exact`` for the exact answer, ``ghost`` for the next step and what-if paths;
    ``path_text``, ``tangent_text`` and ``ghost_text`` are these in text, which needs more contrast than a mark; ``lit``
    is behind the line of code being executed, and behind warnings.
    """

    name: str
    window: str
    panel: str
    plot: str
    hairline: str
    muted: str
    text: str
    accent: str
    accent_soft: str
    function: str
    path: str
    tangent: str
    exact: str
    ghost: str
    path_text: str
    tangent_text: str
    ghost_text: str
    on_accent: str
    lit: str
    error: str
    error_soft: str


TOKENS: dict[str, Tokens] = {
    "light": Tokens(
        name="light",
        window="#F7F8FA",
        panel="#FFFFFF",
        plot="#FFFFFF",
        hairline="#E1E5EA",
        muted="#5B6675",
        text="#1B2430",
        accent="#0072B2",
        accent_soft="#E6F1F8",
        function="#0072B2",
        path="#D55E00",
        tangent="#009E73",
        exact="#CC79A7",
        ghost="#B87A00",
        path_text="#B85000",
        tangent_text="#007F5C",
        ghost_text="#8A6500",
        on_accent="#FFFFFF",
        lit="#FFF3D6",
        error="#B3261E",
        error_soft="#FBEAE8",
    ),
    "dark": Tokens(
        name="dark",
        window="#14181D",
        panel="#1B2027",
        plot="#171B21",
        hairline="#2C333D",
        muted="#98A4B3",
        text="#E6EAF0",
        accent="#56B4E9",
        accent_soft="#21303C",
        function="#56B4E9",
        path="#E8743B",
        tangent="#2BC49A",
        exact="#DE9CC4",
        ghost="#F0B429",
        path_text="#F0824C",
        tangent_text="#2BC49A",
        ghost_text="#F0B429",
        on_accent="#0B1016",
        lit="#3A3320",
        error="#FF8A80",
        error_soft="#3B2323",
    ),
}

SYSTEM = "system"
"""In place of a key of `TOKENS`: the theme that the system has."""
