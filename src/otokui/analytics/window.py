"""The months that a survey of the whole shop looks at."""

import calendar
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Self

from otokui.analytics.transitions import month_before

MONTHS = 24
"""Whole months that are looked at, the newest last."""


@dataclass(frozen=True, slots=True)
class Window:
    """`ends`: the ends of MONTHS + 1 whole months, rising, and `as_of` where its month is not over yet.

    Month i (from 1 on) lies between `ends[i - 1]` and `ends[i]`. `then`: a calendar month before `as_of`.
    """

    as_of: date
    then: date
    ends: tuple[date, ...]

    @classmethod
    def of(cls, as_of: date) -> Self:
        found = [as_of] if _is_over(as_of) else [as_of, as_of.replace(day=1) - timedelta(days=1)]
        while len(found) <= MONTHS + (not _is_over(as_of)):
            found.append(found[-1].replace(day=1) - timedelta(days=1))
        return cls(as_of, month_before(as_of), tuple(reversed(found)))

    @property
    def is_partial(self) -> bool:
        """Whether the last month is not over."""
        return not _is_over(self.as_of)

    @property
    def days(self) -> list[date]:
        """All days whose ends are looked at, rising."""
        return sorted({*self.ends, self.then})

    @property
    def year_ago(self) -> date:
        """The last day that does not belong to the last twelve months."""
        return _years_before(self.as_of, 1)

    @property
    def two_years_ago(self) -> date:
        return _years_before(self.as_of, 2)


def day_number(day: date) -> int:
    """Days since 1970."""
    return (day - date(1970, 1, 1)).days


def _is_over(day: date) -> bool:
    return day.day == calendar.monthrange(day.year, day.month)[1]


def _years_before(day: date, years: int) -> date:
    year = day.year - years
    return date(year, day.month, min(day.day, calendar.monthrange(year, day.month)[1]))
