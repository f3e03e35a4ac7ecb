"""Whether a figure of the whole months has fallen: against the same month of the year before, measured by how
much it usually moves from month to month. Whole numbers and fractions only.

The alarm rings where the newest month lies below the same month a year earlier by more than three times the
usual month-to-month change (the median of the last twelve, without the newest), and by at least 3 %. If
nothing but chance moves the figure, that is about two standard deviations of a difference of two months: a
false alarm in some forty months. `docs/algorithms/analysis.md` works an example.
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
TIMES = 3


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
    changes = _changes(found[-2 - YEAR : -1])
    if newest is None or before is None or before <= 0 or len(changes) < FEWEST_CHANGES:
        return Trend(Verdict.SHORT, newest or Fraction(0))
    limit = max(LEAST, TIMES * median(changes))
    change = newest / before - 1
    verdict = Verdict.FALLEN if change < -limit else Verdict.STEADY
    return Trend(verdict, newest, before, round(1000 * change), round(-1000 * limit))


def _changes(values: Sequence[Fraction | None]) -> list[Fraction]:
    """How much of itself the figure moved from each month to the next."""
    return [
        abs(after / before - 1)
        for before, after in pairwise(values)
        if before and after is not None and before > 0
    ]
