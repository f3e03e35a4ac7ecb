"""The doors of the reduce step. Which engine ran can be told by nothing but the time it took."""

import sys
from typing import Literal

import polars as pl
import pyarrow as pa

from otokui.analytics.engine import columnar, compiled
from otokui.analytics.engine.days import order_days

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
    single_orders = "order_id" in entries.columns
    if (engine or _faster(entries.height)) == "compiled" and not single_orders:
        return compiled.customer_states(entries, (1 << 31) - 1 if until is None else until)
    if until is not None:
        entries = entries.filter(pl.col("day") <= until)
    return columnar.customer_states(order_days(entries, ["customer_id"]))


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
