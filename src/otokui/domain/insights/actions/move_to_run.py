"""Move every customer to the run in force."""

from datetime import date, datetime

from django.db import transaction

from otokui.core.platform.events import publish
from otokui.core.platform.jobs import Progress, enqueue
from otokui.domain.customers.public import count_customers, list_customer_ids
from otokui.domain.customers.types import CustomerFilter
from otokui.domain.insights.actions.derive import derive_standings
from otokui.domain.insights.actions.freeze_run import freeze_run
from otokui.domain.insights.adapters.standings import lock_standings
from otokui.domain.insights.events import RunFinished
from otokui.domain.insights.models import Run
from otokui.domain.insights.queries.runs import find_current_judge
from otokui.domain.insights.types import ChangeCause, RunReason

CHUNK = 4_000
"""So few that whoever waits for the lock, a purchase at the counter say, waits less than a second."""


def move_to_run(*, run: int, today: date, now: datetime, progress: Progress | None = None) -> None:
    """Freeze the run if it is not yet, then derive all customers under it, chunk by chunk.

    Each chunk is one transaction with its checkpoint: killed anywhere, called again, it ends in the same
    standings. Stops early when a newer run has come into force meanwhile.
    """
    freeze_run(run=run, today=today, now=now)
    moved, total = 0, count_customers(CustomerFilter()).value
    while (chunk := _move_chunk(run, today, now)) is not None:
        moved += chunk
        if progress is not None:
            progress(moved, total=max(moved, total))


@transaction.atomic
def _move_chunk(run: int, today: date, now: datetime) -> int | None:
    """Derive the next customers after the checkpoint; how many they were, None when there are no more."""
    lock_standings()
    judge = find_current_judge()
    row = Run.objects.defer("parameters").get(pk=run)
    if judge is None or judge.run != run or row.finished_at is not None:
        return None
    customers = list_customer_ids(CustomerFilter(), after_id=row.moved_up_to, limit=CHUNK)
    if not customers:
        Run.objects.filter(pk=run).update(finished_at=now, survey_asked_on=today)
        publish(RunFinished(run=run))
        enqueue("insights.survey", run=run)
        return None
    # A run that works past midnight must not take back what the night has done.
    on = max(today, row.days_passed_to or today)
    derive_standings(customers, judge, on=on, now=now, cause=_cause(row))
    Run.objects.filter(pk=run).update(moved_up_to=customers[-1])
    return len(customers)


def _cause(run: Run) -> ChangeCause | None:
    """A rebuild should find nothing to change; if it does, the numbers tell what had been missed."""
    if run.rebuild_requested_at is not None:
        return None
    return ChangeCause.RULES if run.reason == RunReason.NEW_RULES else ChangeCause.PARAMETERS
