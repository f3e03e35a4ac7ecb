"""Days and half-open periods."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo


@dataclass(frozen=True, slots=True)
class Period:
    """Days from `start` up to, but not including, `end`."""

    start: date
    end: date

    def __post_init__(self) -> None:
        if self.end < self.start:
            raise ValueError(f"period ends before it starts: {self.start} … {self.end}")

    def __contains__(self, day: date) -> bool:
        return self.start <= day < self.end

    @property
    def days(self) -> int:
        return (self.end - self.start).days


def month_of(day: date) -> Period:
    """The calendar month in which the day lies."""
    start = day.replace(day=1)
    return Period(start, months_later(start, 1))


def months_later(day: date, months: int) -> date:
    """The same day of another month; the last one where that month is shorter (31 Jan + 1 = 28 or 29 Feb)."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    first_of_next = date(year + (month == 11), (month + 1) % 12 + 1, 1)
    last = (first_of_next - timedelta(days=1)).day
    return date(year, month + 1, min(day.day, last))


def business_day(instant: datetime, *, zone: ZoneInfo, day_start_minutes: int = 0) -> date:
    """The day an instant belongs to: in the business's zone, the day beginning `day_start_minutes` late."""
    if instant.tzinfo is None:
        raise ValueError("an instant needs a time zone")
    return (instant.astimezone(zone).replace(tzinfo=None) - timedelta(minutes=day_start_minutes)).date()


def day_bounds(day: date, *, zone: ZoneInfo, day_start_minutes: int = 0) -> tuple[datetime, datetime]:
    """The half-open instants [start, end) of a business day."""
    begin = datetime.combine(day, time()) + timedelta(minutes=day_start_minutes)
    return begin.replace(tzinfo=zone), (begin + timedelta(days=1)).replace(tzinfo=zone)
