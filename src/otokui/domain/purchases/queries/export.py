"""All lines, states and products as Arrow tables, for runs over the whole business."""

from collections.abc import Collection, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from typing import Any, Final

import polars as pl
import pyarrow as pa
from django.db import connection

from otokui.analytics.schema import PRODUCT_STATES, STATES, with_ids
from otokui.core.platform import prepared
from otokui.domain.purchases.adapters import copying, summaries
from otokui.domain.purchases.adapters.arrow import table_of
from otokui.domain.purchases.queries.lines import COLUMNS, FOR_ANALYTICS
from otokui.domain.purchases.queries.ties import with_ties_settled

LINES_PER_TABLE: Final = 1_000_000
PRODUCTS: Final = {"product_id": pl.Int64, "code": pl.String, "name": pl.String, "category": pl.String}


def lines_to_arrow(as_of: date | None = None) -> Iterator[pa.Table]:
    """All committed lines in the schema of `otokui.analytics` (`schema.LINES`, ids int64), guests first.

    Each table holds whole customers, in ascending order over all tables, about a million lines each.
    `as_of` cuts at the end of that day. Inside a transaction its own changes are seen. 1 to 3 SQL queries a
    table, 2 before the first.
    """
    until = "" if as_of is None else f" AND order_day <= '{as_of.isoformat()}'"
    queries = [
        f"SELECT {COLUMNS} FROM purchases_orderline line WHERE {where}{until}"
        for where in ("customer_id IS NULL", *_customer_ranges())
    ]
    for table in _tables(queries):
        if table.num_rows:
            lines = with_ties_settled(pl.DataFrame(table))
            if not lines["customer_id"].is_sorted():
                lines = lines.sort("customer_id", maintain_order=True)
            yield lines.to_arrow()


def _tables(queries: list[str]) -> Iterator[pa.Table]:
    """The answers in order; outside a transaction one is fetched while the caller works on another."""
    if connection.in_atomic_block:
        for query in queries:
            yield table_of(query, FOR_ANALYTICS)
        return
    with ThreadPoolExecutor(1) as ahead:
        waiting = ahead.submit(table_of, queries[0], FOR_ANALYTICS)
        for query in queries[1:]:
            following = ahead.submit(table_of, query, FOR_ANALYTICS)
            yield waiting.result()
            waiting = following
        yield waiting.result()


def states_to_arrow(customers: Sequence[int] | None = None, *, only: Collection[str] = ()) -> pa.Table:
    """The stored states of these customers or of all who have lines, by customer id. 1 SQL query.

    `schema.STATES` of `otokui.analytics` with int64 ids, plus `latest_line_on`: the state is not cut at any
    day, so for a day before `latest_line_on` it must be reduced from `lines_of`. `only`: these columns and no
    others; reading everybody costs half without the last order values.
    """
    kinds = {name: kind for name, kind in summaries.STATES.items() if not only or name in only}
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
    return with_ids(STATES, customer_id=pa.int64()).append(pa.field("latest_line_on", pa.date32()))


def _schema_of_product_states() -> pa.Schema:
    return with_ids(PRODUCT_STATES, customer_id=pa.int64(), product_id=pa.int64())


def _few(found: Sequence[tuple[Any, ...]], kinds: Collection[str], schema: pa.Schema) -> pa.Table:
    """The same table for the customers of a page."""
    columns = dict(zip(kinds, zip(*found, strict=True) if found else [()] * len(kinds), strict=True))
    fields = [(field.name, field.type) for field in schema if field.name in columns]
    return pa.Table.from_arrays(
        [pa.array(columns[name], kind) for name, kind in fields], schema=pa.schema(fields)
    )


def products_to_arrow() -> pa.Table:
    """Every product: product_id, code, name, category (null if none). 1 SQL query."""
    return table_of(
        "SELECT product.id, code, product.name, category.name FROM purchases_product product"
        " LEFT JOIN purchases_productcategory category ON category.id = category_id ORDER BY product.id",
        PRODUCTS,
    )


def _typed(frame: pl.DataFrame, schema: pa.Schema) -> pa.Table:
    fields = [(field.name, field.type) for field in schema if field.name in frame.columns]
    return frame.to_arrow().select([name for name, _ in fields]).cast(pa.schema(fields))


def _customer_ranges() -> list[str]:
    """Conditions that cut the customers into pieces of about `LINES_PER_TABLE` lines."""
    (lines,) = copying.rows(
        "SELECT greatest(reltuples, 0) FROM pg_class WHERE relname = 'purchases_orderline'"
    )[0]
    low, high = copying.rows("SELECT min(customer_id), max(customer_id) FROM purchases_orderline")[0]
    if low is None:
        return []
    pieces = int(lines // LINES_PER_TABLE) + 1
    width = (high - low) // pieces + 1
    starts = range(low, high + 1, width)
    return [f"customer_id >= {start} AND customer_id < {start + width}" for start in starts]
