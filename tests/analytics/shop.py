"""A few words to write small books with. Day 0 is FIRST_DAY; money is in yen."""

from datetime import date, timedelta
from typing import Any

import pyarrow as pa

from otokui.analytics.engine.reduce import reduce_customers, reduce_products
from otokui.analytics.ledger import Ledger, open_books, settle
from otokui.analytics.run import Result, analyse_lines
from otokui.analytics.settings import Settings

FIRST_DAY = date(2024, 1, 1)

TYPES: dict[str, pa.DataType] = {
    "customer_id": pa.string(),
    "ordered_at": pa.date32(),
    "amount": pa.int64(),
    "order_id": pa.string(),
    "line_no": pa.int64(),
    "product_id": pa.string(),
    "product_name": pa.string(),
    "category": pa.string(),
    "quantity": pa.int64(),
    "status": pa.string(),
    "returned_order_id": pa.string(),
    "source": pa.string(),
    "file_no": pa.int64(),
}


def day(number: int) -> date:
    return FIRST_DAY + timedelta(days=number)


def sale(customer: str | None, on: int, amount: int, **more: Any) -> dict[str, Any]:
    """One line; `on` is the day's number, `more` any other column."""
    return {"customer_id": customer, "ordered_at": day(on), "amount": amount, **more}


def table(rows: list[dict[str, Any]], **types: pa.DataType) -> pa.Table:
    """Lines with the columns that occur in the rows."""
    used = {name for row in rows for name in row} | {"customer_id", "ordered_at", "amount"}
    schema = pa.schema([(name, types.get(name, kind)) for name, kind in TYPES.items() if name in used])
    return pa.Table.from_pylist(rows, schema=schema)


def ledger(rows: list[dict[str, Any]], on: int = 1000, settings: Settings | None = None) -> Ledger:
    settings = settings or Settings()
    return settle(open_books(table(rows), settings), settings, day(on))


def states(
    rows: list[dict[str, Any]], on: int = 1000, settings: Settings | None = None
) -> dict[str, dict[str, Any]]:
    """The state rows by customer."""
    return {
        row["customer_id"]: row for row in reduce_customers(ledger(rows, on, settings).entries).to_pylist()
    }


def product_states(rows: list[dict[str, Any]], on: int = 1000) -> dict[tuple[str, str], dict[str, Any]]:
    reduced = reduce_products(ledger(rows, on).entries).to_pylist()
    return {(row["customer_id"], row["product_id"]): row for row in reduced}


def analyse(rows: list[dict[str, Any]], on: int = 1000, settings: Settings | None = None) -> Result:
    return analyse_lines(table(rows), settings or Settings(), day(on))


def by_customer(result: Result) -> dict[str, dict[str, Any]]:
    return {row["customer_id"]: row for row in result.customers.to_pylist()}
