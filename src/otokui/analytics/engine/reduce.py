"""The doors of the reduce step. Which engine ran can be told by nothing but the time it took."""

import sys
from typing import Literal

import polars as pl
import pyarrow as pa

from otokui.analytics.engine import columnar, compiled
from otokui.analytics.engine.days import daily, order_days

EVER = (1 << 31) - 1
"""A day after all others."""

Engine = Literal["columnar", "compiled"]

LARGE = 20_000_000
"""Entries from which loading numba pays."""
WARM = 200_000
"""Entries from which the compiled pass pays when numba is loaded already."""


def reduce_customers(
    entries: pl.DataFrame, *, until: int | None = None, engine: Engine | None = None
) -> pa.Table:
    """`schema.STATES`, one row a customer in `entries` (a customer whose every line fell away included).

    `until`: entries after this day (since 1970) are unseen. `engine` None: the one that is faster here.
    """
    return reduce_customers_at(entries, [EVER if until is None else until], engine=engine)[0]


def reduce_customers_at(
    entries: pl.DataFrame, untils: list[int], *, engine: Engine | None = None
) -> list[pa.Table]:
    """`reduce_customers` at several days, cheaper than one by one."""
    single_orders = "order_id" in entries.columns
    if (engine or _faster(entries.height)) == "compiled" and not single_orders:
        return compiled.customer_states(entries, untils)
    days = daily(entries, ["customer_id"])
    return [
        columnar.customer_states((days if until == EVER else days.until(until)).order_days())
        for until in untils
    ]


def reduce_products(entries: pl.DataFrame) -> pa.Table:
    """`schema.PRODUCT_STATES`, one row a customer and product with a counted purchase of it.

    Without a product column there are none.
    """
    if "product_id" not in entries.columns:
        entries = entries.clear().with_columns(pl.Series("product_id", [], pl.String))
    return columnar.product_states(order_days(entries, ["customer_id", "product_id"]))


def _faster(entries: int) -> Engine:
    loaded = "otokui.analytics.engine.kernel" in sys.modules
    return "compiled" if entries >= (WARM if loaded else LARGE) else "columnar"
