"""Whether a figure of whole months has fallen: against the same month of the year before, measured by how
much that comparison usually moves. Whole numbers and fractions only.

The alarm rings where the newest month lies below the same month a year earlier by more than the limit: twice
the median change, from one month to the next, of the ratio to the year before, which knows no season; with
less than two years three times the median change of the figure itself; at least 3 %. If nothing but chance
moves the figure, either is about two standard deviations of a difference of two months: a false alarm in some
forty months. `docs/algorithms/analysis.md` works an example.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction
from itertools import pairwise
from statistics import median

YEAR = 12
FEWEST_CHANGES = 6
LEAST = Fraction(3, 100)
TIMES_RATIO, TIMES_SELF = 2, 3


class Verdict(StrEnum):
    """SHORT: too few months, or nothing to compare with."""

    STEADY = "steady"
    FALLEN = "fallen"
    SHORT = "short"


@dataclass(frozen=True, slots=True)
class Trend:
    """The newest value, that of a year before, their change and the change that would ring, in permille."""

    verdict: Verdict
    value: Fraction
    before: Fraction | None = None
    change_permille: int | None = None
    limit_permille: int | None = None


def judge(values: Sequence[Fraction | int | None]) -> Trend:
    """Judge whole months, the newest last; None where a month has no figure."""
    found = [None if value is None else Fraction(value) for value in values]
    newest = found[-1] if found else None
    before = found[-1 - YEAR] if len(found) > YEAR else None
    limit = _limit(found)
    if newest is None or before is None or before <= 0 or limit is None:
        return Trend(Verdict.SHORT, newest or Fraction(0))
    change = newest / before - 1
    verdict = Verdict.FALLEN if change < -limit else Verdict.STEADY
    return Trend(verdict, newest, before, round(1000 * change), round(-1000 * limit))


def _limit(found: Sequence[Fraction | None]) -> Fraction | None:
    """How far below the year before is no chance any more; None where too few months tell."""
    past = found[:-1]
    ratios = [
        after / before if before and after is not None and before > 0 else None
        for before, after in zip(past, past[YEAR:], strict=False)
    ]
    for values, times in ((ratios[-1 - YEAR :], TIMES_RATIO), (past[-1 - YEAR :], TIMES_SELF)):
        changes = _changes(values)
        if len(changes) >= FEWEST_CHANGES:
            return max(LEAST, times * median(changes))
    return None


def _changes(values: Sequence[Fraction | None]) -> list[Fraction]:
    """How much of itself the figure moved from each month to the next."""
    return [
        abs(after / before - 1)
        for before, after in pairwise(values)
        if before and after is not None and before > 0
    ]
