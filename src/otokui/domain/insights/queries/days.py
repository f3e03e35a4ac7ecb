"""The business's days."""

from datetime import date, datetime

from otokui.core.kernel.period import business_day, day_bounds
from otokui.domain.accounts.public import get_business


def business_today(now: datetime) -> date:
    """The business's day at this instant. One SQL query."""
    business = get_business()
    return business_day(now, zone=business.zone, day_start_minutes=business.day_start_minutes)


def end_of_day(day: date) -> datetime:
    """The first instant after this business day. One SQL query."""
    business = get_business()
    return day_bounds(day, zone=business.zone, day_start_minutes=business.day_start_minutes)[1]
