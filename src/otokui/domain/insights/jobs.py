"""Background work of insights: nightly, monthly, and whenever somebody asks for a run."""

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from otokui.core.platform.jobs import Progress, enqueue, job
from otokui.domain.insights.actions.move_to_run import move_to_run
from otokui.domain.insights.actions.pass_days import pass_days
from otokui.domain.insights.actions.request_run import request_run
from otokui.domain.insights.queries.days import business_today
from otokui.domain.insights.queries.runs import find_current_run
from otokui.domain.insights.rules import needs_new_parameters
from otokui.domain.insights.types import RunReason


@job("insights.run", title=_("Judge all customers under new parameters"), lock="insights.run")
def move(progress: Progress, *, run: int) -> None:
    """Freeze the run's parameters and move every customer to it."""
    now = timezone.now()
    move_to_run(run=run, today=business_today(now), now=now, progress=progress)


@job("insights.pass_days", title=_("Let a day pass"), lock="insights.pass_days")
def pass_day(progress: Progress) -> None:
    """Touch the customers whom the days up to today have moved."""
    now = timezone.now()
    pass_days(up_to=business_today(now), now=now, progress=progress)


@job("insights.watch", schedule="*/10 * * * *", forget_when_done=True)
def watch_the_calendar(progress: Progress) -> None:
    """Start what a new day or month asks for; looks often, for the business decides when its day begins."""
    now = timezone.now()
    today = business_today(now)
    current = find_current_run()
    if current is None:
        return
    with transaction.atomic():
        if current.days_passed_to < today:
            enqueue("insights.pass_days")
        if needs_new_parameters(current.as_of, today):
            request_run(reason=RunReason.MONTHLY, as_of=today, now=now)
