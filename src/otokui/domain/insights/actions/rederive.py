"""Derive touched customers again."""

from collections.abc import Sequence
from datetime import date, datetime

from django.db import transaction

from otokui.domain.customers.public import keep_customers
from otokui.domain.insights.actions.derive import derive_standings
from otokui.domain.insights.actions.request_run import request_run
from otokui.domain.insights.adapters.standings import lock_standings
from otokui.domain.insights.models import Run
from otokui.domain.insights.queries.runs import find_current_judge
from otokui.domain.insights.types import ChangeCause, RunReason


@transaction.atomic
def rederive(
    *,
    customer_ids: Sequence[int],
    as_of: date,
    now: datetime,
    cause: ChangeCause | None = None,
    import_run: int | None = None,
) -> int:
    """Bring these customers to today under the run in force; returns how many changed class or state.

    Idempotent. Whoever has been removed meanwhile is left out. Before the first run nobody can be judged: it
    is requested instead, once, and judges them.
    """
    kept = keep_customers(customer_ids)
    lock_standings()
    judge = find_current_judge()
    if judge is None:
        if not Run.objects.exists():
            request_run(reason=RunReason.FIRST, as_of=as_of, now=now)
        return 0
    return derive_standings(kept, judge, on=as_of, now=now, cause=cause, import_run=import_run)
