"""Bring back a value or the lines of an order as they were before a change, or an order that was removed.

A correction like any other: the customer's class follows.
"""

from dataclasses import replace
from datetime import date, datetime
from typing import Any, Final

from django.db import transaction
from django.utils.translation import gettext as _

from otokui.core.kernel.errors import Refused
from otokui.core.platform.history import changed_field, changed_since
from otokui.domain.accounts.types import Sight
from otokui.domain.customers.public import may_see
from otokui.domain.desk.actions.record_order import judge
from otokui.domain.insights.types import ChangeCause
from otokui.domain.purchases.public import (
    bring_order_back,
    correct_delivered,
    correct_order,
    find_gone_order,
    find_order_entry,
    get_order,
    hold_order,
    lines_before,
    plan_delivery,
    shop_names,
)
from otokui.domain.purchases.types import DeliveryPlan, OrderChange, OrderView

_OF_PLAN: Final = {"deliver_on": "on", "deliver_slot": "slot", "deliver_to": "to"}
OF_DELIVERY: Final = (*_OF_PLAN, "delivered_at")
OF_ORDER: Final = ("customer_id", "ordered_at", "staff_id", "channel", "trigger", "shop_id")
"""Lines go back together, as they belong together."""

_IDS: Final = ("customer_id", "staff_id")


@transaction.atomic
def restore_order(
    order: int, event: int, name: str, *, sight: Sight, now: datetime, staff: int | None
) -> None:
    """`Refused`: `gone` (no such change, or it names a customer out of sight), `changed_since` if the value
    was changed again since, `not_corrected` for what came back, which is booked and not corrected.
    """
    entry = find_order_entry(order, event)
    field = changed_field(entry, name, among=(*OF_ORDER, *OF_DELIVERY))
    before = _value(name, field.before)
    customer = before if name == "customer_id" else None
    if customer and not may_see(customer, sight):
        raise Refused(_("This change is not in the history."), code="gone")
    hold_order(order, others=[customer] if customer else [])
    known = get_order(order) if name in OF_DELIVERY else _correctable(order)
    if _known(known, name) != _said(name, field.after):
        raise changed_since()
    if name == "delivered_at":
        by = entry.row["delivered_by_id"] if entry else None
        correct_delivered(order, at=before, by=by, staff=staff, cause="restore")
    elif name in _OF_PLAN:
        plan = DeliveryPlan(known.deliver_on, known.deliver_slot, known.deliver_to)
        plan_delivery(order, replace(plan, **{_OF_PLAN[name]: before}), staff=staff, cause="restore")
    else:
        correct_order(order, _change(name, _said(name, before)), now=now, staff=staff, cause="restore")
        for one in {known.customer_id, customer} if name == "customer_id" else {known.customer_id}:
            judge(one, ChangeCause.CORRECTION, now=now)


@transaction.atomic
def restore_lines(order: int, event: int, *, now: datetime, staff: int | None) -> None:
    """All lines as they were before the change of this event; `Refused` as above and as correct_order."""
    hold_order(order)
    known = _correctable(order)
    correct_order(order, OrderChange(lines=lines_before(order, event)), now=now, staff=staff, cause="restore")
    judge(known.customer_id, ChangeCause.CORRECTION, now=now)


@transaction.atomic
def restore_removed(order: int, *, sight: Sight, now: datetime, staff: int | None) -> None:
    """The removed order is there again, under its id; all whose purchases changed are judged anew.

    `Refused` as `purchases.bring_order_back`, and `gone` if it is out of sight.
    """
    if find_gone_order(order, sight=sight) is None:
        raise Refused(_("This change is not in the history."), code="gone")
    for customer in sorted(bring_order_back(order, staff=staff)):
        judge(customer, ChangeCause.CORRECTION, now=now)


def _correctable(order: int) -> OrderView:
    known = get_order(order)
    if any(line.kind.is_reversal for line in known.lines):
        raise Refused(_("What came back is booked, not corrected."), code="not_corrected")
    return known


def _change(name: str, before: Any) -> OrderChange:
    if name == "customer_id":
        return OrderChange(customer_id=before, to_guest=before is None)
    if name == "staff_id":
        return OrderChange(sold_by=before, by_nobody=before is None)
    if name == "shop_id" and not before:
        raise Refused(_("Choose the shop by correcting the order."), code="not_corrected")
    values: dict[str, Any] = {"shop" if name == "shop_id" else name: before}
    return OrderChange(**values)


def _value(name: str, value: Any) -> Any:
    if name in ("ordered_at", "delivered_at"):
        return datetime.fromisoformat(value) if value else None
    if name == "deliver_on":
        return date.fromisoformat(value) if value else None
    return value if name in (*_IDS, "shop_id") else value or ""


def _said(name: str, value: Any) -> Any:
    """As the order says it: a shop by its name. `Refused` (gone) where it is no longer there."""
    if name != "shop_id":
        return _value(name, value)
    if value is None:
        return ""
    shop = shop_names([value]).get(value)
    if shop is None:
        raise Refused(_("This shop is no longer there."), code="gone")
    return shop


def _known(order: OrderView, name: str) -> Any:
    value = getattr(order, "shop" if name == "shop_id" else name)
    return value if name in (*_IDS, "ordered_at", "deliver_on", "delivered_at") else value or ""
