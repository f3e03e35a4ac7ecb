"""The summaries of some customers, derived again from all of their lines."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Final

import polars as pl
import pyarrow as pa
from django.db import IntegrityError

from otokui.analytics.discounts import discount_sums
from otokui.analytics.engine.reduce import reduce_customers, reduce_products
from otokui.analytics.ledger import open_books, settle
from otokui.analytics.settings import Settings
from otokui.domain.accounts.types import BusinessSettings
from otokui.domain.customers.public import hold_customers
from otokui.domain.purchases.adapters.summaries import (
    write_first_states,
    write_product_states,
    write_states,
)
from otokui.domain.purchases.queries.lines import lines_of

NEVER_CUT: Final = date(9999, 12, 31)


def derive_summaries(customers: Iterable[int], business: BusinessSettings) -> dict[int, int]:
    """Make the stored summaries of these customers exactly what `otokui.analytics` reduces from their lines.

    The caller holds the lock of these customers (`adapters.stored.lock_customers`). `IntegrityError` if one
    of them has been removed. Answers who of them is known as another customer now, and as whom. 5 SQL
    statements and up to 6 more where rows differ, whatever the number of customers.
    """
    ids = sorted(customers)
    if not ids:
        return {}
    states, products = reduce_lines(lines_of(ids), business)
    write_states(ids, states)
    write_product_states(ids, products)
    # What foreign keys of orders and lines would do, in one statement; as with them, at the end of the work.
    held = hold_customers(ids)
    if len(held) < len(ids):
        raise IntegrityError("a customer of these purchases has been removed")
    return {customer: into for customer, into in held.items() if into is not None}


def derive_first_summaries(sales: pl.DataFrame, business: BusinessSettings) -> None:
    """Insert the summaries of customers whose first lines, all of them sales, are these.

    Columns customer_id, ordered_at, amount, product_id, quantity and, if there, discount are read. 2 SQL
    statements. Raises `IntegrityError` if one of the customers has a summary by now.
    """
    if sales.is_empty():
        return
    read = ("customer_id", "ordered_at", "amount", "product_id", "quantity", "discount")
    lines = sales.select(name for name in read if name in sales.columns)
    write_first_states(*reduce_lines(lines.to_arrow(), business))


def reduce_lines(lines: pa.Table, business: BusinessSettings) -> tuple[pl.DataFrame, pl.DataFrame]:
    """States of customers (with `latest_line_on` and `discounts.SUMS`) and of customer × product, from all of
    their lines.
    """
    settings = Settings(time_zone=business.time_zone, day_start_minutes=business.day_start_minutes)
    books = open_books(lines, settings)
    entries = settle(books, settings, NEVER_CUT).entries
    more = books.frame.group_by("customer_id").agg(
        pl.col("day").max().cast(pl.Date).alias("latest_line_on"), *discount_sums(books.frame)
    )
    states = pl.DataFrame(reduce_customers(entries)).join(more, on="customer_id", how="left")
    return states, pl.DataFrame(reduce_products(entries))
