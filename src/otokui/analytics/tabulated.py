"""Quantiles of the next gap for many rows of few laws.

All customers with the same number of past gaps, under the same prior, share one law of u = gap / span; only
the span is their own. So the quantile function of each common law is tabulated once: ln u over the log-odds
of the level, nearly straight at both ends, as cubic pieces through the exact values and slopes. A table is
used only if it agrees with the exact function between its nodes.

What is asked for are whole days. Where the tabulated value lies so near a whole number that its error could
matter, the exact function is asked: results are those of the exact function, whoever else is in the batch.
"""

from dataclasses import dataclass
from typing import Any, Self

import numpy as np
from numpy.typing import NDArray

from otokui.analytics.special import special

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

ENOUGH = 2_000
"""Rows of one law that make a table pay."""
LOWEST, STEP, PIECES = -28.0, 0.125, 248
"""The nodes: log-odds of levels from 7e-13 to 0.95."""
AGREES = 1e-7
"""The relative error a table may show half-way between its nodes."""
DOUBTFUL = 1e-6
"""Days this near a whole number, in proportion, are left to the exact function."""


@dataclass(frozen=True, slots=True)
class Tables:
    """The cubic pieces of the common laws. `table_of`: the table of each row's law, -1: none."""

    pieces: Floats
    table_of: Ints

    @classmethod
    def of(cls, law: Ints, strength: Floats, regularity: Floats) -> Self:
        """`law`: the number of each row's law, which strength and regularity go with."""
        numbers, rows, back, times = np.unique(
            law, return_index=True, return_inverse=True, return_counts=True
        )
        table_of = np.full(len(numbers), -1, dtype=np.int64)
        kept: list[Floats] = []
        for number in np.flatnonzero(times >= ENOUGH):
            pieces = _tabulate(float(strength[rows[number]]), float(regularity[rows[number]]))
            if pieces is not None:
                table_of[number] = len(kept)
                kept.append(pieces)
        return cls(np.concatenate(kept or [np.zeros((1, 4))]), table_of[back])

    def days(self, level: Floats, span: Floats, table: Ints) -> Floats:
        """The quantile in days of rows with these tables; NaN where only the exact function will do."""
        with np.errstate(divide="ignore", invalid="ignore"):
            place = (np.log(level / (1.0 - level)) - LOWEST) / STEP
        inside = (table >= 0) & (place >= 0) & (place < PIECES)
        place = np.where(inside, place, 0.0)
        piece = place.astype(np.int64)
        rest = place - piece
        one, two, three, four = self.pieces[np.where(inside, table * PIECES + piece, 0)].T
        days: Floats = span * np.exp(one + rest * (two + rest * (three + rest * four)))
        sure = inside & (np.abs(days - np.rint(days)) > DOUBTFUL * (days + 1.0))
        return np.where(sure, days, np.nan)


def _tabulate(strength: float, regularity: float) -> Floats | None:
    """The pieces of one law (ln u = a + b s + c s^2 + d s^3, s in 0..1); None if not good enough."""
    odds: Floats = (LOWEST + STEP * np.arange(PIECES + 1)).astype(np.float64)
    value = _ln_u(odds, strength, regularity)
    level = 1.0 / (1.0 + np.exp(-odds))
    ln_density = (
        regularity * value
        - (strength + regularity) * np.log1p(np.exp(value))
        - special().betaln(strength, regularity)
    )
    slope = -STEP * level * (1.0 - level) / np.exp(ln_density)
    rise = np.diff(value)
    begin, end = slope[:-1], slope[1:]
    pieces = np.stack([value[:-1], begin, 3 * rise - 2 * begin - end, begin + end - 2 * rise], axis=1)
    between = pieces @ np.array([1.0, 0.5, 0.25, 0.125])
    error = np.abs(between - _ln_u(odds[:-1] + 0.5 * STEP, strength, regularity)).max()
    return pieces if error < AGREES else None


def _ln_u(odds: NDArray[np.floating[Any]], strength: float, regularity: float) -> Floats:
    z = special().betaincinv(strength, regularity, 1.0 / (1.0 + np.exp(-odds)))
    ln_u: Floats = np.log1p(-z) - np.log(z)
    return ln_u
