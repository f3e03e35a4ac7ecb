"""Lines of one instant in the order in which their source's own numbers put them.

`otokui.analytics` takes reversals one after the other; where the time leaves the order of two lines open it
goes by order number, line number, product, money and quantity. Our own ids were given in another order and
must not decide. This concerns customers with a reversal and two lines at one instant only: mostly files that
know days but no times.
"""

from __future__ import annotations

from typing import Final

import polars as pl

from otokui.domain.purchases.adapters import copying

_ORDERS: Final = copying.Kinds(
    {
        "order_id": "Int64",
        "source": "String",
        "external_id": "String",
        "numbered": "Boolean",
        "lines_numbered": "Boolean",
    }
)
_PRODUCTS: Final = copying.Kinds({"product_id": "Int64", "code": "String"})
_SELECT = """
    SELECT id, source, external_id, numbered, lines_numbered, NULL, NULL
    FROM purchases_order WHERE id = ANY(%s)
    UNION ALL
    SELECT NULL, NULL, NULL, NULL, NULL, id, code FROM purchases_product WHERE id = ANY(%s)"""


def with_ties_settled(lines: pl.DataFrame) -> pl.DataFrame:
    """The same lines; where it matters with the rank of the order's number (below zero) as order ids, and
    with the rank of the line's content as line numbers where the source gave none. 0 or 1 SQL query.
    """
    if lines["status"].null_count() == lines.height:
        return lines
    returning = lines.filter(pl.col("status").is_not_null()).select("customer_id").unique()
    instants = lines.join(returning, on="customer_id").group_by("customer_id", "ordered_at").len()
    tied = instants.filter(pl.col("len") > 1).select("customer_id").unique()
    if tied.is_empty():
        return lines
    rest = lines.join(tied, on="customer_id", how="anti")
    concerned = lines.join(tied, on="customer_id")
    orders, products = _named_in(concerned)
    return pl.concat([rest, _by_content(_by_number(concerned, orders), products)])


def _named_in(lines: pl.DataFrame) -> tuple[pl.DataFrame, pl.DataFrame]:
    """The orders and products that these lines name, as their source calls them."""
    orders = pl.concat([lines["order_id"], lines["returned_order_id"]]).drop_nulls().unique()
    products = lines["product_id"].drop_nulls().unique()
    found = copying.read(_SELECT, [orders.to_list(), products.to_list()], _ORDERS | _PRODUCTS)
    return (
        found.filter(pl.col("order_id").is_not_null()).select(list(_ORDERS)),
        found.filter(pl.col("product_id").is_not_null()).select(list(_PRODUCTS)),
    )


def _by_number(lines: pl.DataFrame, orders: pl.DataFrame) -> pl.DataFrame:
    orders = orders.sort("external_id", "source")
    rank = pl.when("numbered").then(pl.int_range(pl.len()) - pl.len() - 1)
    orders = orders.with_columns(rank=rank, known=pl.lit(True))
    of_named = orders.select(returned_order_id="order_id", returned_rank="rank")
    lines = lines.join(orders, on="order_id", how="left").join(of_named, on="returned_order_id", how="left")
    return lines.with_columns(
        order_id=pl.when("known").then("rank").otherwise("order_id"),
        returned_order_id=pl.coalesce("returned_rank", "returned_order_id"),
    )


def _by_content(lines: pl.DataFrame, products: pl.DataFrame) -> pl.DataFrame:
    lines = lines.join(products, on="product_id", how="left")
    lines = lines.sort("code", "amount", "quantity", "returned_order_id", "status")
    ours = ~pl.col("lines_numbered").fill_null(False) | (pl.col("line_no") < 0)
    numbers = (pl.int_range(pl.len()) - pl.len()).cast(lines.schema["line_no"])  # before all that have one
    return lines.with_columns(line_no=pl.when(ours).then(numbers).otherwise("line_no")).select(
        _columns(lines)
    )


def _columns(lines: pl.DataFrame) -> list[str]:
    extra = {*_ORDERS, *_PRODUCTS, "rank", "known", "returned_rank"} - {"order_id", "product_id"}
    return [name for name in lines.columns if name not in extra]
