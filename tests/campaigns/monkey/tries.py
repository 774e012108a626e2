"""Tries of a plan one after another in one process, what must not grow meanwhile, and faults cut down and told."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from tests.campaigns.monkey import plans
from tests.campaigns.monkey.replay import counts
from tests.campaigns.monkey.watch import grown

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from tests.campaigns.campaign import Report
    from tests.campaigns.monkey.replay import Outcome, Replayer

_MOST_LINES = 200
_FIRST_LINES = 20
_LEAK_TRIES = 8
"""Tries in a row after each of which there must be more of something, before it is looked at as a leak."""
_UNDO_HOLDS = "Python model.experiment."
"""What an undo stack has more of the longer it is used, until it is full of it."""
_BEFORE = 600
"""Lines of the tries before that a fault is looked for in, too."""
_TOLD = 5
"""Lines that are told where a fault did not come again."""
_FLAT = 1.05
_WARM_SECONDS, _WARM_TRIES = 300.0, 60
"""After so many seconds and tries the memory counts as that of a window in use, of which all parts were used once."""


def plan(name: str, seed: int, number: int) -> list[str]:
    """Return the lines of a try: the first are short, so that what goes wrong soon is found with little else."""
    length = min(_FIRST_LINES * (number + 1), _MOST_LINES)
    return plans.PLANS[name](np.random.default_rng((seed, number)), length)


class Tries:
    """Tries in one process, as somebody makes who leaves the window open.

    ``clears`` tells whether all is undone for good after each, and ``ends`` is called before the window is closed.
    """

    def __init__(
        self, report: Report, replayer: Replayer, *, clears: bool = True, ends: Callable[[], object] = int
    ) -> None:
        self._report = report
        self._replayer = replayer
        self._clears = clears
        self._ends = ends
        self._outcomes: list[Outcome] = []
        self._looked_at: set[str] = set()
        """What was looked at as a leak."""
        self._before: list[str] = []
        """The lines of the tries before in the same process."""
        self._warm: list[int] = []
        """The memory but for files, in MB, at the end of each try in a window in use."""
        self.dropped = 0

    def go_on(self) -> None:
        """Make try after try until the time is over, and close the window."""
        while self._report.goes_on():
            self._try()
        self._judge_memory()
        self._ends()
        end = self._replayer.renew()
        if end is not None:
            self._report.fault(end.what, f"closing the window after all this\n{end.detail}")

    def _try(self) -> None:
        report = self._report
        lines = plan(report.name, report.seed, report.count)
        outcome = self._replayer.do(lines, clears=self._clears)
        self._note(outcome)
        self._outcomes.append(outcome)
        before, self._before = self._before, [*self._before[-_BEFORE:], *lines, "home"]
        for fault in outcome.faults:
            if fault.what not in report.faults:
                self._explain(lines[: fault.at], fault.what, fault.detail, before)
        growing = self._growing()
        if growing.keys() - self._looked_at:
            self._looked_at |= growing.keys()
            for name in growing.keys() & self._replayer.leaks(lines).keys():
                self._explain(lines, f"leak: {name}", growing[name])
        report.tried(f"up to {-(-len(lines) // 50) * 50} lines", outcome.answer.get("seconds", 0.0))

    def _growing(self) -> dict[str, str]:
        last = self._outcomes[-_LEAK_TRIES:]
        if len(last) < _LEAK_TRIES or not all(outcome.answer for outcome in last):
            return {}
        found = grown([counts(outcome)[-1] for outcome in last])
        if not self._clears:
            found = {name: numbers for name, numbers in found.items() if not name.startswith(_UNDO_HOLDS)}
        if found:
            self._outcomes.clear()
        return found

    def _note(self, outcome: Outcome) -> None:
        """Put the memory, and what was slow, into the table."""
        notes = self._report.notes
        self.dropped += outcome.answer.get("dropped", 0)
        for census in outcome.answer.get("censuses", []):
            megabytes = census["memory"] // 2**20
            first = notes.get("memory in MB", str(megabytes)).split(" → ")[0]
            notes["memory in MB"] = f"{first} → {megabytes}"
            if self._report.elapsed > _WARM_SECONDS and self._report.count >= _WARM_TRIES:
                self._warm.append(census["own"] // 2**20)
        worst = max(outcome.answer.get("worst", 0.0), float(notes.get("longest turn", "0").split()[0]))
        notes["longest turn"] = f"{worst:.2f} s of processor time"
        notes["turns over 50 ms"] = f"{self.dropped / max(self._report.elapsed / 60, 1):.1f} a minute"

    def _judge_memory(self) -> None:
        quarter = len(self._warm) // 4
        if quarter:
            first, last = (sorted(part)[quarter // 2] for part in (self._warm[:quarter], self._warm[-quarter:]))
            self._report.notes["memory but for files, first and last quarter"] = f"{first} MB, {last} MB"
            if last > _FLAT * first:
                self._report.fault("memory grows", f"from {first} to {last} MB, medians of a quarter of the tries each")

    def _explain(self, lines: list[str], what: str, detail: str, before: Sequence[str] = ()) -> None:
        """Report a fault with the fewest lines that show it again, which may be some of those of the tries before."""
        report, replayer = self._report, self._replayer
        print(f"{report.name}: in try {report.count}: {what}; it is being cut down", flush=True)
        self._outcomes.clear()  # the lines are done again in other processes
        self._warm.clear()
        self._before.clear()
        least = replayer.least(lines, what) or (replayer.least([*before, *lines], what) if before else None)
        if least is None:
            command = f"python -m tests.campaigns {report.name} --seed {report.seed} --only {report.count}"
            shown_by = f"{command}  (not each time; the last lines: {'; '.join(lines[-_TOLD:])})"
        else:
            shown = "\n    ".join(least)
            shown_by = f"python -m tests.campaigns.monkey {self._replayer.hand} <<'END'\n    {shown}\n    END"
        report.fault(what, f"{shown_by}\n{detail}")
