"""The doors of the reduce step. Which engine ran can be told by nothing but the time it took."""

import sys
from concurrent.futures import ThreadPoolExecutor
from itertools import pairwise
from typing import Literal

import polars as pl
import pyarrow as pa

from otokui.analytics.engine import columnar, compiled
from otokui.analytics.engine.days import Daily, daily, order_days, sorted_daily

EVER = (1 << 31) - 1
"""A day after all others."""

Engine = Literal["columnar", "compiled"]

PIECE = 1 << 18
"""Entries the columnar engine takes at a time when they are in order."""

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
    return _columnar(entries, untils)


def _columnar(entries: pl.DataFrame, untils: list[int]) -> list[pa.Table]:
    """Entries in order of customer and day piece by piece, small enough for the cache; others as a whole."""
    pieces = [] if "order_id" in entries.columns else _pieces(entries)

    def reduce(piece: pl.DataFrame) -> list[pa.Table] | None:
        days = sorted_daily(piece)
        return None if days is None else _at(days, untils)

    with ThreadPoolExecutor(max_workers=2) as pool:
        tables = list(pool.map(reduce, pieces)) if len(pieces) > 1 else [reduce(piece) for piece in pieces]
    done = [table for table in tables if table is not None]
    if not pieces or len(done) < len(tables):
        return _at(daily(entries, ["customer_id"]), untils)
    return [pa.concat_tables(parts) for parts in zip(*done, strict=True)]


def _at(days: Daily, untils: list[int]) -> list[pa.Table]:
    return [
        columnar.customer_states((days if until == EVER else days.until(until)).order_days())
        for until in untils
    ]


def _pieces(entries: pl.DataFrame) -> list[pl.DataFrame]:
    """Slices that part no customer; none when the slices' customers are not in order."""
    owner = entries["customer_id"].to_physical().to_numpy()
    borders = [0]
    while borders[-1] < len(owner):
        border = min(borders[-1] + PIECE, len(owner))
        while border < len(owner) and owner[border] == owner[border - 1]:
            border += 1
        if border < len(owner) and owner[border] < owner[border - 1]:
            return []
        borders.append(border)
    return [entries.slice(begin, end - begin) for begin, end in pairwise(borders)]


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
