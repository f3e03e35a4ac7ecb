"""The orders and lines that are already there, and the lock under which a customer's lines change."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

import polars as pl

from otokui.domain.purchases.adapters import copying
from otokui.domain.purchases.adapters.copying import micros

ORDERS: Final = copying.Kinds(
    {
        "id": "Int64",
        "order_key": "String",
        "customer_id": "Int64",
        "ordered_at": "Instant",
        "order_day": "Date",
        "shop_id": "Int64",
        "channel": "String",
        "trigger": "String",
        "staff_id": "Int64",
        "staff_text": "String",
        "deliver_on": "Date",
        "deliver_slot": "String",
        "deliver_to": "String",
        "moves_stock": "Boolean",
        "lines_numbered": "Boolean",
    }
)
LINES: Final = copying.Kinds(
    {
        "id": "Int64",
        "order_id": "Int64",
        "order_key": "String",
        "line_no": "Int32",
        "customer_id": "Int64",
        "given_customer_id": "Int64",
        "ordered_at": "Instant",
        "order_day": "Date",
        "product_id": "Int64",
        "product_text": "String",
        "quantity": "Int64",
        "amount": "Int64",
        "unit_price": "Int64",
        "discount": "Int64",
        "unit_cost": "Int64",
        "kind": "String",
        "status": "String",
        "names_order": "String",
    }
)


def lock_customers(customers: Iterable[int]) -> None:
    """Nobody else changes the purchases of these customers until the transaction ends.

    The lock is the row of the customer's summary, made if there is none. Taken in the order of ids, before
    any order is locked.
    """
    ids = sorted(set(customers))
    if ids:
        wanted = copying.array(ids)
        copying.execute(_MAKE_SUMMARIES, [wanted])
        copying.execute(_LOCK_SUMMARIES, [wanted])


def newcomers_among(customers: set[int]) -> set[int]:
    """Those without a summary, as everybody has one who ever had a line."""
    if not customers:
        return set()
    wanted = copying.array(sorted(customers))
    if len(customers) <= copying.FEW:
        return customers - {customer for (customer,) in copying.rows(_KNOWN, [wanted])}
    return customers - set(copying.read(_KNOWN, [wanted], {"id": pl.Int64})["id"])


def lock_orders(source: str, keys: pl.Series) -> None:
    """Nobody else changes the orders of a source with these numbers until the transaction ends."""
    copying.execute(
        "SELECT FROM purchases_order WHERE source = %s AND external_id = ANY(%s::text[])"
        " ORDER BY id FOR UPDATE",
        [source, copying.array(keys)],
    )


def stored_orders(source: str, keys: pl.Series) -> pl.DataFrame:
    """The orders of a source with these numbers."""
    return copying.reader(len(keys))(_ORDERS, [source, copying.array(keys)], ORDERS)


def no_orders() -> pl.DataFrame:
    """`stored_orders` where there are none."""
    return copying.empty(ORDERS)


def stored_lines(orders: pl.DataFrame) -> pl.DataFrame:
    """All lines of these orders; `given_customer_id` is null where a reversal came without a customer."""
    if orders.is_empty():
        return copying.empty(LINES)
    return copying.reader(orders.height)(_LINES, [copying.array(orders["id"])], LINES)


def buyers_of(source: str, keys: list[str]) -> set[int]:
    """The customers who bought in these orders of a source."""
    found = copying.rows(_BUYERS, [keys, source]) if keys else []
    return {customer for (customer,) in found}


BUYER: Final = """
SELECT line.customer_id FROM purchases_order named JOIN purchases_orderline line ON line.order_id = named.id
WHERE named.source = {source} AND named.external_id = {number}
    AND kind = 'sale' AND line.customer_id IS NOT NULL
ORDER BY line.ordered_at, line_no LIMIT 1"""
"""SQL: the customer to whom a reversal belongs that names this order: whoever bought its first line."""


_MAKE_SUMMARIES = """
INSERT INTO purchases_purchasesummary
    (customer_id, orders, net, gaps, gap_squares, gap_log, recent_values)
SELECT id, 0, 0, 0, 0, 0, '{}' FROM unnest(%s::bigint[]) AS id ORDER BY id
ON CONFLICT DO NOTHING"""

_LOCK_SUMMARIES = """
SELECT FROM purchases_purchasesummary WHERE customer_id = ANY(%s::bigint[]) ORDER BY customer_id FOR UPDATE"""

_KNOWN = "SELECT customer_id FROM purchases_purchasesummary WHERE customer_id = ANY(%s::bigint[])"

_ORDERS = f"""
SELECT id, external_id, customer_id, {micros("ordered_at")}, order_day, shop_id, channel, trigger, staff_id,
    staff_text, deliver_on, deliver_slot, deliver_to, moves_stock, lines_numbered
FROM purchases_order WHERE source = %s AND external_id = ANY(%s::text[])"""

_LINES = f"""
SELECT line.id, line.order_id, external_id, line_no, line.customer_id,
    CASE WHEN NOT inherits_customer THEN line.customer_id END, {micros("line.ordered_at")}, line.order_day,
    product_id, product_text, quantity, amount, unit_price, discount, unit_cost, kind, status, names_order
FROM purchases_orderline line JOIN purchases_order ON purchases_order.id = order_id
WHERE order_id = ANY(%s::bigint[])"""

_BUYERS = f"""
SELECT DISTINCT buyer.customer_id FROM unnest(%s::text[]) AS wanted (number)
CROSS JOIN LATERAL ({BUYER.format(source="%s", number="wanted.number")}) buyer"""
