"""News of the business and its staff for the rooms above."""

from dataclasses import dataclass


@dataclass(frozen=True)
class BusinessDayChanged:
    """The time zone or the start of day is another one: what is counted by days must be counted anew."""

    time_zone: str
    day_start_minutes: int
