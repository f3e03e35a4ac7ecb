"""Take back what an import run did to orders and products."""

from __future__ import annotations

from datetime import datetime
from typing import Final

import polars as pl
from django.db import transaction
from django.utils.translation import gettext as _

from otokui.core.kernel.parts import all_parts
from otokui.core.platform.audit import changing
from otokui.domain.accounts.public import get_business
from otokui.domain.purchases.actions.derive_summaries import derive_summaries
from otokui.domain.purchases.actions.record_purchases import announce
from otokui.domain.purchases.adapters import foresight, product_traces, traces
from otokui.domain.purchases.adapters.stock import move_stock, stock_taken_by
from otokui.domain.purchases.adapters.stored import lock_customers
from otokui.domain.purchases.adapters.writing import settle_inherited
from otokui.domain.purchases.types import UndoForeseen, UndoPart, UndoRefusal, UndoResult

ORDERS_AT_ONCE: Final = 10_000


def begin_undo(run: int, *, after: int = 0) -> int:
    """List what `undo_part` will go through, on this connection; returns the number of orders.

    `after`: where an undo that was interrupted stood.
    """
    return traces.gather_orders(run, after=after)


def foresee_refusals(run: int) -> tuple[UndoRefusal, ...]:
    """What an undo would leave as it is, of the orders that `begin_undo` listed. Nothing is locked."""
    with transaction.atomic():
        found = traces.gather_part(run, after=0, orders=None)
        refused = [] if found is None else traces.refuse_edited(run)
        transaction.set_rollback(True)
    return tuple(UndoRefusal(f"{source} {number}", _reason(why)) for source, number, why in refused)


def undo_part(run: int, *, after: int, now: datetime, staff: int | None) -> UndoPart:
    """Take back the next orders of the run behind the id `after`; when there are none left, its products.

    What the run created goes (orders, lines, products, shops, categories), what it changed is as it was.
    Orders that somebody else (another run included) changed or took goods back from since stay as they are,
    as do products that were edited or are in use; `refused` names them. Stocks of products are not
    restored, except for goods of orders that moved them.

    One transaction, in which the summaries of everybody concerned are exact again. Whoever keeps the answer's
    `after` in it goes on from there after a kill; `after` is None when all is done. Needs `begin_undo`.
    """
    with transaction.atomic(), changing(cause="undo", run=run, staff=staff):
        last = traces.gather_part(run, after=after, orders=ORDERS_AT_ONCE)
        if last is None:
            return _undo_products(run)
        lock_customers(traces.traced_customers())
        # Again: what others did until we held the locks counts as done since.
        traces.gather_part(run, after=after, orders=ORDERS_AT_ONCE)
        return _undo_orders(run, last)


def undo_run(run: int, *, now: datetime, staff: int | None) -> UndoResult:
    """All parts in one transaction: for runs of some ten thousand rows. Doing it again changes nothing."""
    with transaction.atomic():
        begin_undo(run)
        parts = list(all_parts(lambda after: undo_part(run, after=after, now=now, staff=staff)))
    return UndoResult(
        removed=sum(part.removed for part in parts),
        restored=sum(part.restored for part in parts),
        refused=tuple(refusal for part in parts for refusal in part.refused),
        customer_ids=tuple(sorted({customer for part in parts for customer in part.customer_ids})),
    )


def foresee_undo(run: int, *, rows: int) -> UndoForeseen:
    """What undoing the run, of about so many `rows`, would do; nothing is written. 3 SQL queries."""
    seen = foresight.foresee_undo(run, rows=rows)
    orders = (UndoRefusal(f"{source} {number}", _reason(why)) for source, number, why in seen.orders)
    products = (UndoRefusal(code, _reason(why)) for code, why in seen.products)
    return UndoForeseen(seen.removed, seen.restored, (*orders, *products), seen.buyers)


def _undo_orders(run: int, last: int) -> UndoPart:
    business = get_business()
    refused = traces.refuse_edited(run)
    touched = set(traces.traced_customers())
    moving = traces.orders_in_stock()
    taken = stock_taken_by(moving)
    removed, restored = traces.take_back_orders(run, business)
    for source, keys in traces.orders_with_orphans():
        touched |= settle_inherited(source, pl.Series(keys))
    derive_summaries(touched, business)
    move_stock(taken, stock_taken_by(moving))
    announce(touched, run)
    named = tuple(UndoRefusal(f"{source} {number}", _reason(why)) for source, number, why in refused)
    return UndoPart(removed, restored, named, tuple(sorted(touched)), last)


def _undo_products(run: int) -> UndoPart:
    removed, restored, kept = product_traces.take_back_products(run)
    traces.forget_orders()
    return UndoPart(removed, restored, tuple(UndoRefusal(code, _reason(why)) for code, why in kept), (), None)


def _reason(why: str) -> str:
    return {
        "edited": _("changed since the import"),
        "returned": _("returned since the import"),
        "bare": _("its customer or goods of before have been removed since"),
        "filed": _("staff have attached a file"),
        "in_use": _("in use"),
    }[why]
