"""Write an order that somebody took, or write it again corrected; the customer's class follows at once."""

from dataclasses import replace
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from otokui.core.kernel.errors import Refused
from otokui.domain.customers.public import survivor_of
from otokui.domain.desk.queries.orders import seen_mark
from otokui.domain.desk.types import OrderDraft
from otokui.domain.insights.public import business_today, rederive
from otokui.domain.insights.types import ChangeCause
from otokui.domain.purchases.public import (
    correct_order,
    find_order,
    get_order,
    hold_order,
    plan_delivery,
    record_purchase,
)
from otokui.domain.purchases.types import OrderChange, OrderView, PurchaseLine

SOURCE = "hand"
"""The source of orders that staff write here."""


class ChangedMeanwhile(Refused):
    """Somebody else corrected the order after it was opened."""

    code = "changed_meanwhile"


@transaction.atomic
def record_order(draft: OrderDraft, *, number: str, staff: int | None, now: datetime) -> int:
    """Write the order and return its id. The same number sent twice is one order, the first."""
    if (known := find_order(SOURCE, number)) is not None:
        return known
    if draft.customer_id is not None:
        draft = replace(draft, customer_id=survivor_of(draft.customer_id) or draft.customer_id)
    order = record_purchase(_lines(draft, number), source=SOURCE, now=now, staff=staff, sold_by=draft.sold_by)
    if draft.delivery.on is not None:
        plan_delivery(order, draft.delivery, staff=staff)
    judge(draft.customer_id, None, now=now)
    return order


@transaction.atomic
def rewrite_order(order: int, draft: OrderDraft, *, seen: str, staff: int | None, now: datetime) -> None:
    """Replace what an order says. `ChangedMeanwhile` if it no longer says what was `seen`."""
    hold_order(order, others=[draft.customer_id] if draft.customer_id else [])
    before = get_order(order)
    if seen_mark(before) != seen:
        raise ChangedMeanwhile(
            _("Somebody has changed this order meanwhile. Look at it again, then correct it.")
        )
    change = OrderChange(
        customer_id=draft.customer_id,
        to_guest=draft.customer_id is None,
        sold_by=draft.sold_by,
        by_nobody=draft.sold_by is None,
        ordered_at=draft.ordered_at,
        shop=draft.shop or None,
        channel=draft.channel,
        trigger=draft.trigger,
        lines=tuple(_with_costs(_lines(draft, None), before)),
    )
    correct_order(order, change, now=now, staff=staff)
    plan_delivery(order, draft.delivery, staff=staff)
    for customer in {before.customer_id, draft.customer_id}:
        judge(customer, ChangeCause.CORRECTION, now=now)


def _lines(draft: OrderDraft, number: str | None) -> list[PurchaseLine]:
    return [
        PurchaseLine(
            customer_id=draft.customer_id,
            ordered_at=draft.ordered_at,
            amount=line.amount,
            order_id=number,
            product_code=line.product_code,
            product_name=line.product_name,
            quantity=line.quantity,
            unit_price=line.unit_price,
            discount=line.discount or None,
            shop=draft.shop or None,
            channel=draft.channel or None,
            trigger=draft.trigger or None,
        )
        for line in draft.lines
    ]


def _with_costs(lines: list[PurchaseLine], before: OrderView) -> list[PurchaseLine]:
    """What a piece cost us is not in the form: it stays with its product."""
    costs = {line.product_code: line.unit_cost for line in before.lines}
    return [
        replace(line, unit_cost=costs.get(line.product_code or line.product_name or "")) for line in lines
    ]


def judge(customer: int | None, cause: ChangeCause | None, *, now: datetime) -> None:
    """Who writes an order sees the class it makes; the event repeats this and changes nothing."""
    if customer is not None:
        rederive(customer_ids=[customer], as_of=business_today(now), now=now, cause=cause)
