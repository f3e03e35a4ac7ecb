"""The next order of state rows: quantiles given the silence, as they stood at the last purchase, and overdue.

Rows alike in everything that matters (prior, past gaps, days, silence) are evaluated once. That changes the
time it takes and nothing else: every figure is a function of its own row.
"""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from otokui.analytics import limits
from otokui.analytics.parameters import GapPrior, Rhythm
from otokui.analytics.rhythm import LONGEST_WAIT, Floats, Gaps, Ints

QUANTILES = {"lo": 0.1, "on": 0.5, "hi": 0.9}


@dataclass(frozen=True, slots=True)
class Past:
    """The rows to forecast: past gaps, their days in all and squares, the silence, and the prior's number."""

    gaps: Ints
    days: Ints
    squares: Ints
    silence: Ints
    prior: Ints


@dataclass(frozen=True, slots=True)
class Forecast:
    """Days after the last purchase. `next_*` are given the silence, `due_*` as of the last purchase.

    `limit`: the first day of silence that is overdue. `survival`: P(gap > silence).
    """

    waits: Mapping[str, Ints]
    limit: Ints
    survival: Floats


def forecast(past: Past, priors: list[GapPrior], rhythm: Rhythm) -> Forecast:
    """Forecast every row under the prior `priors[past.prior]` and the overdue levels of `rhythm`."""
    cells = limits.cell_of(past.gaps, past.days, past.squares)
    table = np.array([[one.weight, one.scale, one.regularity] for one in priors]).T
    levels = np.array(rhythm.levels)
    waits: dict[str, Ints] = {}

    rows, back = distinct(past.prior, past.gaps, past.days, cells)
    law = _law(past, table, rows)
    limit = np.floor(np.minimum(law.near_quantile(levels[cells[rows]]), LONGEST_WAIT)).astype(np.int64) + 1
    zero, certain = np.zeros(len(rows), np.int64), np.ones(len(rows))
    for name, share in QUANTILES.items():
        waits[f"due_{name}"] = law.wait(zero, certain, share)[back]

    rows, inner = distinct(past.prior, past.gaps, past.days, past.silence)
    law = _law(past, table, rows)
    silence = past.silence[rows]
    survival = law.survival(silence)
    for name, share in QUANTILES.items():
        waits[f"next_{name}"] = law.wait(silence, survival, share)[inner]
    return Forecast(waits, limit[back], survival[inner])


def distinct(*keys: Ints) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """(one row of each distinct combination, for every row the place of its combination)."""
    length = len(keys[0])
    packed = np.zeros(length, dtype=np.int64)
    room = 1
    for key in keys:
        width = int(key.max()) + 1 if length else 1
        room *= width
        packed = packed * width + key
    if room >= 1 << 62:
        everything = np.arange(length)
        return everything, everything
    _, rows, back = np.unique(packed, return_index=True, return_inverse=True)
    return rows, back


def _law(past: Past, table: Floats, rows: NDArray[np.int64]) -> Gaps:
    weight, scale, regularity = table[:, past.prior[rows]]
    gaps = past.gaps[rows]
    number = past.prior[rows] * (int(gaps.max(initial=0)) + 1) + gaps
    return Gaps.of(gaps, past.days[rows], weight, scale, regularity).tabulated(number)
