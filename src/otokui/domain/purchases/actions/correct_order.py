"""Change an order that was recorded wrongly."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from zoneinfo import ZoneInfo

import polars as pl
from django.db import transaction
from django.utils.translation import gettext as _

from otokui.core.kernel.errors import Refused
from otokui.core.kernel.period import business_day
from otokui.core.platform.audit import changing
from otokui.domain.accounts.public import get_business
from otokui.domain.customers.public import survivor_of
from otokui.domain.purchases.actions.derive_summaries import derive_summaries
from otokui.domain.purchases.actions.record_purchase import batch_of
from otokui.domain.purchases.actions.record_purchases import announce, record_purchases
from otokui.domain.purchases.adapters import copying
from otokui.domain.purchases.adapters.catalogue import shop_ids
from otokui.domain.purchases.adapters.locking import customers_of, lock_order
from otokui.domain.purchases.adapters.writing import settle_inherited
from otokui.domain.purchases.models import Order, OrderLine
from otokui.domain.purchases.rules import channel_of
from otokui.domain.purchases.types import OrderChange


def correct_order(
    order: int, change: OrderChange, *, now: datetime, staff: int | None, cause: str = "correct"
) -> None:
    """Change customer, time, shop, seller, channel, trigger or lines of an order; the summaries follow.

    Reversals that inherit the order's customer go along. `UnknownOrder` if there is none.
    """
    if change.customer_id is not None:
        change = replace(change, customer_id=survivor_of(change.customer_id) or change.customer_id)
    others = [] if change.customer_id is None else [change.customer_id]
    with transaction.atomic(), changing(cause=cause, staff=staff):
        found = lock_order(order, others=others)
        before = customers_of(order)
        _correct_head(found, change)
        touched = before | customers_of(order)
        touched |= settle_inherited(found.source, pl.Series([found.external_id]))
        if change.customer_id in derive_summaries(touched, get_business()):
            raise Refused(
                _("This customer has just been merged into another one. Open the order again."),
                code="merged_already",
            )
        announce(touched, None)
        if change.lines is not None:
            _replace_lines(found, change, now=now, staff=staff)


def _correct_head(order: Order, change: OrderChange) -> None:
    lines = OrderLine.objects.filter(order=order)
    if change.ordered_at is not None:
        business = get_business()
        order.ordered_at = change.ordered_at
        order.order_day = business_day(
            change.ordered_at,
            zone=ZoneInfo(business.time_zone),
            day_start_minutes=business.day_start_minutes,
        )
        lines.update(ordered_at=order.ordered_at, order_day=order.order_day)
    if change.customer_id is not None or change.to_guest:
        order.customer_id = None if change.to_guest else change.customer_id
        lines.filter(inherits_customer=False).update(customer_id=order.customer_id)
    if change.shop is not None:
        order.shop_id = shop_ids([change.shop], run=None).get(change.shop)
    if change.sold_by is not None or change.by_nobody:
        order.staff_id = None if change.by_nobody else change.sold_by
    if change.channel is not None:
        order.channel = channel_of(change.channel)
    if change.trigger is not None:
        order.trigger = change.trigger
    order.save()


def _replace_lines(order: Order, change: OrderChange, *, now: datetime, staff: int | None) -> None:
    """Send the order again with these lines; without line numbers an order replaces itself."""
    assert change.lines is not None
    shop = copying.rows("SELECT name FROM purchases_shop WHERE id = %s", [order.shop_id])
    lines = [
        replace(
            line,
            customer_id=order.customer_id,
            ordered_at=order.ordered_at,
            order_id=order.external_id,
            line_no=None,
            shop=shop[0][0] if shop else None,
            channel=order.channel,
            trigger=order.trigger,
        )
        for line in change.lines
    ]
    record_purchases(batch_of(lines), source=order.source, now=now, staff=staff)
