"""Let time pass: only customers whom a passed day moves are touched."""

from datetime import date, datetime

from django.db import transaction

from otokui.core.kernel.errors import keep
from otokui.core.platform.jobs import Progress
from otokui.domain.insights.actions.derive import derive_standings
from otokui.domain.insights.adapters.days import customers_to_review, next_day_to_review
from otokui.domain.insights.adapters.standings import lock_standings
from otokui.domain.insights.models import Run
from otokui.domain.insights.queries.books import unmoved_products
from otokui.domain.insights.queries.runs import find_current_judge

CHUNK = 4_000


def pass_days(*, up_to: date, now: datetime, progress: Progress | None = None) -> int:
    """Bring all standings to the day `up_to`; returns how many customers were touched.

    Days are passed one after the other, also those on which nobody was at work, so that the class history
    does not depend on when this runs. Each chunk is a transaction of its own and takes its customers out of
    the index: whoever starts again after a kill goes on where it stopped.
    """
    touched = 0
    while (day := next_day_to_review(up_to)) is not None and (chunk := _pass_chunk(day, now)):
        touched += chunk
        if progress is not None:
            progress(touched, note=keep("The day %(day)s", day=f"{day:%Y/%m/%d}"))
    _note_day(up_to)
    return touched


@transaction.atomic
def _pass_chunk(day: date, now: datetime) -> int:
    lock_standings()
    judge = find_current_judge()
    customers = customers_to_review(day, CHUNK)
    if judge is None or not customers:
        return 0
    unmoved = unmoved_products(customers, judge.parameters.settings, day)
    bought = sorted(set(customers).difference(unmoved))
    for some, stay in ((unmoved, True), (bought, False)):
        if some:
            derive_standings(some, judge, on=day, now=now, cause=None, reorders_stay=stay)
    return len(customers)


@transaction.atomic
def _note_day(day: date) -> None:
    lock_standings()
    judge = find_current_judge()
    if judge is not None:
        Run.objects.filter(pk=judge.run).exclude(days_passed_to__gte=day).update(days_passed_to=day)
