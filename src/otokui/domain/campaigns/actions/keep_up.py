"""Carry the plan out once a day, after the day has passed for the classes."""

from datetime import datetime

from otokui.core.platform.jobs import Progress
from otokui.domain.campaigns.actions.carry_out import carry_out_plan
from otokui.domain.campaigns.models import PlanDay
from otokui.domain.insights.public import business_today, find_current_run


def keep_up(*, now: datetime, progress: Progress | None = None) -> bool:
    """Whether there was anything to do. The day is noted last: who is killed begins it again."""
    today, run = business_today(now), find_current_run()
    if run is None or run.days_passed_to < today or PlanDay.objects.filter(pk=today).exists():
        return False
    carry_out_plan(today=today, now=now, progress=progress)
    PlanDay.objects.bulk_create([PlanDay(on=today)], ignore_conflicts=True)
    return True
