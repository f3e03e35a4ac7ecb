"""By whose clock scheduled jobs run."""

from django.conf import settings


def of_schedules() -> str:
    """Name of the time zone in which schedules are meant."""
    return settings.TIME_ZONE
