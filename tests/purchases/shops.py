"""Random doings of a shop, and the plain books against which the stored summaries are checked."""

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

import polars as pl
import pyarrow as pa
from hypothesis import strategies as st

from otokui.analytics.discounts import discount_sums
from otokui.analytics.engine.reduce import reduce_customers, reduce_products
from otokui.analytics.ledger import open_books, settle
from otokui.analytics.settings import Settings
from otokui.domain.purchases.actions.derive_summaries import NEVER_CUT

START = datetime(2026, 1, 1, tzinfo=UTC)
CUSTOMERS = range(4)
PRODUCTS = (None, "RICE", "TEA", "CUP")
ORDERS = ("A", "B", "C", "D", "E", "F")

Row = dict[str, Any]


@dataclass
class Books:
    """Orders as their source tells them: number → lines; without a number the key is customer and instant."""

    orders: dict[tuple[str, Any], list[Row]] = field(default_factory=lambda: defaultdict(list))

    def replace(self, number: str, rows: list[Row]) -> None:
        self.orders["order", number] = [{**row, "order_id": number} for row in rows]

    def add_lines(self, number: str, rows: list[Row]) -> None:
        known = {row["line_no"]: row for row in self.orders["order", number]}
        known.update({row["line_no"]: {**row, "order_id": number} for row in rows})
        self.orders["order", number] = list(known.values())

    def add_loose(self, rows: list[Row]) -> None:
        """The n-th line of a customer, instant and product replaces the n-th; contents in rising order."""
        fresh = defaultdict(list)
        for row in rows:
            fresh[row["customer_ref"], row["ordered_at"], row["product_code"]].append(row)
        for key, told in fresh.items():
            old = sorted(self.orders["loose", key], key=_content)
            self.orders["loose", key] = sorted(told, key=_content) + old[len(told) :]

    def move(self, old: int, new: int) -> None:
        for row in self.rows():
            if row["customer"] == old:
                row["customer"] = new

    def rows(self) -> list[Row]:
        return [row for rows in self.orders.values() for row in rows]

    def states(self) -> tuple[pl.DataFrame, pl.DataFrame, set[tuple[int, ...]]]:
        """What a run over all lines makes of them, with text ids as a file has them; and (customer, days,
        money, money at a discount) of those whose lines tell.
        """
        columns = {
            "customer_id": [None if row["customer"] is None else str(row["customer"]) for row in self.rows()],
            "ordered_at": [row["ordered_at"] for row in self.rows()],
            "amount": [row["amount"] for row in self.rows()],
            "order_id": [row.get("order_id") for row in self.rows()],
            "line_no": [row.get("line_no") for row in self.rows()],
            "product_id": [row["product_code"] for row in self.rows()],
            "quantity": [row["quantity"] for row in self.rows()],
            "status": [row["status"] for row in self.rows()],
            "returned_order_id": [row["returned_order_id"] for row in self.rows()],
            "discount": [taken_off(row["amount"]) for row in self.rows()],
        }
        table = pa.table(columns, schema=_SCHEMA)
        settings = Settings()
        books = open_books(table, settings)
        entries = settle(books, settings, NEVER_CUT).entries
        told = books.frame.drop_nulls("customer_id").group_by("customer_id").agg(discount_sums(books.frame))
        told = told.filter(pl.col("priced_days") > 0).cast({"customer_id": pl.String}).cast(pl.Int64)
        return (
            pl.DataFrame(reduce_customers(entries)),
            pl.DataFrame(reduce_products(entries)),
            set(told.rows()),
        )


_SCHEMA = pa.schema(
    [
        ("customer_id", pa.string()),
        ("ordered_at", pa.timestamp("us", tz="UTC")),
        ("amount", pa.int64()),
        ("order_id", pa.string()),
        ("line_no", pa.int64()),
        ("product_id", pa.string()),
        ("quantity", pa.int64()),
        ("status", pa.string()),
        ("returned_order_id", pa.string()),
        ("discount", pa.int64()),
    ]
)


def taken_off(amount: int) -> int | None:
    """What a line says of its discount: nothing, that there was none, or 5."""
    return (None, 0, 5)[abs(amount) % 3]


def _content(row: Row) -> tuple[Any, ...]:
    quantity = row["quantity"]
    return (row["amount"], quantity is not None, quantity or 0, row["returned_order_id"] or "")


instants = st.builds(
    lambda day, hour: START + timedelta(days=day, hours=hour),
    st.integers(0, 40),
    st.sampled_from([0, 14, 15, 16]),
)
customers = st.sampled_from([None, *CUSTOMERS])
amounts = st.sampled_from([0, 100, 333, 1000, 1000, 5000])


@st.composite
def sale_lines(draw: st.DrawFn) -> Row:
    return {
        "amount": draw(amounts),
        "product_code": draw(st.sampled_from(PRODUCTS)),
        "quantity": draw(st.sampled_from([None, 1000, 2000, 3000])),
        "status": draw(st.sampled_from([None, None, "完了"])),
        "returned_order_id": None,
    }


@st.composite
def reversal_lines(draw: st.DrawFn) -> Row:
    amount = draw(st.sampled_from([100, 333, 500, 1000]))
    status = draw(st.sampled_from([None, "returned", "cancelled"]))
    return {
        "amount": -amount if status is None else draw(st.sampled_from([amount, -amount])),
        "product_code": draw(st.sampled_from(PRODUCTS)),
        "quantity": draw(st.sampled_from([None, 1000, -2000])),
        "status": status,
        "returned_order_id": draw(st.sampled_from([None, None, *ORDERS, "unknown"])),
    }


lines = st.lists(st.one_of(sale_lines(), sale_lines(), reversal_lines()), min_size=1, max_size=4)
numbered = st.lists(st.sampled_from([1, 2, 3]), min_size=4, max_size=4)
doings = st.lists(
    st.one_of(
        st.tuples(st.just("whole"), st.sampled_from(ORDERS), customers, instants, lines),
        st.tuples(st.just("whole"), st.sampled_from(ORDERS), customers, instants, lines),
        st.tuples(st.just("numbered"), st.sampled_from(ORDERS), customers, instants, lines, numbered),
        st.tuples(st.just("loose"), customers, instants, lines),
        st.tuples(st.just("delete"), st.sampled_from(ORDERS)),
        st.tuples(st.just("redate"), st.sampled_from(ORDERS), instants),
        st.tuples(st.just("give"), st.sampled_from(ORDERS), st.sampled_from(CUSTOMERS)),
        st.tuples(st.just("merge"), st.sampled_from(CUSTOMERS), st.sampled_from(CUSTOMERS)),
    ),
    min_size=1,
    max_size=12,
)
