"""Lines as `otokui.analytics` reads them (`schema.LINES`, with int64 ids)."""

from collections.abc import Sequence
from typing import Final

import polars as pl
import pyarrow as pa

from otokui.domain.purchases.adapters import copying
from otokui.domain.purchases.adapters.copying import micros

FOR_ANALYTICS: Final = {
    "customer_id": pl.Int64,
    "ordered_at": pl.Datetime("us", "UTC"),
    "amount": pl.Int64,
    "order_id": pl.Int64,
    "line_no": pl.Int64,
    "product_id": pl.Int64,
    "quantity": pl.Int64,
    "status": pl.String,
    "returned_order_id": pl.Int64,
}
"""Orders go by our id. A sale of a source without order numbers has one too: nothing but a reversal asks for
it, and reversals of such sources carry none."""

STATUS: Final = "CASE kind WHEN 'return' THEN 'returned' WHEN 'cancel' THEN 'cancelled' END"

OWN_ORDER: Final = """
    CASE WHEN kind = 'sale' THEN order_id
    ELSE (SELECT own.id FROM purchases_order own WHERE own.id = line.order_id AND own.numbered) END"""

NAMED_ORDER: Final = """
    CASE WHEN names_order <> '' THEN coalesce((
        SELECT named.id FROM purchases_order own
        JOIN purchases_order named ON named.source = own.source AND named.external_id = line.names_order
        WHERE own.id = line.order_id
    ), -1) END"""
"""-1: it names an order that we do not have, which is not the same as naming none."""

COLUMNS: Final = f"""customer_id, {micros("ordered_at")}, amount, {OWN_ORDER}, line_no, product_id, quantity,
    {STATUS}, {NAMED_ORDER}"""


def lines_of(customers: Sequence[int]) -> pa.Table:
    """The lines of some customers as this transaction sees them. 1 SQL query."""
    return with_ties_settled(copying.read(_LINES_OF, [list(customers)], FOR_ANALYTICS)).to_arrow()


def with_ties_settled(lines: pl.DataFrame) -> pl.DataFrame:
    """Make lines of one instant sort as their source's own numbers would.

    `otokui.analytics` takes reversals one after the other; where the time leaves the order of two lines open
    it goes by order number, then by line number. Our ids were given in another order. So for customers with a
    reversal and two lines at one instant they are replaced by the rank of the order's number, below zero, and
    line and order numbers that the source never gave vanish. 0 or 1 SQL query.
    """
    returning = lines.filter(pl.col("status").is_not_null()).select("customer_id").unique()
    if returning.is_empty():
        return lines
    instants = lines.join(returning, on="customer_id").group_by("customer_id", "ordered_at").len()
    tied = instants.filter(pl.col("len") > 1).select("customer_id").unique()
    orders = lines.join(tied, on="customer_id")["order_id"].drop_nulls().unique()
    known = copying.read(_NUMBERS, [orders.to_list()], _NUMBERS_OF)
    ranked = known.sort("external_id", "source").with_columns(rank=pl.int_range(pl.len()) - pl.len() - 1)
    ranked = ranked.with_columns(rank=pl.when("numbered").then("rank"))
    named = ranked.select(returned_order_id="id", named_rank="rank")
    lines = lines.join(ranked, left_on="order_id", right_on="id", how="left", maintain_order="left")
    lines = lines.join(named, on="returned_order_id", how="left", maintain_order="left")
    ours = (pl.col("lines_numbered") == False).fill_null(pl.col("order_id").is_null())  # noqa: E712
    return lines.with_columns(
        order_id=pl.when(pl.col("numbered").is_null()).then("order_id").otherwise("rank"),
        returned_order_id=pl.coalesce("named_rank", "returned_order_id"),
        line_no=pl.when(~ours).then("line_no"),
    ).select(list(FOR_ANALYTICS))


_NUMBERS_OF: Final = {
    "id": pl.Int64,
    "source": pl.String,
    "external_id": pl.String,
    "numbered": pl.Boolean,
    "lines_numbered": pl.Boolean,
}

_NUMBERS = "SELECT id, source, external_id, numbered, lines_numbered FROM purchases_order WHERE id = ANY(%s)"

# One index walk a customer, whatever the planner thinks of a table that it has not analysed yet.
_LINES_OF = f"""
SELECT {COLUMNS}
FROM unnest(%s::bigint[]) AS wanted (id)
CROSS JOIN LATERAL (SELECT * FROM purchases_orderline WHERE customer_id = wanted.id OFFSET 0) line"""
