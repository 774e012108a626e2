"""What all campaigns share: how long they go on, what they print, and what they found."""

from __future__ import annotations

import time
from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Callable

_LINE_SECONDS = 60.0
_MOST_FAULTS = 10
"""Different faults after which a campaign ends: by then there is enough to mend."""


@dataclass
class Report:
    """What one campaign has tried and found, and whether it goes on.

    A campaign calls `goes_on` before each try, `tried` after it, and `fault` for what it found.

    Attributes
    ----------
    seed : int
        Of the whole campaign: two with the same seed try the same things in the same order.
    seconds : float
        How long it goes on.
    tries : int or None
        How many tries it makes at the most: a sample that is always the same.
    first : int
        The number of the first try, to make one again that has shown a fault.
    """

    name: str
    seed: int
    seconds: float
    tries: int | None = None
    first: int = 0
    count: int = 0
    """The number of the try that comes next."""
    kinds: Counter[str] = field(default_factory=Counter)
    slowest: dict[str, float] = field(default_factory=dict)
    """Seconds of the slowest try of each kind."""
    faults: dict[str, str] = field(default_factory=dict)
    """What is wrong, and what shows it again."""
    notes: dict[str, str] = field(default_factory=dict)
    """Further lines of the table, such as a memory at the beginning and at the end."""

    def __post_init__(self) -> None:
        self.count = self.first
        self._begun = time.monotonic()
        self._next_line = self._begun + _LINE_SECONDS

    @property
    def elapsed(self) -> float:
        """Seconds since it began."""
        return time.monotonic() - self._begun

    def random(self) -> np.random.Generator:
        """Return the random numbers of the try that comes next, which depend on the seed and its number alone."""
        return np.random.default_rng((self.seed, self.count))

    def goes_on(self) -> bool:
        """Tell whether another try is to be made; print a line each minute."""
        now = time.monotonic()
        if now >= self._next_line:
            self._next_line += _LINE_SECONDS
            print(
                f"{self.name}: {self.elapsed / 60:.0f} min, {self.count:,} tries, {len(self.faults)} faults", flush=True
            )
        if len(self.faults) >= _MOST_FAULTS:
            return False
        return self.count - self.first < self.tries if self.tries is not None else self.elapsed < self.seconds

    def tried(self, kind: str, seconds: float = 0.0) -> None:
        """Count a try of a kind, which took so many seconds."""
        self.count += 1
        self.kinds[kind] += 1
        self.slowest[kind] = max(self.slowest.get(kind, 0.0), seconds)

    def fault(self, what: str, shown_by: str) -> None:
        """Note what is wrong, once, and the least that shows it again: a text, or a command."""
        if what not in self.faults:
            self.faults[what] = shown_by
            print(f"{self.name}: FAULT {what}\n    {shown_by}", flush=True)

    def table(self) -> str:
        """Return what was tried and found, as a table in Markdown."""
        lines = [f"| {self.name}, seed {self.seed}, {self.elapsed / 60:.1f} min | tries | slowest |", "|---|---:|---:|"]
        lines += [f"| {kind} | {count:,} | {self.slowest[kind]:.2f} s |" for kind, count in sorted(self.kinds.items())]
        lines += [f"| {name} | {value} | |" for name, value in self.notes.items()]
        return "\n".join([*lines, f"| faults | {len(self.faults)} | |"])


@dataclass(frozen=True)
class Campaign:
    """One attack: what it does, and how many tries the gate makes of it."""

    name: str
    attack: Callable[[Report], None]
    sample: int

    @property
    def about(self) -> str:
        """What it does, in one line."""
        return (self.attack.__doc__ or "").partition("\n")[0]


CAMPAIGNS: dict[str, Campaign] = {}
"""By name; filled by `campaign`."""


def campaign(name: str, *, sample: int) -> Callable[[Callable[[Report], None]], Callable[[Report], None]]:
    """Enter a function as a campaign, of which the gate makes ``sample`` tries."""

    def enter(attack: Callable[[Report], None]) -> Callable[[Report], None]:
        CAMPAIGNS[name] = Campaign(name, attack, sample)
        return attack

    return enter
