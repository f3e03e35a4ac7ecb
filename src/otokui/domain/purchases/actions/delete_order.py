"""Remove an order as if it had never been."""

from __future__ import annotations

import polars as pl
from django.db import transaction

from otokui.core.platform.audit import changing
from otokui.domain.accounts.public import get_business
from otokui.domain.purchases.actions.deliver import plan_delivery
from otokui.domain.purchases.actions.derive_summaries import derive_summaries
from otokui.domain.purchases.actions.record_purchases import announce
from otokui.domain.purchases.adapters import copying
from otokui.domain.purchases.adapters.locking import customers_of, lock_order
from otokui.domain.purchases.adapters.stock import move_stock, stock_taken_by
from otokui.domain.purchases.adapters.writing import settle_inherited
from otokui.domain.purchases.models import Order
from otokui.domain.purchases.queries.reversals import plan_before_cancelling, reversed_orders


def delete_order(order: int, *, staff: int | None) -> None:
    """Remove an order that should never have been recorded; reversals that name it become unmatched.

    For goods that came back use `return_lines` or `cancel_order`. One that takes another back may be deleted
    too: what it had called off is brought again. `UnknownOrder` if there is none.
    """
    with transaction.atomic(), changing(cause="delete", staff=staff):
        found = lock_order(order)
        touched = customers_of(order)
        taken = stock_taken_by([order])
        sold = reversed_orders(order).values()
        copying.execute("DELETE FROM purchases_order WHERE id = %s", [order])
        touched |= settle_inherited(found.source, pl.Series([found.external_id]))
        derive_summaries(touched, get_business())
        move_stock(taken, {})
        for one in sold:
            _bring_again(one, staff=staff)
        announce(touched, None)


def _bring_again(order: int, *, staff: int | None) -> None:
    plan = plan_before_cancelling(order)
    if plan and Order.objects.filter(pk=order, deliver_on=None).exists():
        plan_delivery(order, plan, staff=staff)
