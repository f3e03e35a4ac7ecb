"""The next order of state rows: quantiles given the silence, as they stood at the last purchase, and overdue.

Rows alike in everything that matters (prior, past gaps, days, silence) are evaluated once. That changes the
time it takes and nothing else: every figure is a function of its own row.
"""

from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from otokui.analytics import limits
from otokui.analytics.parameters import GapPrior, Rhythm
from otokui.analytics.rhythm import LONGEST_WAIT, Floats, Gaps, Ints

SIDES = "due", "next"
QUANTILES = {"lo": 0.1, "on": 0.5, "hi": 0.9}
FEW = 100
"""Rows of one customer: to look for those alike costs more than it saves."""


@dataclass(frozen=True, slots=True)
class Past:
    """The rows to forecast: past gaps, their days in all and squares, the silence, and the prior's number."""

    gaps: Ints
    days: Ints
    squares: Ints
    silence: Ints
    prior: Ints


@dataclass(frozen=True)
class Forecast:
    """Days after the last purchase, row by row. Each figure is worked out when it is asked for."""

    past: Past
    priors: Floats
    levels: Floats

    def wait(self, name: str) -> Ints:
        """`due_lo`, `due_on`, `due_hi` as of the last purchase; `next_…` given the silence."""
        side, quantile = name.split("_")
        return (self._due if side == "due" else self._next).wait(QUANTILES[quantile])

    @cached_property
    def limit(self) -> Ints:
        """The first day of silence that is overdue."""
        level = self.levels[self._cells[self._due.rows]]
        days = np.minimum(self._due.law.near_quantile(level), LONGEST_WAIT)
        return (np.floor(days).astype(np.int64) + 1)[self._due.back]

    @cached_property
    def survival(self) -> Floats:
        """P(gap > silence)."""
        return self._next.survival[self._next.back]

    @cached_property
    def _cells(self) -> Ints:
        return limits.cell_of(self.past.gaps, self.past.days, self.past.squares)

    @cached_property
    def _due(self) -> "_Waits":
        rows, back = distinct(self.past.prior, self.past.gaps, self.past.days, self._cells)
        certain = np.ones(len(rows))
        return _Waits(rows, back, self._law(rows), np.zeros(len(rows), np.int64), certain)

    @cached_property
    def _next(self) -> "_Waits":
        past = self.past
        rows, back = distinct(past.prior, past.gaps, past.days, past.silence)
        law, silence = self._law(rows), past.silence[rows]
        return _Waits(rows, back, law, silence, law.survival(silence))

    def _law(self, rows: NDArray[np.int64]) -> Gaps:
        prior = self.past.prior[rows]
        weight, scale, regularity = self.priors[:, prior]
        gaps = self.past.gaps[rows]
        number = prior * (int(np.max(gaps, initial=0)) + 1) + gaps
        return Gaps.of(gaps, self.past.days[rows], weight, scale, regularity).tabulated(number)


@dataclass(frozen=True, slots=True)
class _Waits:
    """One row of each distinct combination, for every row the place of its own, and the law of the ones."""

    rows: NDArray[np.int64]
    back: NDArray[np.int64]
    law: Gaps
    silence: Ints
    survival: Floats

    def wait(self, share: float) -> Ints:
        return self.law.wait(self.silence, self.survival, share)[self.back]


def forecast(past: Past, priors: list[GapPrior], rhythm: Rhythm) -> Forecast:
    """Every row under the prior `priors[past.prior]` and the overdue levels of `rhythm`."""
    table = np.array([[one.weight, one.scale, one.regularity] for one in priors]).T
    return Forecast(past, table, np.array(rhythm.levels))


def distinct(*keys: Ints) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """(one row of each distinct combination, for every row the place of its combination)."""
    length = len(keys[0])
    if length <= FEW:
        everything = np.arange(length)
        return everything, everything
    packed = np.zeros(length, dtype=np.int64)
    room = 1
    for key in keys:
        width = int(np.max(key)) + 1 if length else 1
        room *= width
        packed = packed * width + key
    if room >= 1 << 62:
        everything = np.arange(length)
        return everything, everything
    _, rows, back = np.unique(packed, return_index=True, return_inverse=True)
    return rows, back
