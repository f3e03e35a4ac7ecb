"""Take back what an import run did to orders and products."""

from datetime import datetime
from typing import Final

import polars as pl
from django.db import transaction
from django.utils.translation import gettext as _

from otokui.core.platform.audit import changing
from otokui.domain.accounts.public import get_business
from otokui.domain.accounts.types import BusinessSettings
from otokui.domain.purchases.actions.derive_summaries import derive_summaries
from otokui.domain.purchases.actions.record_purchases import announce
from otokui.domain.purchases.adapters import product_traces, traces
from otokui.domain.purchases.adapters.stock import move_stock, stock_taken_by
from otokui.domain.purchases.adapters.stored import lock_customers
from otokui.domain.purchases.adapters.writing import settle_inherited
from otokui.domain.purchases.types import UndoRefusal, UndoResult

CUSTOMERS_AT_ONCE: Final = 20_000


def undo_run(run: int, *, now: datetime, staff: int | None) -> UndoResult:
    """Remove the orders, lines, products, shops and categories that a run created, restore what it changed.

    Orders that somebody else (another run included) changed or took goods back from since stay as they are,
    as do products that were edited or are in use; `refused` names them. Stocks of products are not
    restored, except for goods of orders that moved them. One transaction; doing it again changes nothing.
    """
    with transaction.atomic(), changing(cause="undo", run=run, staff=staff):
        business = get_business()
        traces.gather_traces(run)
        lock_customers(traces.traced_customers())
        traces.gather_traces(run)  # again: what others did until we held the locks counts as done since
        refused = traces.refuse_edited(run)
        touched = set(traces.traced_customers())
        moving = traces.orders_in_stock()
        taken = stock_taken_by(moving)
        removed, restored = traces.take_back_orders(run, business)
        for source, keys in traces.orders_with_orphans():
            touched |= settle_inherited(source, pl.Series(keys))
        _derive(sorted(touched), business)
        move_stock(taken, stock_taken_by(moving))
        gone, changed_back, kept = product_traces.take_back_products(run)
        announce(touched, run)
    return UndoResult(
        removed=removed + gone,
        restored=restored + changed_back,
        refused=(
            *(UndoRefusal(f"{source} {number}", _reason(why)) for source, number, why in refused),
            *(UndoRefusal(code, _reason(why)) for code, why in kept),
        ),
        customer_ids=tuple(sorted(touched)),
    )


def _derive(customers: list[int], business: BusinessSettings) -> None:
    for start in range(0, len(customers), CUSTOMERS_AT_ONCE):
        derive_summaries(customers[start : start + CUSTOMERS_AT_ONCE], business)


def _reason(why: str) -> str:
    return {
        "edited": _("changed since the import"),
        "returned": _("returned since the import"),
        "in_use": _("in use"),
    }[why]
