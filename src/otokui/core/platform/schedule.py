"""Jobs that are due by the clock of the business."""

from datetime import datetime
from zoneinfo import ZoneInfo

from croniter import croniter
from django.conf import settings
from django.db import connection, transaction
from django.utils.module_loading import import_string

from otokui.core.platform.jobs import JOBS, enqueue


def enqueue_due(now: datetime) -> list[str]:
    """Enqueue every scheduled job whose last due time has not been served; returns their names.

    Due times missed while no worker ran are made up for once, whatever their number. A job seen for the
    first time starts with its next due time.
    """
    scheduled = [(name, work.schedule) for name, work in sorted(JOBS.items()) if work.schedule]
    zone = ZoneInfo(import_string(settings.OTOKUI_SCHEDULE_TIME_ZONE)()) if scheduled else None
    due = []
    for name, cron in scheduled:
        last = croniter(cron, now.astimezone(zone)).get_prev(datetime)
        with transaction.atomic():
            if _serve(name, last):
                enqueue(name)
                due.append(name)
    return due


def _serve(name: str, last: datetime) -> bool:
    """Note that this due time is served; whether it was open."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT due_at FROM platform_scheduledtime WHERE name = %s FOR UPDATE", [name])
        served = cursor.fetchone()
        if served and served[0] >= last:
            return False
        cursor.execute(
            "INSERT INTO platform_scheduledtime (name, due_at) VALUES (%s, %s)"
            " ON CONFLICT (name) DO UPDATE SET due_at = EXCLUDED.due_at"
            " WHERE platform_scheduledtime.due_at < EXCLUDED.due_at",
            [name, last],
        )
        return bool(served) and cursor.rowcount == 1
