"""Entries → customers' state rows in one compiled pass, in two threads over halves of the owners."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import numpy as np
import polars as pl
import pyarrow as pa

from otokui.analytics.engine.columnar import RECENT, dates, id_array, state_table
from otokui.analytics.engine.days import Ints
from otokui.analytics.engine.fixed import ln_table
from otokui.analytics.schema import STATES


def customer_states(entries: pl.DataFrame, untils: list[int]) -> list[pa.Table]:
    """STATES from the entries up to each day of `untils`; the same bytes as `columnar.customer_states`.

    Entries sorted by customer and day are read where they lie, others are sorted first.
    """
    days = sorted(set(untils))
    columns = _columns(entries)
    pieces = _counted_pieces(columns)
    if pieces is None:
        columns = _columns(entries.sort("customer_id", "day"))
        pieces = _counted_pieces(columns) or []
    kind = entries.schema["customer_id"]
    tables = _each(lambda piece: _reduce(piece, columns, np.array(days), kind), pieces)
    if not tables:
        nobody = _table(kind, np.zeros((5, 0), np.int64), np.zeros((3, 0), np.int32), np.zeros(0, np.int64))
        return [nobody] * len(untils)
    return [pa.concat_tables([piece[days.index(until)] for piece in tables]) for until in untils]


Piece = tuple[int, int, int]
"""First row, row after the last, and how many owners they have."""


def _columns(entries: pl.DataFrame) -> tuple[Any, ...]:
    owner = entries["customer_id"].to_physical().to_numpy()
    value = entries["value"].to_numpy()
    money = entries["money"].to_numpy() if "money" in entries.columns else value
    return owner, entries["day"].to_numpy(), value, money


def _counted_pieces(columns: tuple[Any, ...]) -> list[Piece] | None:
    """The rows in at most two pieces that part no owner; None when they are not sorted."""
    from otokui.analytics.engine import kernel

    owner, day = columns[:2]
    length = len(owner)
    middle = length // 2
    while 0 < middle < length and owner[middle] == owner[middle - 1]:
        middle += 1
    if 0 < middle < length and owner[middle] < owner[middle - 1]:
        return None
    pieces = [piece for piece in ((0, middle), (middle, length)) if piece[0] < piece[1]]
    counts = _each(lambda piece: int(kernel.count_owners(owner, day, *piece)), pieces)
    if any(count < 0 for count in counts):
        return None
    return [(*piece, count) for piece, count in zip(pieces, counts, strict=True)]


def _each(work: Callable[[Any], Any], pieces: list[Any]) -> list[Any]:
    """`work` on all pieces at once; the compiled code runs outside Python's lock."""
    if len(pieces) < 2:
        return [work(piece) for piece in pieces]
    with ThreadPoolExecutor(max_workers=len(pieces)) as pool:
        return list(pool.map(work, pieces))


def _reduce(piece: Piece, columns: tuple[Any, ...], untils: Ints, kind: pl.DataType) -> list[pa.Table]:
    """The state rows of one piece at each of the rising days."""
    from otokui.analytics.engine import kernel

    begin, end, owners = piece
    turns = len(untils)
    numbers = np.empty((turns, len(kernel.NUMBERS), owners), dtype=np.int64)
    days = np.empty((turns, len(kernel.DAYS), owners), dtype=np.int32)
    recent = np.empty((turns, min(owners * kernel.RECENT, end - begin)), dtype=np.int64)
    counts, written = np.zeros(turns, np.int64), np.zeros(turns, np.int64)
    owner, day, value, money = columns
    logs = ln_table()
    kernel.reduce_rows(
        owner, day, value, money, untils, logs, begin, end, numbers, days, recent, counts, written
    )
    return [
        _table(kind, numbers[turn, :, :rows], days[turn, :, :rows], recent[turn, : written[turn]])
        for turn, rows in enumerate(counts)
    ]


def _table(kind: pl.DataType, numbers: Ints, days: Any, recent: Ints) -> pa.Table:
    owner, orders, net, squares, logs = numbers
    first, last, previous = days
    offsets = np.concatenate(([0], np.cumsum(np.minimum(orders, RECENT)))).astype(np.int32)
    columns = {
        "customer_id": id_array(owner_series(owner, kind)),
        "orders": pa.array(orders),
        "first_on": dates(first, orders < 1),
        "last_on": dates(last, orders < 1),
        "previous_on": dates(previous, orders < 2),
        "net": pa.array(net),
        "gaps": pa.array(np.maximum(orders - 1, 0)),
        "gap_squares": pa.array(squares),
        "gap_log": pa.array(logs),
        "recent_values": pa.ListArray.from_arrays(pa.array(offsets), pa.array(recent)),
    }
    return state_table(STATES, columns)


def owner_series(owner: Ints, kind: pl.DataType) -> pl.Series:
    """The ids behind the numbers the kernel worked on."""
    if isinstance(kind, pl.Enum):
        return kind.categories.gather(pl.Series(owner, dtype=pl.UInt32))
    return pl.Series(owner).cast(kind)
