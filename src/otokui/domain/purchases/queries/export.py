"""All lines, states and products as Arrow tables, for runs over the whole business."""

from __future__ import annotations

from collections import deque
from collections.abc import Collection, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from itertools import pairwise
from typing import Any, Final

import polars as pl
import pyarrow as pa
from django.db import connection

from otokui.analytics import schema
from otokui.analytics.schema import with_ids
from otokui.core.platform import prepared
from otokui.domain.purchases.adapters import arrow, copying, summaries
from otokui.domain.purchases.queries.lines import FOR_ANALYTICS, NAMED_ORDER, OWN_ORDER
from otokui.domain.purchases.queries.ties import with_ties_settled

LINES_PER_TABLE: Final = 1_000_000
AHEAD: Final = 2
"""Tables fetched at once: PostgreSQL uses a processor for each."""
PRODUCTS: Final = copying.Kinds(
    {"product_id": "Int64", "code": "String", "name": "String", "category": "String"}
)


def lines_to_arrow(as_of: date | None = None, *, detailed: bool = False) -> Iterator[pa.Table]:
    """All committed lines in the schema of `otokui.analytics` (`schema.LINES`, ids int64), guests first.

    Each table holds whole customers, in ascending order over all tables, about a million lines each.
    `as_of` cuts at the end of that day. Inside a transaction its own changes are seen. 1 or 2 SQL queries a
    table, 1 or 2 before the first. `detailed`: with `discount` and `unit_cost`, of the product as it is now
    where the line does not say it; one SQL query more.
    """
    until = "" if as_of is None else f" AND order_day <= '{as_of.isoformat()}'"
    dense = _DENSE | _DETAILS if detailed else _DENSE
    costs = _costs_now() if detailed else None
    sent = f"{', '.join(dense.values())}, {_SENT_SPARSE}"
    queries = [
        f"SELECT {sent} FROM purchases_orderline line WHERE {where}{until}"
        for where in ("customer_id IS NULL", *_customer_ranges())
    ]
    for found in _answers(queries):
        if found[0]:
            lines = with_ties_settled(_lines_in(found, list(dense)))
            if costs is not None:
                lines = lines.join(costs, on="product_id", how="left", maintain_order="left")
                lines = lines.with_columns(pl.coalesce("unit_cost", "cost").alias("unit_cost")).drop("cost")
            if not lines["customer_id"].is_sorted():
                lines = lines.sort("customer_id", maintain_order=True)
            yield lines.to_arrow()


_DENSE: Final = {
    "customer_id": arrow.together_or_null("customer_id"),
    "ordered_at": arrow.instants_together("ordered_at"),
    "amount": arrow.together("amount"),
    "order_id": arrow.together("order_id"),
    "line_no": arrow.together("line_no"),
    "product_id": arrow.together_or_null("product_id"),
    "quantity": arrow.together_or_null("quantity"),
}
_DETAILS: Final = {name: arrow.together_or_null(name) for name in ("discount", "unit_cost")}
_KINDS: Final = ("returned", "cancelled")
_SPARSE: Final = {
    "of_order": "order_id",
    "line_no": "line_no",
    "order_id": OWN_ORDER,
    "status": "CASE kind WHEN 'return' THEN 0 WHEN 'cancel' THEN 1 END",
    "returned_order_id": NAMED_ORDER,
}
"""What only few lines have, so that it is asked of them alone."""

_SENT_SPARSE: Final = f"""{arrow.rows_together([*_SPARSE.values()])}
    FILTER (WHERE kind <> 'sale' OR names_order <> '')"""


def _lines_in(found: Sequence[Any], names: Sequence[str]) -> pl.DataFrame:
    *dense, sparse = found
    lines = pl.DataFrame(
        {
            name: arrow.instants_in(sent) if name == "ordered_at" else arrow.numbers_in(sent)
            for name, sent in zip(names, dense, strict=True)
        }
    )
    if sparse is None:
        return lines.with_columns(
            pl.lit(None, FOR_ANALYTICS[name]).alias(name) for name in ("status", "returned_order_id")
        )
    reversals = arrow.rows_in(sparse, [*_SPARSE])
    lines = lines.rename({"order_id": "of_order"}).join(
        reversals.with_columns(is_special=True),
        on=["of_order", "line_no"],
        how="left",
        maintain_order="left",
    )
    words = pl.col("status").replace_strict(dict(enumerate(_KINDS)), return_dtype=pl.String)
    return lines.with_columns(
        status=words, order_id=pl.when("is_special").then("order_id").otherwise("of_order")
    ).select([*FOR_ANALYTICS, *(name for name in names if name not in FOR_ANALYTICS)])


