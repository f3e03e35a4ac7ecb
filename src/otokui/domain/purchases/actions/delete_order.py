"""Remove an order as if it had never been."""

from __future__ import annotations

import polars as pl
from django.db import transaction

from otokui.core.platform.audit import changing
from otokui.domain.accounts.public import get_business
from otokui.domain.purchases.actions.derive_summaries import derive_summaries
from otokui.domain.purchases.actions.record_purchases import announce
from otokui.domain.purchases.adapters import copying
from otokui.domain.purchases.adapters.locking import customers_of, lock_order
from otokui.domain.purchases.adapters.stock import move_stock, stock_taken_by
from otokui.domain.purchases.adapters.writing import settle_inherited


def delete_order(order: int, *, staff: int | None) -> None:
    """Remove an order that should never have been recorded; reversals that name it become unmatched.

    For goods that came back use `return_lines` or `cancel_order`. `UnknownOrder` if there is none.
    """
    with transaction.atomic(), changing(cause="delete", staff=staff):
        found = lock_order(order)
        touched = customers_of(order)
        taken = stock_taken_by([order])
        copying.execute("DELETE FROM purchases_order WHERE id = %s", [order])
        touched |= settle_inherited(found.source, pl.Series([found.external_id]))
        derive_summaries(touched, get_business())
        move_stock(taken, {})
        announce(touched, None)
