"""What taking an import back would do."""

from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from otokui.core.platform import audit
from otokui.domain.customers import public as customers
from otokui.domain.exchange.types import RunView, UndoRefusal
from otokui.domain.purchases import public as purchases

FORESEEN_ROWS = 30_000


@dataclass(frozen=True, slots=True)
class UndoForeseen:
    """`exact`: tried and rolled back; else the counts are the run's and `refused` is not known yet."""

    exact: bool
    removed: int
    restored: int
    refused: tuple[UndoRefusal, ...]


def foresee_undo(run: RunView, *, now: datetime) -> UndoForeseen:
    """What the undo of a run would remove, restore and leave. Large runs are not tried."""
    counts = run.counts
    if counts.new + counts.updated + counts.removed > FORESEEN_ROWS:
        return UndoForeseen(False, counts.new, counts.updated, ())
    with transaction.atomic():
        with audit.changing(cause="undo", run=run.id):
            bought = purchases.undo_run(run.id, now=now, staff=None)
            known = customers.undo_run(run.id, now=now)
        transaction.set_rollback(True)
    refused = [
        *(UndoRefusal(order.what, order.reason) for order in bought.refused),
        *(UndoRefusal(customer.what, customer.reason) for customer in known.refused),
    ]
    return UndoForeseen(
        True, bought.removed + known.removed, bought.restored + known.restored, tuple(refused)
    )