def _answers(queries: list[str]) -> Iterator[tuple[Any, ...]]:
    """The answers in order; outside a transaction further ones are fetched while the caller works on one."""
    if connection.in_atomic_block:
        yield from map(copying.row_in_bytes, queries)
        return
    with ThreadPoolExecutor(AHEAD) as ahead:
        waiting = deque(ahead.submit(arrow.answer_apart, query) for query in queries[:AHEAD])
        for query in queries[AHEAD:]:
            found = waiting.popleft().result()
            waiting.append(ahead.submit(arrow.answer_apart, query))
            yield found
        while waiting:
            yield waiting.popleft().result()


def states_to_arrow(customers: Sequence[int] | None = None, *, only: Collection[str] = ()) -> pa.Table:
    """The stored states of these customers or of all who have lines, by customer id. 1 SQL query.

    `schema.STATES` of `otokui.analytics` with int64 ids, plus `latest_line_on`: the state is not cut at any
    day, so for a day before `latest_line_on` it must be reduced from `lines_of`. `only`: these columns and no
    others; reading everybody costs half without the last order values.
    """
    kinds = copying.Kinds(
        {name: kind for name, kind in summaries.STATES.told.items() if not only or name in only}
    )
    schema = _schema_of_states()
    chosen = "" if customers is None else " AND customer_id = ANY(%s)"
    statement = (
        f"SELECT {', '.join(kinds)} FROM purchases_purchasesummary"
        f" WHERE latest_line_on IS NOT NULL{chosen} ORDER BY customer_id"
    )
    if customers is not None and len(customers) <= copying.FEW:
        return _few(copying.rows(statement, [list(customers)]), kinds, schema)
    frame = copying.read(statement, [] if customers is None else [list(customers)], kinds)
    if "recent_values" in kinds:
        values = pl.col("recent_values").str.strip_chars("{}")
        frame = frame.with_columns(
            recent_values=pl.when(values == "")
            .then(pl.lit([], pl.List(pl.Int64)))
            .otherwise(values.str.split(",").cast(pl.List(pl.Int64)))
        )
    return _typed(frame, schema)


def product_states_to_arrow(customers: Sequence[int] | None = None) -> pa.Table:
    """The same per customer and product (`schema.PRODUCT_STATES`), in this order. 1 SQL query."""
    kinds = summaries.PRODUCT_STATES
    schema = _schema_of_product_states()
    chosen = "" if customers is None else " WHERE customer_id = ANY(%s)"
    statement = (
        f"SELECT {', '.join(kinds)} FROM purchases_productsummary{chosen} ORDER BY customer_id, product_id"
    )
    if customers is not None and len(customers) <= copying.FEW:
        return _few(copying.rows(statement, [list(customers)]), kinds, schema)
    return _typed(copying.read(statement, [] if customers is None else [list(customers)], kinds), schema)


def books_to_arrow(customers: Sequence[int]) -> tuple[pa.Table, pa.Table]:
    """`states_to_arrow` and `product_states_to_arrow` of customers. 2 SQL queries, for one customer 1."""
    if len(customers) != 1:
        return states_to_arrow(customers), product_states_to_arrow(customers)
    found = prepared.rows(_BOOKS_OF_ONE, customers)
    width = len(summaries.STATES)
    return (
        _few([row[:width] for row in found[:1]], summaries.STATES, _schema_of_states()),
        _few(
            [row[width:] for row in found if row[width] is not None],
            summaries.PRODUCT_STATES,
            _schema_of_product_states(),
        ),
    )


_BOOKS_OF_ONE: Final = f"""
    SELECT {", ".join(f"s.{name}" for name in summaries.STATES)},
        {", ".join(f"p.{name}" for name in summaries.PRODUCT_STATES)}
    FROM purchases_purchasesummary s
    LEFT JOIN purchases_productsummary p ON p.customer_id = s.customer_id
    WHERE s.customer_id = %s AND s.latest_line_on IS NOT NULL ORDER BY p.product_id"""


def _schema_of_states() -> pa.Schema:
    return with_ids(schema.STATES, customer_id=pa.int64()).append(pa.field("latest_line_on", pa.date32()))


