"""A run computed to its end a little at a time, so that another one can go on meanwhile, and its verdict."""

from __future__ import annotations

from time import perf_counter
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable
    from threading import Event

    from model.analysis.results import DescentResult, Result
    from model.descent.history import History
    from model.descent.rows import Run
    from model.experiment import Descending


class WholeRun:
    """One descent, from its start to its end; one thread advances it, any other may read its rows.

    ``result_of`` returns the result of the experiment from its rows, as `model.kinds.Parts.result`. ``history`` has the
    rows so far, all by one engine, None before the first; ``result`` the whole run and its verdict, once it is over.
    """

    def __init__(self, experiment: Descending, result_of: Callable[[Any, History], Result]) -> None:
        self.experiment = experiment
        self._result_of = result_of
        self.history: History | None = None
        self.result: DescentResult | None = None
        self._run: Run | None = None

    def advance(self, stop: Event, seconds: float) -> None:
        """Compute for so many seconds; at the end of the run find its verdict, which takes longer. Imports torch.

        Once ``stop`` is set no further step is computed. Raises `Refused` where there is nothing to run.
        """
        if self.result is not None:
            return
        from model.engine.runs import begin_fastest  # imports torch

        until = perf_counter() + seconds
        run = self._run = self._run or begin_fastest(self.experiment)
        while perf_counter() < until and not stop.is_set():
            going_on = run.step()
            (self.history,) = run.history.histories
            if not going_on:
                self._judge()
                return

    def _judge(self) -> None:
        from model.analysis.results import DescentResult

        assert self.history is not None
        result = self._result_of(self.experiment, self.history)
        assert isinstance(result, DescentResult)
        self.result = result
        self._run = None
