"""By whose clock scheduled jobs run."""

from otokui.domain.accounts.public import get_business


def of_schedules() -> str:
    """Name of the business's time zone: schedules are meant in it."""
    return get_business().time_zone
