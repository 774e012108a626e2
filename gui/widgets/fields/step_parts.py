"""What a step can have beside its optimizer: a learning-rate schedule, clipping and noise, each with its knobs."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QSizePolicy, QWidget

from gui.look.text import follow_language, translate
from gui.widgets.arranged import column
from gui.widgets.error_label import ErrorLabel
from gui.widgets.fields.choice import Choice
from gui.widgets.fields.knob_panel import KnobItem, KnobPanel
from gui.widgets.fields.rate_curve import RateCurve
from gui.widgets.fields.section import Section
from gui.widgets.mathematics.equation_view import EquationView
from gui.widgets.parts import NoteLabel, px

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    import numpy as np
    from numpy.typing import NDArray

PARTS = ("schedule", "clip", "noise")
"""The names of the parts in files, in the order in which they are shown."""

_NONE = ""
_EQUATION_SIZE = 14


class PartItem(NamedTuple):
    """One part as it is set: the key of its entry, empty where the part is left out, and the entry's knobs.

    ``latex`` says what it does to the learning rate or the gradient, ``plain`` this for screen readers, ``why`` when
    it helps. ``rates`` are those of a schedule: the steps of some updates of the run, and the rate in each.
    """

    name: str = _NONE
    knobs: tuple[KnobItem, ...] = ()
    latex: str = ""
    plain: str = ""
    why: str = ""
    rates: tuple[NDArray[np.int64], NDArray[np.float64]] | None = None


class _Part(QWidget):
    """The choice of an entry, with its formula, its knobs and why they are refused."""

    chosen = Signal(str, str)
    knobChanged = Signal(str, str, object)

    def __init__(self, name: str) -> None:
        super().__init__()
        self.setObjectName(name)
        self.choice = Choice()
        self.equation = EquationView(_EQUATION_SIZE)
        self.curve = RateCurve()
        self.why = NoteLabel()
        self.why.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Minimum)
        self.knobs = KnobPanel()
        self.error = ErrorLabel(self.choice)
        column(self, px(4), self.choice, self.equation, self.curve, self.why, self.knobs)
        self.equation.hide()
        self.curve.hide()
        self.choice.chosen.connect(self._choose)
        self.knobs.changed.connect(self._change_knob)

    def show_item(self, item: PartItem) -> None:
        """Show how the part is set."""
        self.choice.set_current(item.name)
        self.equation.setVisible(bool(item.latex))
        if item.latex:
            self.equation.set_latex(item.latex, item.plain)
        self.why.setText(item.why)
        self.curve.setVisible(item.rates is not None)
        if item.rates is not None:
            self.curve.set_rates(*item.rates)
        self.knobs.set_items(item.knobs)

    @Slot(str)
    def _choose(self, key: str) -> None:
        self.chosen.emit(self.objectName(), key)

    @Slot(str, object)
    def _change_knob(self, knob: str, value: object) -> None:
        self.knobChanged.emit(self.objectName(), knob, value)


class StepParts(Section):
    """A section with the three parts; it opens where one of them is set.

    ``partChosen`` carries a part and the key of its new entry, empty to leave the part out; ``partKnobChanged`` a part,
    a knob's name and its new value, while typing and stepping; ``committed`` tells that this is over.
    """

    partChosen = Signal(str, str)
    partKnobChanged = Signal(str, str, object)
    committed = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.parts = {name: _Part(name) for name in PARTS}
        self._items: dict[str, PartItem] = dict.fromkeys(PARTS, PartItem())
        for part in self.parts.values():
            part.chosen.connect(self.partChosen)
            part.knobChanged.connect(self.partKnobChanged)
            part.knobs.committed.connect(self.committed)
            self.add_widget(part)
        self.show_parts(self._items)
        follow_language(self)

    def set_catalogues(self, entries: Mapping[str, Sequence[tuple[str, str, str]]]) -> None:
        """Fill the list of each part with (key, title, tooltip)."""
        without = (_NONE, translate("step_parts", "none"), "")
        for name, items in entries.items():
            self.parts[name].choice.set_items([without, *items])

    def show_parts(self, items: Mapping[str, PartItem]) -> None:
        """Show how the parts are set."""
        if any(items[name].name and not self._items[name].name for name in PARTS):
            self.set_open(True)
        self._items = dict(items)
        for name, part in self.parts.items():
            part.show_item(items[name])
        self._show_title()

    def show_rate_now(self, update: int, rate: float) -> None:
        """Mark the update to come and its rate in the picture of the schedule."""
        self.parts["schedule"].curve.set_now(update, rate)

    def show_refusal(self, path: str, sentence: str) -> bool:
        """Show a sentence below the part that ``path`` names; return whether there is one."""
        part = self.parts.get(path.partition(".")[0])
        if part is None:
            return False
        part.error.show_error(sentence)
        self.set_open(True)
        return True

    def clear_refusals(self) -> None:
        """Take all sentences away."""
        for part in self.parts.values():
            part.error.show_error("")

    def retranslate(self) -> None:
        """Show all names in the language of the window."""
        texts = {
            "schedule": (
                translate("step_parts", "Learning-rate schedule"),
                translate("step_parts", "How the learning rate η changes from update to update"),
            ),
            "clip": (
                translate("step_parts", "Gradient clipping"),
                translate("step_parts", "A bound for the gradient that the optimizer receives"),
            ),
            "noise": (
                translate("step_parts", "Gradient noise"),
                translate("step_parts", "Random numbers added to the gradient, the same for the same seed"),
            ),
        }
        for name, part in self.parts.items():
            part.choice.set_texts(*texts[name])
        self._show_title()

    def _show_title(self) -> None:
        count = sum(bool(item.name) for item in self._items.values())
        title = translate("step_parts", "Schedule, clipping, noise")
        if count:
            title = translate("step_parts", "{title} · {count} on").format(title=title, count=count)
        self.set_title(title, translate("step_parts", "What happens to the gradient before the step"))
