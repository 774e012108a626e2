"""Makes the pictures of README anew, all or those named: ``python -m tests.screenshots [NAME ...]``.

Each is the window itself, at one row of one experiment. Without a screen it is drawn by Qt's own offscreen platform.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from PySide6.QtTest import QTest

from gui.run.settings import Settings
from gui.shell.appearance import Appearance
from gui.shell.application import create_application
from gui.shell.unexpected_errors import UnexpectedErrors
from gui.shell.window import MainWindow
from gui.widgets.mathematics.typesetter import typesetter
from model.experiment import OptimizerSetting, Runner, Surface
from model.experiment.presets import PRESETS
from tests.gui.interaction import go_to, settle
from tests.imports import ROOT

if TYPE_CHECKING:
    from collections.abc import Callable

    from PySide6.QtWidgets import QApplication

    from model.experiment import Experiment

FOLDER = ROOT / "docs" / "screenshots"
_SIZE, _LARGE = (1280, 720), (1600, 900)
_LANGUAGES = {"": "en", "-zh": "zh_CN"}
_HILLTOP = Surface(
    function="(x^2 + y - 11)^2 + (x + y^2 - 7)^2",
    start=(("x", -0.2), ("y", -1.0)),
    runners=tuple(
        Runner(OptimizerSetting.of(name, learning_rate=rate))
        for name, rate in (("sgd", 0.01), ("momentum", 0.01), ("adam", 0.05))
    ),
    epochs=100,
)
"""A race from beside the top of Himmelblau's function."""


class Waiting:
    """Waits as pytest-qt does, without a test."""

    def waitUntil(self, callback: Callable[[], bool]) -> None:
        while not callback():
            QTest.qWait(20)


class Shot(NamedTuple):
    """What a picture shows; ``prepare`` does with the lab what the experiment does not hold."""

    experiment: Experiment
    row: int
    language: str
    theme: str = "light"
    size: tuple[int, int] = _SIZE
    prepare: Callable[[Waiting, Any], None] = lambda _bot, _lab: None


def _logarithmic(_bot: Waiting, lab: Any) -> None:
    lab.picture.loss.set_log(True, True)


def _with_settings(_bot: Waiting, lab: Any) -> None:
    lab.controls.descent.knob_section.set_open(True)


def _with_basins(bot: Waiting, lab: Any) -> None:
    bar = lab.picture.bar
    bar.colours.set_current("basins")
    bar.coloursChosen.emit("basins")
    bot.waitUntil(lambda: lab.basins.found is not None and lab.basins.found.done == 1.0 and bar.progress.isHidden())


def shots() -> dict[str, Shot]:
    """Return all pictures by the names of their files, without the ending."""
    case = {preset.key: preset.experiment for preset in PRESETS}
    found: dict[str, Shot] = {}
    for end, language in _LANGUAGES.items():
        found[f"autograd-light{end}"] = Shot(case["case_3"], 12, language, size=_LARGE)
        found[f"minimise-light{end}"] = Shot(case["case_9"], 15_000, language)
        found[f"regression-light{end}"] = Shot(case["case_12"], 1_000, language, prepare=_logarithmic)
        found[f"surface-light{end}"] = Shot(case["race_valley"], 900, language)
    found["minimise-dark-zh"] = Shot(case["case_9_momentum"], 2_000, "zh_CN", "dark", prepare=_with_settings)
    found["surface-dark-zh"] = Shot(_HILLTOP, 100, "zh_CN", "dark", prepare=_with_basins)
    return found


def take(shot: Shot, path: Path, appearance: Appearance, errors: UnexpectedErrors) -> None:
    """Open a window, bring it to what a picture shows, and write the picture."""
    bot: Any = Waiting()
    appearance.set_language(shot.language)
    appearance.set_theme(shot.theme)
    window: Any = MainWindow(appearance, errors, shot.experiment.lab)
    window.resize(*shot.size)
    window.show()
    settle(bot, window)
    window.lab.document.opened(shot.experiment, None)
    has_descent = shot.experiment.lab != "autograd"
    bot.waitUntil(lambda: not has_descent or window.lab.analysis.found is not None)
    go_to(bot, window, shot.row)
    shot.prepare(bot, window.lab)
    bot.waitUntil(lambda: not has_descent or window.playback.history.engine == "compiled")
    bot.waitUntil(lambda: not typesetter.is_busy())
    QTest.qWait(1_000)  # glides have no end that could be waited for
    window.grab().save(str(path))
    window.close()


def main(names: list[str]) -> None:
    """Write the pictures named, or all, each in a process of its own, as there is one window in a process."""
    if len(names) != 1:
        for name in names or shots():
            subprocess.run([sys.executable, "-m", "tests.screenshots", name], cwd=ROOT, check=True)
        return
    os.environ.setdefault("QT_QPA_PLATFORM", f"offscreen:configfile={ROOT / 'tests/screen.json'}")
    application: QApplication = create_application()
    with tempfile.TemporaryDirectory() as folder:
        settings = Settings(Path(folder) / "settings.ini")
        settings.remember("hints_done", "run start line watch_autograd")  # the other labs have seen enough by then
        appearance = Appearance(application, settings)
        appearance.start("en", "light")
        appearance.apply_theme()
        take(shots()[names[0]], FOLDER / f"{names[0]}.png", appearance, UnexpectedErrors(application))


if __name__ == "__main__":
    main(sys.argv[1:])
