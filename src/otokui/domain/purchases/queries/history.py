"""Who changed an order, with its lines, from what to what."""

from typing import Final

from otokui.core.platform.history import Entry, Traced, find_entry, list_entries
from otokui.domain.purchases.models import Order

_ORDER: Final = (
    Traced("order", "purchases_order", untold=frozenset({"recorded_at", "moves_stock", "lines_numbered"})),
    Traced("file", "purchases_orderattachment", owner="order_id"),
    Traced("line", "purchases_orderline", owner="order_id", untold=frozenset({"customer_id", "ordered_at"})),
)


def list_order_history(order: int, *, cursor: str = "") -> tuple[tuple[Entry, ...], str]:
    """The latest changes of an order and its lines first, and the mark of the next page. One query."""
    return list_entries(order, _ORDER, cursor=cursor)


def find_order_entry(order: int, event: int) -> Entry | None:
    """One change of the order itself. One query."""
    return find_entry(order, _ORDER, "order", event)


def run_that_brought(order: int) -> int | None:
    """The import that made this order; None for one written by hand. One query."""
    return Order.objects.filter(pk=order).values_list("created_by_run", flat=True).first()
