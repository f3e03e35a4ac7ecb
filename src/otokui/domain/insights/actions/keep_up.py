"""Start what the calendar and the growth of the books ask for."""

from datetime import date, datetime, timedelta

from django.db import transaction

from otokui.core.platform.jobs import enqueue
from otokui.domain.insights.actions.request_run import request_run
from otokui.domain.insights.models import Run, Standing
from otokui.domain.insights.queries.days import business_today
from otokui.domain.insights.queries.runs import find_current_run
from otokui.domain.insights.rules import why_new_parameters

PATIENCE = timedelta(hours=6)
"""A run that has not come to its end after so long is not waited for."""


@transaction.atomic
def keep_up(*, now: datetime) -> None:
    """Let days pass, ask for the day's survey and for new parameters where they are due.

    Idempotent; cheap when nothing is.
    """
    current = find_current_run()
    if current is None:
        return
    today = business_today(now)
    if current.days_passed_to < today:
        enqueue("insights.pass_days")
    elif current.finished_at is not None:
        _survey(current.id, today)
    if Run.objects.unfinished().filter(requested_at__gt=now - PATIENCE).exists():
        return
    customers = Standing.objects.exclude(customer_class="prospect").count()
    reason = why_new_parameters(current.as_of, current.customers, today, customers)
    if reason is not None:
        request_run(reason=reason, as_of=today, now=now)


def _survey(run: int, today: date) -> None:
    """Have the shop counted as of today, asked for once a day: if that fails, it is not tried all day."""
    asked = Run.objects.filter(pk=run).exclude(survey_asked_on__gte=today).update(survey_asked_on=today)
    if asked:
        enqueue("insights.survey", run=run)
