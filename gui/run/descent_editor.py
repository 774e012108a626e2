"""Joins the controls of a descent with the experiment: learning rate, optimizer, schedule, clipping, noise, epochs."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Protocol

from PySide6.QtCore import QObject, Slot

from gui.look.text import follow_language
from gui.run.catalogue_items import entry_items, optimizer_knobs, part_items, rate_now
from model.catalogue.optimizers import OPTIMIZERS
from model.experiment import STEP_PARTS

if TYPE_CHECKING:
    from collections.abc import Callable

    from gui.run.lab_run import LabRun
    from gui.widgets.fields.descent_controls import DescentControls
    from model.experiment import Descending, Setting


class Propose(Protocol):
    """Proposes an experiment with some fields changed."""

    def __call__(self, gesture: str | None = None, **changes: Any) -> bool:
        """Return whether it was taken."""
        ...


class DescentEditor(QObject):
    """Turns what is done to the controls of a descent into proposals, and shows the descent in them.

    ``descent`` returns the descent that the controls show. Where that is not the whole experiment, ``propose`` takes
    changes of it; the run takes those of the whole experiment: epochs, number type, tolerance.
    """

    def __init__(
        self,
        controls: DescentControls,
        run: LabRun[Any],
        descent: Callable[[], Descending],
        propose: Propose | None = None,
    ) -> None:
        super().__init__(run)
        self._controls = controls
        self._run = run
        self._descent = descent
        self._propose = propose or run.propose
        controls.knobChanged.connect(self._knob_changed)
        controls.optimizer.chosen.connect(self._optimizer_chosen)
        controls.epochs.changed.connect(self._epochs_changed)
        controls.dtype.chosen.connect(self._dtype_chosen)
        controls.tolerance.changed.connect(self._tolerance_changed)
        controls.parts.partChosen.connect(self._part_chosen)
        controls.parts.partKnobChanged.connect(self._part_knob_changed)
        controls.committed.connect(run.document.end_gesture)
        run.drawRequested.connect(self._show_rate_now)
        follow_language(self)

    def retranslate(self) -> None:
        """Fill the lists of optimizers, schedules, clips and noises in the language of the window."""
        parts = {part: entry_items(kind.catalogue) for part, kind in STEP_PARTS.items()}
        self._controls.set_catalogues(entry_items(OPTIMIZERS), parts)

    def show(self) -> None:
        """Put the descent into the controls."""
        descent = self._descent()
        self._controls.show_setting(
            optimizer=descent.optimizer.name,
            rate=descent.optimizer.learning_rate,
            knobs=optimizer_knobs(descent.optimizer),
            parts=part_items(descent),
            epochs=descent.epochs,
            dtype=descent.dtype,
            tolerance=descent.tolerance,
        )

    @Slot()
    def _show_rate_now(self) -> None:
        cursor = self._run.playback.cursor
        rate = rate_now(self._descent(), cursor)
        if rate is not None:
            self._controls.parts.show_rate_now(cursor, rate)

    @Slot(str, object)
    def _knob_changed(self, name: str, value: float | bool) -> None:
        self._propose(f"knob {name}", optimizer=self._descent().optimizer.with_knob(name, value))

    @Slot(str)
    def _optimizer_chosen(self, name: str) -> None:
        old = self._descent().optimizer
        if name != old.name:
            self._propose(optimizer=old.with_rule(name))

    @Slot(str, str)
    def _part_chosen(self, part: str, name: str) -> None:
        self._propose(None, **{part: STEP_PARTS[part].of(name) if name else None})

    @Slot(str, str, object)
    def _part_knob_changed(self, part: str, name: str, value: float | bool) -> None:
        setting: Setting = getattr(self._descent(), part)
        self._propose(f"{part} {name}", **{part: setting.with_knob(name, value)})

    @Slot(float)
    def _epochs_changed(self, epochs: float) -> None:
        self._run.propose("epochs", epochs=int(epochs))

    @Slot(str)
    def _dtype_chosen(self, dtype: str) -> None:
        self._run.propose(dtype=dtype)

    @Slot(object)
    def _tolerance_changed(self, tolerance: float | None) -> None:
        self._run.propose("tolerance", tolerance=tolerance)
