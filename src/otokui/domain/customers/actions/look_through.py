"""After a file: look at once for twins and flaws among those whom it brought or changed."""

from collections.abc import Callable
from datetime import date, datetime
from typing import Final

from django.db import transaction

from otokui.core.platform.jobs import enqueue
from otokui.domain.customers.actions.find_pairs import FIND_PAIRS, find_pairs
from otokui.domain.customers.actions.review_list import REVIEW, review_customers
from otokui.domain.customers.queries.flaws import get_review_settings
from otokui.domain.customers.queries.of_run import ids_brought_by_run, ids_changed_by_run

LOOK_THROUGH: Final = "customers.look_through"
MOST: Final = 20_000
"""For more than these, one pass over everybody costs less."""
AT_ONCE: Final = 2_000


def ask_to_look_through(run: int) -> None:
    """Have a worker look through what a run brought, once the caller's transaction is through."""
    enqueue(LOOK_THROUGH, run=run)


def look_through(
    run: int,
    *,
    now: datetime,
    today: date,
    progress: Callable[[int, int], object] = lambda done, total: None,
) -> None:
    """Bring the queue of pairs and the marks of the review up to date for a run's customers. Idempotent.

    After a large file, and before the first review, everybody is looked at, by the jobs of the night.
    """
    ids = _customers_of(run)
    if len(ids) > MOST or get_review_settings().reviewed_at is None:
        with transaction.atomic():
            enqueue(FIND_PAIRS)
            enqueue(REVIEW)
        return
    for start in range(0, len(ids), AT_ONCE):
        part = ids[start : start + AT_ONCE]
        find_pairs(part, now=now)
        review_customers(part, today=today)
        progress(start + len(part), len(ids))


def _customers_of(run: int) -> list[int]:
    found: set[int] = set()
    for touched in (ids_brought_by_run(run), *ids_changed_by_run(run)):
        found.update(each for (each,) in touched.values_list(*touched.query.values_select)[: MOST + 1])
        if len(found) > MOST:
            break
    return sorted(found)
