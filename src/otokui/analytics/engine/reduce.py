"""The doors of the reduce step. Which engine ran can be told by nothing but the time it took."""

import polars as pl
import pyarrow as pa

from otokui.analytics.engine.columnar import customer_states, product_states
from otokui.analytics.engine.days import order_days


def reduce_customers(entries: pl.DataFrame) -> pa.Table:
    """`schema.STATES`, one row a customer in `entries` (a customer whose every line fell away included)."""
    return customer_states(order_days(entries, ["customer_id"]))


def reduce_products(entries: pl.DataFrame) -> pa.Table:
    """`schema.PRODUCT_STATES`, one row a customer and product with a counted purchase of it.

    Without a product column there are none.
    """
    if "product_id" not in entries.columns:
        entries = entries.clear().with_columns(pl.Series("product_id", [], pl.String))
    return product_states(order_days(entries, ["customer_id", "product_id"]))
