"""The next order: gap statistics, and the whole distribution of the next gap given the silence so far.

Model (empirical Bayes, `docs/algorithms/next-order.md`): an owner's gaps are gamma(k, λ), λ ~ gamma(r, α).
After x gaps of S days in all, A = r + kx, and the next gap g has the survival function

    P(gap > g) = I_z(A, k),  z = (α + S) / (α + S + g)

(I: regularised incomplete beta; the gap is (α + S) × a beta-prime). All functions work element by element: a
row's result does not depend on the rows it comes with.
"""

import math
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from otokui.analytics.special import special
from otokui.analytics.tabulated import ENOUGH, Tables

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

LONGEST_WAIT = 36_500
"""Days. No date is predicted further away."""
_SMALLEST = 1e-280
_CHUNK = 1 << 16


@dataclass(frozen=True, slots=True)
class Gaps:
    """The predictive law of the next gap, row by row: A = `strength`, α + S = `span`, k = `regularity`."""

    strength: Floats
    span: Floats
    regularity: Floats
    tables: Tables | None = None

    @classmethod
    def of(cls, gaps: Ints, days: Ints, weight: Floats, scale: Floats, regularity: Floats) -> "Gaps":
        """After `gaps` gaps of `days` days in all, under the priors given row by row."""
        return cls(
            weight + regularity * gaps, scale + days, np.broadcast_to(regularity, gaps.shape).astype(float)
        )

    def tabulated(self, law: Ints) -> "Gaps":
        """The same, quicker for many rows. `law`: a number for each pair of strength and regularity."""
        if len(law) < ENOUGH:
            return self
        return replace(self, tables=Tables.of(law, self.strength, self.regularity))

    def survival(self, silence: Ints) -> Floats:
        """P(gap > silence)."""
        return _parallel(_survival, self.strength, self.span, self.regularity, silence.astype(np.float64))

    def quantile(self, level: Floats) -> Floats:
        """The days g with P(gap > g) = level."""
        return _parallel(_quantile, self.strength, self.span, self.regularity, level)

    def wait(self, silence: Ints, at_silence: Floats, share: float) -> Ints:
        """Whole days from the last order until a `share` of those silent this long have come back.

        `at_silence` is `survival(silence)`. More than the silence, at most LONGEST_WAIT more.
        """
        days = self.near_quantile((1.0 - share) * at_silence)
        for row in np.flatnonzero(at_silence < _SMALLEST):
            days[row] = self._tail(int(row), int(silence[row]), share)
        whole = np.ceil(np.minimum(days, silence + LONGEST_WAIT)).astype(np.int64)
        return np.maximum(whole, silence + 1)

    def near_quantile(self, level: Floats) -> Floats:
        """`quantile`, or a number between the same two whole days."""
        if self.tables is None:
            return self.quantile(level)
        days = _parallel(self.tables.days, level, self.span, self.tables.table_of)
        rest = np.flatnonzero(np.isnan(days))
        exact = (self.strength, self.span, self.regularity, level)
        days[rest] = _parallel(_quantile, *(column[rest] for column in exact))
        return np.minimum(days, 2.0 * LONGEST_WAIT)

    def _tail(self, row: int, silence: int, share: float) -> float:
        """Where the survival underflows: its power tail, (span + g)^-A."""
        span, strength = float(self.span[row]), float(self.strength[row])
        return (span + silence) * math.exp(-math.log(1.0 - share) / strength) - span


def _survival(strength: Floats, span: Floats, regularity: Floats, silence: Floats) -> Floats:
    values: Floats = special().betainc(strength, regularity, span / (span + silence))
    return values


def _quantile(strength: Floats, span: Floats, regularity: Floats, level: Floats) -> Floats:
    z: Floats = special().betaincinv(strength, regularity, level)
    far = span / (span + 2.0 * LONGEST_WAIT)
    return span / np.maximum(z, far) - span


def _parallel(function: Callable[..., Floats], *columns: NDArray[Any]) -> Floats:
    """`function` over the columns, in two threads when they are long; the special functions drop the lock."""
    length = len(columns[0])
    if length <= _CHUNK:
        return function(*columns)
    pieces = [slice(at, at + _CHUNK) for at in range(0, length, _CHUNK)]
    with ThreadPoolExecutor(max_workers=2) as pool:
        results = list(pool.map(lambda piece: function(*(column[piece] for column in columns)), pieces))
    return np.concatenate(results)


def gap_mean(gaps: Ints, days: Ints) -> Floats:
    """The mean gap, rounded half up to 3 decimals in whole numbers; meaningless where there is no gap."""
    count = np.maximum(gaps, 1)
    mean: Floats = (2000 * days + count) // (2 * count) / 1000
    return mean


def gap_sd(gaps: Ints, days: Ints, squares: Ints) -> Floats:
    """The sample standard deviation (n - 1) with 3 decimals; meaningless below two gaps.

    One division and one square root of exact whole numbers, both rounded correctly by IEEE 754, so it is the
    same on every machine.
    """
    spread = gaps * squares - days * days
    sd: Floats = np.rint(np.sqrt(spread / np.maximum(gaps * (gaps - 1), 1)) * 1000) / 1000
    return sd
