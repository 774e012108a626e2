"""Language, theme and text size of the whole application."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication, QEvent, QLibraryInfo, QLocale, QObject, Qt, QTranslator, Signal, Slot
from PySide6.QtGui import QFont, QFontInfo, QGuiApplication
from PySide6.QtWidgets import QApplication

from gui.look.stylesheet import dress_all
from gui.look.text import retranslate_all
from gui.look.theme import palette, theme
from gui.look.tokens import SYSTEM
from resources import FOLDER, LANGUAGES

if TYPE_CHECKING:
    from gui.run.settings import Settings

_BASE_POINT_PIXELS = 13
_CHINESE_FONT = {"win32": "Microsoft YaHei UI", "darwin": "PingFang SC"}.get(sys.platform, "Noto Sans CJK SC")
"""What has the characters that the system's font lacks; a system that is not Chinese would take a Japanese font."""


class Appearance(QObject):
    """Language, theme and text size of the whole application, remembered between starts.

    ``retranslated()`` is emitted when all parts have written their texts in another language.
    """

    retranslated = Signal()

    def __init__(self, application: QApplication, settings: Settings) -> None:
        super().__init__(application)
        self._application = application
        self.settings = settings
        self._translators: list[QTranslator] = []
        self.language = "en"
        self.theme = SYSTEM
        """What was chosen: a key of `TOKENS`, or `SYSTEM`."""
        QGuiApplication.styleHints().colorSchemeChanged.connect(self._follow_system)
        theme.reduced_motion = settings.remembered("reduced_motion", False)

    def start(self, language: str | None, theme_name: str | None) -> None:
        """Apply what the command line gives, unless it is locked, else what was remembered, else the system's."""
        language = self.settings.chosen("language", language) or _system_language()
        self.set_language(language, remember=False)
        self.set_theme(self.settings.chosen("theme", theme_name) or SYSTEM, remember=False)
        self._set_font()  # widgets made from now on have it; others are told only once the application runs

    def set_language(self, language: str, *, remember: bool = True) -> None:
        """Show everything in ``language``, a key of `resources.LANGUAGES`, from now on."""
        language = language if language in LANGUAGES else "en"
        for translator in self._translators:
            self._application.removeTranslator(translator)
        self._translators.clear()
        self.language = language
        folders = [
            (f"qtbase_{language}", QLibraryInfo.path(QLibraryInfo.LibraryPath.TranslationsPath)),
            (f"descent_lab_{language}", str(FOLDER / "translations")),
        ]
        for name, folder in folders:
            translator = QTranslator()  # without an owner, so that it goes with the next change
            if translator.load(name, folder):
                self._application.installTranslator(translator)
                self._translators.append(translator)
        QLocale.setDefault(QLocale(QLocale.Language.C))
        if remember:
            self.settings.remember("language", language)
        retranslate_all()
        self.retranslated.emit()

    def set_theme(self, name: str, *, remember: bool = True) -> None:
        """Show everything in a theme of `TOKENS` from now on, or in the one that the system has at each time."""
        self.theme = name
        if remember:
            self.settings.remember("theme", name)
        theme.set(_theme_of(QApplication.styleHints().colorScheme()) if name == SYSTEM else name)

    @Slot(Qt.ColorScheme)
    def _follow_system(self, scheme: Qt.ColorScheme) -> None:
        if self.theme == SYSTEM:
            theme.set(_theme_of(scheme))

    def set_reduced_motion(self, reduced: bool) -> None:
        """Do without animations."""
        theme.reduced_motion = reduced
        self.settings.remember("reduced_motion", reduced)

    @Slot()
    def apply_theme(self) -> None:
        """Apply the theme, now and when it changes; building a window is slower after this than before."""
        theme.changing.connect(self.apply_theme, Qt.ConnectionType.UniqueConnection)
        self._set_font()
        self._application.setPalette(palette(theme.tokens))
        for kind in (QEvent.Type.ApplicationFontChange, QEvent.Type.ApplicationPaletteChange):
            QCoreApplication.sendPostedEvents(None, kind.value)  # what measures text has to know it now
        dress_all()

    def _set_font(self) -> None:
        font = QFont(self._application.font())
        font.setFamilies([QFontInfo(font).family(), _CHINESE_FONT])
        font.setPixelSize(round(_BASE_POINT_PIXELS * theme.scale))
        if font != self._application.font():
            self._application.setFont(font)


def _system_language() -> str:
    known = {key.partition("_")[0]: key for key in LANGUAGES}
    wanted = (name.replace("_", "-").partition("-")[0].lower() for name in QLocale.system().uiLanguages())
    return next((known[name] for name in wanted if name in known), "en")


def _theme_of(scheme: Qt.ColorScheme) -> str:
    return "dark" if scheme == Qt.ColorScheme.Dark else "light"  # unknown on some desktops
