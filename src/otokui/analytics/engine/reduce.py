"""The doors of the reduce step. Which engine ran can be told by nothing but the time it took."""

from __future__ import annotations

import sys
from concurrent.futures import ThreadPoolExecutor
from itertools import pairwise
from typing import Literal

import polars as pl
import pyarrow as pa

from otokui.analytics import schema
from otokui.analytics.engine import columnar, compiled, native
from otokui.analytics.engine.days import Daily, daily, order_days, sorted_daily

Engine = Literal["columnar", "compiled"]

PIECE = 1 << 18
"""Entries the columnar engine takes at a time when they are in order."""

WARM = 200_000
"""Entries from which the compiled pass pays when its loader is there already."""
LARGE = 1_000_000
"""Entries from which loading the compiled pass pays."""
FIRST = 3_000_000
"""Entries from which compiling it pays, once on a machine."""

EVER = (1 << 31) - 1
NEVER = -(1 << 31)


def reduce_customers(entries: pl.DataFrame, *, engine: Engine | None = None) -> pa.Table:
    """`schema.STATES`, one row a customer in `entries` (a customer whose every line fell away included).

    `engine` None: the one that is faster here.
    """
    if _is_compiled(entries, engine):
        return compiled.customer_states(entries, NEVER)[0]
    return _columnar(entries, [EVER])[0]


def reduce_now_and_then(
    entries: pl.DataFrame, then: int, *, engine: Engine | None = None
) -> tuple[pa.Table, pa.Table]:
    """`reduce_customers`, and `schema.PLACED` of the entries up to day `then` (since 1970), in one go."""
    if _is_compiled(entries, engine):
        return compiled.customer_states(entries, then)
    now, before = _columnar(entries, [EVER, then])
    return now, before.select(schema.PLACED.names)


def prepare(entries: pl.DataFrame, expected: int) -> None:
    """Compile the pass for entries like these if it pays for so many, though they come in small parts."""
    if expected >= FIRST and not native.is_ready() and "order_id" not in entries.columns:
        compiled.customer_states(entries.head(1), NEVER)


def _is_compiled(entries: pl.DataFrame, engine: Engine | None) -> bool:
    return (engine or _faster(entries.height)) == "compiled" and "order_id" not in entries.columns


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
    if entries < WARM:
        return "columnar"
    loaded = "llvmlite.binding" in sys.modules
    pays = loaded or entries >= LARGE
    return "compiled" if pays and (entries >= FIRST or native.is_ready()) else "columnar"
