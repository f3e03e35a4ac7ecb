"""What taking an import back would do."""

from dataclasses import dataclass

from django.db import transaction

from otokui.domain.customers import public as customers
from otokui.domain.exchange.types import RunView, UndoRefusal
from otokui.domain.purchases import public as purchases

TRIED_ROWS = 10_000
LOOKED_THROUGH_ROWS = 1_000_000


@dataclass(frozen=True, slots=True)
class UndoForeseen:
    """`exact`: asked with the undo's conditions; else the counts are the run's, more than `refused` may stay.

    `removed` are orders, goods and customers, `customers` of them customers, as far as that was asked.
    """

    exact: bool
    removed: int
    customers: int
    restored: int
    refused: tuple[UndoRefusal, ...]


def foresee_undo(run: RunView) -> UndoForeseen:
    """What the undo of a run would remove, restore and leave.

    Nothing is written. Of large runs it is not asked; of all but the largest the orders that somebody has
    worked on are looked for.
    """
    counts = run.counts
    rows = counts.new + counts.updated + counts.removed
    if rows > TRIED_ROWS:
        edited = _edited_orders(run.id) if rows <= LOOKED_THROUGH_ROWS else ()
        return UndoForeseen(False, counts.new, 0, counts.updated, edited)
    bought = purchases.foresee_undo(run.id, rows=rows)
    known = customers.foresee_undo(run.id, held={"purchases": bought.buyers})
    refused = [
        *(UndoRefusal(order.what, order.reason) for order in bought.refused),
        *(UndoRefusal(customer.what, customer.reason) for customer in known.refused),
    ]
    return UndoForeseen(
        True,
        bought.removed + known.removed,
        known.removed,
        bought.restored + known.restored,
        tuple(refused),
    )


def _edited_orders(run: int) -> tuple[UndoRefusal, ...]:
    """Orders of the run that somebody else has changed since; nothing is locked."""
    with transaction.atomic():
        purchases.begin_undo(run)
        found = purchases.foresee_refusals(run)
        transaction.set_rollback(True)
    return tuple(UndoRefusal(order.what, order.reason) for order in found)
