"""The two themes: colours with one meaning each, the palette of Fusion, and the size of all text."""

from __future__ import annotations

from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QColor, QPalette

from gui.look.tokens import TOKENS, Tokens

PRESENTER_SCALE = 1.5
"""The size of text while presenting."""


def palette(tokens: Tokens) -> QPalette:
    """Return the palette that Fusion draws with where the style sheet says nothing."""
    roles = QPalette.ColorRole
    groups = (
        (tokens.window, (roles.Window, roles.AlternateBase)),
        (tokens.text, (roles.WindowText, roles.Text, roles.ButtonText, roles.ToolTipText)),
        (tokens.panel, (roles.Base, roles.Button, roles.ToolTipBase, roles.Light)),
        (tokens.on_accent, (roles.BrightText, roles.HighlightedText)),
        (tokens.accent, (roles.Highlight, roles.Accent, roles.Link, roles.LinkVisited)),
        (tokens.muted, (roles.PlaceholderText, roles.Dark)),
        (tokens.hairline, (roles.Midlight, roles.Mid, roles.Shadow)),
    )
    result = QPalette()
    for colour, group in groups:
        for role in group:
            result.setColor(role, QColor(colour))
    for role in (roles.WindowText, roles.Text, roles.ButtonText):
        result.setColor(QPalette.ColorGroup.Disabled, role, QColor(tokens.muted))
    return result


def mixed(one: str, other: str, share: float) -> QColor:
    """Return ``share`` of the first colour mixed into the second."""
    a, b = QColor(one), QColor(other)
    return QColor.fromRgbF(
        share * a.redF() + (1 - share) * b.redF(),
        share * a.greenF() + (1 - share) * b.greenF(),
        share * a.blueF() + (1 - share) * b.blueF(),
    )


class Theme(QObject):
    """The colours shown and the size of text and marks (1, or `PRESENTER_SCALE`); there is one, `theme`.

    Emits ``changing`` when colours or size are others, for font, palette and style sheet, then ``changed`` for all that
    measures or draws with them.
    """

    changing = Signal()
    changed = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.tokens: Tokens = TOKENS["light"]
        self.scale = 1.0
        self.reduced_motion = False
        """Whether to do without animations."""

    @property
    def name(self) -> str:
        """The key of the colours in `TOKENS`."""
        return self.tokens.name

    def set(self, name: str) -> None:
        """Show the theme ``name``; one that is not in `TOKENS` is light."""
        tokens = TOKENS.get(name, TOKENS["light"])
        if tokens is not self.tokens:
            self.tokens = tokens
            self._tell()

    def set_scale(self, scale: float) -> None:
        """Show text at ``scale`` times its size."""
        scale = min(max(scale, 0.5), 4.0)
        if scale != self.scale:
            self.scale = scale
            self._tell()

    def _tell(self) -> None:
        self.changing.emit()
        self.changed.emit()


theme = Theme()
