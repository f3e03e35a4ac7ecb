"""The door of purchases."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime

import pyarrow as pa

from otokui.domain.purchases.actions.record_purchases import record_purchases
from otokui.domain.purchases.types import (
    OrderChange,
    OrderView,
    ProductHabit,
    ProductRow,
    PurchaseLine,
    UndoResult,
    WriteResult,
)

__all__ = ["record_purchases"]


def record_purchase(
    lines: Sequence[PurchaseLine],
    *,
    source: str,
    now: datetime,
    staff: int | None = None,
    moves_stock: bool = True,
) -> int:
    """Write one order, return its id."""
    raise NotImplementedError


def correct_order(order: int, change: OrderChange, *, now: datetime, staff: int | None) -> None:
    """Change customer, time, shop, channel, trigger or the lines of an order."""
    raise NotImplementedError


def return_lines(order: int, quantities: Mapping[int, int], *, now: datetime, staff: int | None) -> int:
    """Take back quantities (thousandths) of lines (by line_no); returns the id of the order that does so."""
    raise NotImplementedError


def cancel_order(order: int, *, now: datetime, staff: int | None) -> int:
    """Take back all that is left of an order, from now on."""
    raise NotImplementedError


def delete_order(order: int, *, now: datetime, staff: int | None) -> None:
    """Remove an order as if it had never been."""
    raise NotImplementedError


def reassign_purchases(from_customer: int, to_customer: int, *, now: datetime, staff: int | None) -> None:
    """Everything the one customer bought is the other's (merge)."""
    raise NotImplementedError


def undo_run(run: int, *, now: datetime, staff: int | None) -> UndoResult:
    """Remove what an import run created, restore what it changed; refuse orders edited since, by name."""
    raise NotImplementedError


def write_products(
    products: Sequence[ProductRow], *, now: datetime, run: int | None = None, staff: int | None = None
) -> WriteResult:
    """Create and change products by code."""
    raise NotImplementedError


def get_order(order: int) -> OrderView:
    """One order with its lines."""
    raise NotImplementedError


def list_orders(customer: int, *, since: date | None = None, limit: int = 100) -> list[OrderView]:
    """The latest orders of a customer, newest first."""
    raise NotImplementedError


def list_product_habits(customer: int, *, since: date) -> list[ProductHabit]:
    """What a customer bought since a day, by product, with usual quantity and gap."""
    raise NotImplementedError


def lines_to_arrow(as_of: date | None = None) -> Iterator[pa.Table]:
    """All committed lines in the analytics LINES schema (ids are int64), in customer order.

    Each table holds whole customers; guests come first.
    """
    raise NotImplementedError


def lines_of(customers: Sequence[int]) -> pa.Table:
    """The lines of some customers in the analytics LINES schema, as this transaction sees them."""
    raise NotImplementedError


def states_to_arrow(customers: Sequence[int] | None = None) -> pa.Table:
    """Stored states (analytics STATES, int64 customer_id) of these customers, or of all, by customer."""
    raise NotImplementedError


def product_states_to_arrow(customers: Sequence[int] | None = None) -> pa.Table:
    """Stored states per customer and product (analytics PRODUCT_STATES, int64 ids)."""
    raise NotImplementedError
