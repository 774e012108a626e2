"""What the program needs beside its code: files, settings, translations, fonts, icons."""

from __future__ import annotations

from typing import TYPE_CHECKING

from gui.shell.self_test.bench import Checks, unlike
from gui.shell.self_test.shown_window import inked
from model.kinds import KINDS
from model.message import QT_TRANSLATE_NOOP, Refused
from resources import FOLDER, LANGUAGES, program_folder

if TYPE_CHECKING:
    from gui.shell.self_test.bench import Bench

CHECKS = Checks()


@CHECKS.one(QT_TRANSLATE_NOOP("self_test", "experiment files"))
def _files(bench: Bench) -> str:
    from model.experiment.file import write
    from model.experiment.presets import PRESETS
    from model.kinds import read

    for preset in PRESETS:
        path = bench.folder / f"{preset.key}.descent.json"
        write(path, preset.experiment)
        if read(path) != preset.experiment:
            raise Refused(QT_TRANSLATE_NOOP("self_test", "{key} is read back as another experiment"), key=preset.key)
    return str(len(PRESETS))


@CHECKS.one(QT_TRANSLATE_NOOP("self_test", "encodings of tables"))
def _tables(_bench: Bench) -> str:
    from model.data.table_text import ENCODINGS
    from model.data.tables import read_table

    headers = {"cp950": "身高,體重", "cp932": "身長,体重", "cp1252": "Größe,Höhe", "cp1251": "Рост,Вес"}
    headers["utf-16-le"] = "身高,体重"
    for encoding, header in headers.items():
        table = read_table(f"{header}\n158,51\n170,63.5\n".encode(encoding))
        if (found := ",".join(table.names)) != header:
            raise unlike(ENCODINGS[encoding], found, header)
    return ", ".join(ENCODINGS[encoding] for encoding in headers)


@CHECKS.one(QT_TRANSLATE_NOOP("self_test", "settings"))
def _settings(bench: Bench) -> str:
    from gui.run.settings import ADMINISTRATORS_FILE, Administrator, Settings

    for fault in Administrator.of(program_folder() / ADMINISTRATORS_FILE).faults:
        raise Refused(fault)
    path = bench.folder / "settings.ini"
    for pace in (1.0, 2.0):
        settings = Settings(path)
        settings.remember("pace", pace)
        settings.sync()
        found = Settings(path).remembered("pace", 0.0)
        if found != pace:
            raise unlike("pace", found, pace)
    return ""


@CHECKS.one(QT_TRANSLATE_NOOP("self_test", "sessions"))
def _sessions(bench: Bench) -> str:
    from gui.shell.recovery import folder_of_user
    from gui.shell.session_folder import SessionFolder, claim
    from model.experiment.presets import PRESETS
    from model.experiment.session import KeptLab, Session

    root = bench.folder / "sessions"
    labs = {preset.experiment.lab: KeptLab(preset.experiment, preset.experiment) for preset in PRESETS}
    session, folder = Session("minimise", 0, labs), SessionFolder.new_in(root)
    folder.write(session)
    if claim(root).folder is not None:
        raise Refused(QT_TRANSLATE_NOOP("self_test", "the session of an open window is taken from it"))
    folder.release()
    found = claim(root)
    if found.folder is None or found.session != session:
        raise Refused(QT_TRANSLATE_NOOP("self_test", "a session is brought back as another one"))
    found.folder.remove()
    return str(folder_of_user() or "")


@CHECKS.one(QT_TRANSLATE_NOOP("self_test", "translations"))
def _translations(_bench: Bench) -> str:
    from PySide6.QtCore import QLibraryInfo, QTranslator

    from gui.look.text import translator

    others = list(LANGUAGES)[1:]
    for language in others:
        translate = translator(language)
        of_qt = QTranslator()
        if all(kind.title.text(translate) == kind.title.text() for kind in KINDS.values()) or not of_qt.load(
            f"qtbase_{language}", QLibraryInfo.path(QLibraryInfo.LibraryPath.TranslationsPath)
        ):
            raise Refused(QT_TRANSLATE_NOOP("self_test", "there is none into {language}"), language=language)
    return ", ".join(LANGUAGES[language] for language in others)


@CHECKS.one(QT_TRANSLATE_NOOP("self_test", "help and versions"))
def _help(_bench: Bench) -> str:
    from gui.shell.help import PAGES, page_text, versions
    from resources.about import PROGRAM, UNKNOWN, licence_text, program_version

    for language in LANGUAGES:
        for page in PAGES:
            page_text(page, language)
    for name, version in versions():
        if version == UNKNOWN:
            raise Refused(QT_TRANSLATE_NOOP("self_test", "the version of {name} is not known"), name=name)
    licence_text(PROGRAM)
    return program_version()


@CHECKS.one(QT_TRANSLATE_NOOP("self_test", "fonts and icons"))
def _fonts(_bench: Bench) -> str:
    from PySide6.QtCore import QSize, Qt
    from PySide6.QtGui import QFontInfo, QIcon, QImage, QPainter

    from gui.shell.application import create_application
    from gui.widgets.glyphs import glyph

    application = create_application()
    size = QSize(48, 48)
    inked(glyph("mdi6.play", "#ff0000", "#ff0000").pixmap(size).toImage())
    for path in (FOLDER / "icons").glob("*.svg"):
        if QIcon(str(path)).pixmap(size).isNull():
            raise Refused(QT_TRANSLATE_NOOP("self_test", "{name} cannot be drawn"), name=path.name)
    written = QImage(size, QImage.Format.Format_RGB32)
    written.fill(Qt.GlobalColor.white)
    painter = QPainter(written)
    painter.drawText(written.rect(), Qt.AlignmentFlag.AlignCenter, "x + 1")
    painter.end()
    inked(written)
    return QFontInfo(application.font()).family()
