"""A run computed to its end a little at a time, so that another one may go on meanwhile, and judged there."""

from __future__ import annotations

from time import perf_counter
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from threading import Event

    from model.experiment import Minimise, Regression
    from model.history import History
    from model.results import DescentResult
    from model.runs import Run

__all__ = ["WholeRun"]


class WholeRun:
    """One descent, from its start to its end; one thread advances it, any other may read what there is.

    Parameters
    ----------
    experiment : Minimise or Regression
        What is run.

    Attributes
    ----------
    history : History or None
        Its rows so far; None before the first.
    result : DescentResult or None
        The whole run and the verdict on it, once it is over.
    """

    def __init__(self, experiment: Minimise | Regression) -> None:
        self.experiment = experiment
        self.history: History | None = None
        self.result: DescentResult | None = None
        self._run: Run | None = None

    def advance(self, stop: Event, seconds: float) -> None:
        """Compute for so many seconds; at the end of the run judge it, which takes longer. Imports torch.

        Parameters
        ----------
        stop : Event
            Looked at before every step; once it is set, no further one is computed.
        seconds : float
            How long to go on.

        Raises
        ------
        Refused
            Where there is nothing to run.
        """
        if self.result is not None:
            return
        until = perf_counter() + seconds
        if self._run is None:
            from model.descent import descend

            descent = descend(self.experiment)
            descent.step()
            self._run, self.history = descent, descent.history
        while perf_counter() < until and not stop.is_set():
            if not self._run.step():
                self._judge()
                return

    def _judge(self) -> None:
        from model.results import judged

        assert self.history is not None
        self.result = judged(self.experiment, self.history)
        self._run = None
