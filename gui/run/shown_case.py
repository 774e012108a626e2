"""The card above a lab's controls: which case its experiment was opened as, and whether it is still that."""

from __future__ import annotations

from itertools import groupby
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, Slot

from gui.look.text import follow_language, legible, render, translate
from model.experiment.presets import presets_of
from model.kinds import KINDS

if TYPE_CHECKING:
    from gui.run.lab_run import LabRun
    from gui.widgets.case_card import CaseCard
    from gui.widgets.fields.choice import GroupedItems


class ShownCase(QObject):
    """Shows in a card the case of a lab's experiment, and restores it; to open another is left to the window."""

    def __init__(self, run: LabRun[Any], card: CaseCard) -> None:
        super().__init__(run)
        self._document = run.document
        self._card = card
        card.restoreRequested.connect(run.restore_case)
        run.document.cleanChanged.connect(self._show)
        follow_language(self)

    def retranslate(self) -> None:
        """Fill the list with the cases of all labs, in the language of the window."""
        entries = {lab: _entries(lab) for lab in KINDS}
        own = self._document.experiment.lab
        before = [entry for lab in list(entries)[: list(entries).index(own)] for entry in entries[lab]]
        self._card.set_cases([entry for items in entries.values() for entry in items], len(before))
        self._show()

    @Slot()
    def _show(self) -> None:
        document, case = self._document, self._document.case
        if case is None:
            title = legible(document.path.name) if document.path is not None else translate("shown_case", "Custom")
            self._card.show_case(None, translate("shown_case", "Experiment"), title, "", is_changed=False)
            return
        kind = translate("shown_case", "Case beyond the book")
        if document.is_changed_case:
            kind = translate("shown_case", "Changed from")
        elif case.number is not None:
            kind = translate("shown_case", "Case of the book")
        self._card.show_case(
            case.key, kind, render(case.title), render(case.look_for), is_changed=document.is_changed_case
        )


def _entries(lab: str) -> GroupedItems:
    """Return the cases of a lab below its name: the book's, and below "More" the others."""
    items: list[tuple[str | None, str, str]] = []
    for is_more, presets in groupby(presets_of(lab), lambda preset: preset.number is None):
        title = render(KINDS[lab].title)
        items.append((None, translate("shown_case", "{lab} · More").format(lab=title) if is_more else title, ""))
        items += [(preset.key, render(preset.title), "") for preset in presets]
    return items