def _schema_of_product_states() -> pa.Schema:
    return with_ids(schema.PRODUCT_STATES, customer_id=pa.int64(), product_id=pa.int64())


def _few(found: Sequence[tuple[Any, ...]], kinds: Collection[str], schema: pa.Schema) -> pa.Table:
    """The same table for the customers of a page."""
    columns = dict(zip(kinds, zip(*found, strict=True) if found else [()] * len(kinds), strict=True))
    fields = [(field.name, field.type) for field in schema if field.name in columns]
    return pa.Table.from_arrays(
        [pa.array(columns[name], kind) for name, kind in fields], schema=pa.schema(fields)
    )


def products_to_arrow() -> pa.Table:
    """Every product: product_id, code, name, category (null if none). 1 SQL query."""
    return copying.read(
        "SELECT product.id, code, product.name, category.name FROM purchases_product product"
        " LEFT JOIN purchases_productcategory category ON category.id = category_id ORDER BY product.id",
        [],
        PRODUCTS,
    ).to_arrow()


def _costs_now() -> pl.DataFrame:
    """product_id and cost of the products whose cost is known. 1 SQL query."""
    rows = copying.rows("SELECT id, cost FROM purchases_product WHERE cost IS NOT NULL")
    return pl.DataFrame(rows, schema={"product_id": pl.Int64, "cost": pl.Int64}, orient="row")


def shops_to_arrow() -> tuple[pa.Table, dict[int, str]]:
    """Which customer's order was placed in which shop (order_id, shop_id), and the shops' names.

    Nothing where the business has one shop only. At most 2 SQL queries.
    """
    names = dict(copying.rows("SELECT id, name FROM purchases_shop"))
    sent = ", ".join(arrow.together(name) for name in ("id", "shop_id"))
    query = f"SELECT {sent} FROM purchases_order WHERE shop_id IS NOT NULL AND customer_id IS NOT NULL"
    found: tuple[Any, ...] = (None,)
    if len(names) > 1:
        (found,) = _answers([query])
    orders, shops = found if found[0] else (b"", b"")
    columns = {"order_id": arrow.numbers_in(orders), "shop_id": arrow.numbers_in(shops)}
    return pl.DataFrame(columns).to_arrow(), names if len(names) > 1 else {}


def _typed(frame: pl.DataFrame, schema: pa.Schema) -> pa.Table:
    fields = [(field.name, field.type) for field in schema if field.name in frame.columns]
    return frame.to_arrow().select([name for name, _ in fields]).cast(pa.schema(fields))


def _customer_ranges() -> list[str]:
    """Conditions that cut the customers into pieces of about `LINES_PER_TABLE` lines. 1 or 2 SQL queries."""
    lines, bounds = copying.rows(_BOUNDS)[0]
    if bounds is None or lines < 0:
        starts = [start for (start,) in copying.rows(_WALK, [LINES_PER_TABLE])]
    else:
        pieces = min(int(lines // LINES_PER_TABLE) + 1, len(bounds))
        starts = [bounds[piece * len(bounds) // pieces] for piece in range(1, pieces)]
    if not starts:
        return ["customer_id IS NOT NULL"]
    return [
        f"customer_id < {starts[0]}",
        *(f"customer_id >= {start} AND customer_id < {stop}" for start, stop in pairwise(starts)),
        f"customer_id >= {starts[-1]}",
    ]


_BOUNDS: Final = """
    SELECT reltuples, (
        SELECT histogram_bounds::text::bigint[] FROM pg_stats
        WHERE schemaname = relnamespace::regnamespace::text AND tablename = relname
            AND attname = 'customer_id'
    ) FROM pg_class WHERE oid = 'purchases_orderline'::regclass"""
"""Customers between whom lie equally many lines each, as the planner knows them."""

_WALK: Final = """
    WITH RECURSIVE bound (customer_id) AS (
        SELECT min(customer_id) FROM purchases_orderline
        UNION ALL
        SELECT (
            SELECT line.customer_id FROM purchases_orderline line WHERE line.customer_id > bound.customer_id
            ORDER BY line.customer_id OFFSET %s - 1 LIMIT 1
        ) FROM bound WHERE customer_id IS NOT NULL
    )
    SELECT customer_id FROM bound WHERE customer_id IS NOT NULL OFFSET 1"""
"""The same for a table that it has not looked at yet."""
