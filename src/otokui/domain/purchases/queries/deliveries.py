"""Which orders are brought on a day."""

from datetime import date
from typing import Any

from django.db.models import QuerySet

from otokui.core.kernel.errors import Refused
from otokui.domain.purchases.models import Order
from otokui.domain.purchases.rules import minutes_of_slot
from otokui.domain.purchases.types import Delivery


class UnknownDelivery(Refused):
    """There is no such order (any more)."""

    code = "unknown_delivery"


_COLUMNS = (
    "pk", "external_id", "numbered", "customer_id", "deliver_on", "deliver_slot", "deliver_to",
    "delivered_at", "delivered_by_id", "delivered_by__name",
)  # fmt: skip


def list_deliveries(on: date) -> list[Delivery]:
    """All orders that are brought on this day, the earliest slot first, those of any time at the end.

    1 SQL query, by the index of delivery days.
    """
    rows = Order.objects.filter(deliver_on=on).order_by("pk").values_list(*_COLUMNS)
    found = [_delivery(row) for row in rows]
    return sorted(found, key=lambda delivery: delivery.minutes)


def find_delivery(order_id: int) -> Delivery | None:
    """How this order is brought; None if it is not. 1 SQL query."""
    row = Order.objects.filter(pk=order_id, deliver_on__isnull=False).values_list(*_COLUMNS).first()
    return _delivery(row) if row else None


def delivered_to(first: date, last: date) -> "QuerySet[Order, Any]":
    """Sub-query of the ids of the customers to whom something is brought on one of these days."""
    rows = Order.objects.filter(deliver_on__range=(first, last), customer__isnull=False)
    return rows.values_list("customer_id", flat=True)


def _delivery(row: tuple[Any, ...]) -> Delivery:
    order_id, number, numbered, customer, on, slot, to, delivered_at, by_id, by = row
    return Delivery(
        order_id=order_id,
        number=number if numbered else "",
        customer_id=customer,
        on=on,
        slot=slot or "",
        minutes=minutes_of_slot(slot or ""),
        to=to or "",
        delivered_at=delivered_at,
        delivered_by_id=by_id,
        delivered_by=by or "",
    )
