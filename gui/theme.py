"""The two themes: colours with one meaning each, the palette of Fusion, and the size of all text."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QColor, QPalette

from gui.stylesheet import stylesheet

__all__ = ["PRESENTER_SCALE", "TOKENS", "Theme", "Tokens", "current", "palette", "stylesheet", "theme"]

PRESENTER_SCALE = 1.5
"""The size of text for the back row."""


@dataclass(frozen=True, slots=True)
class Tokens:
    """The colours of one theme, each as ``#RRGGBB``; a hue has the same meaning in every lab.

    Attributes
    ----------
    function : str
        The function, and data.
    path : str
        The path of the descent, the fitted line, the loss.
    tangent : str
        Tangent, stationary points, gradient.
    exact : str
        The exact answer.
    ghost : str
        The next step, and what would be.
    lit : str
        The ground of the line of code being executed, and of warnings.
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
        on_accent="#0B1016",
        lit="#3A3320",
        error="#FF8A80",
        error_soft="#3B2323",
    ),
}


def palette(tokens: Tokens) -> QPalette:
    """Return the palette that Fusion draws with where the style sheet says nothing."""
    roles = QPalette.ColorRole
    colours = {
        roles.Window: tokens.window,
        roles.WindowText: tokens.text,
        roles.Base: tokens.panel,
        roles.AlternateBase: tokens.window,
        roles.Text: tokens.text,
        roles.Button: tokens.panel,
        roles.ButtonText: tokens.text,
        roles.BrightText: tokens.on_accent,
        roles.Highlight: tokens.accent,
        roles.HighlightedText: tokens.on_accent,
        roles.Accent: tokens.accent,
        roles.Link: tokens.accent,
        roles.LinkVisited: tokens.accent,
        roles.ToolTipBase: tokens.panel,
        roles.ToolTipText: tokens.text,
        roles.PlaceholderText: tokens.muted,
        roles.Light: tokens.panel,
        roles.Midlight: tokens.hairline,
        roles.Mid: tokens.hairline,
        roles.Dark: tokens.muted,
        roles.Shadow: tokens.hairline,
    }
    result = QPalette()
    for role, colour in colours.items():
        result.setColor(role, QColor(colour))
    for role in (roles.WindowText, roles.Text, roles.ButtonText):
        result.setColor(QPalette.ColorGroup.Disabled, role, QColor(tokens.muted))
    return result


class Theme(QObject):
    """The theme that is shown, and the size of its text; there is one, `theme`.

    Signals
    -------
    changed()
        Colours or size are others now.
    """

    changed = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._tokens = TOKENS["light"]
        self._scale = 1.0
        self.reduced_motion = False
        """Whether to do without animations."""

    @property
    def tokens(self) -> Tokens:
        """The colours shown."""
        return self._tokens

    @property
    def name(self) -> str:
        """The key of the colours in `TOKENS`."""
        return self._tokens.name

    @property
    def scale(self) -> float:
        """The size of text and marks: 1, or `PRESENTER_SCALE`."""
        return self._scale

    def set(self, name: str) -> None:
        """Show the theme ``name``; one that is not in `TOKENS` is light."""
        tokens = TOKENS.get(name, TOKENS["light"])
        if tokens is not self._tokens:
            self._tokens = tokens
            self.changed.emit()

    def set_scale(self, scale: float) -> None:
        """Show text at ``scale`` times its size."""
        scale = min(max(scale, 0.5), 4.0)
        if scale != self._scale:
            self._scale = scale
            self.changed.emit()


theme = Theme()


def current() -> Tokens:
    """Return the colours shown."""
    return theme.tokens
