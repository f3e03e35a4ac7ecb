"""Entries → customers' state rows in one compiled pass, piece by piece where the entries lie."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

import numpy as np
import polars as pl
import pyarrow as pa

from otokui.analytics import schema
from otokui.analytics.arrays import column, dates
from otokui.analytics.engine import kernel, native
from otokui.analytics.engine.columnar import RECENT, id_array, state_table
from otokui.analytics.engine.days import Ints
from otokui.analytics.engine.fixed import ln_table

PIECE = 1 << 20
"""Entries of a piece, about: the work is shared out piece by piece."""
BLOCK = 1 << 9
"""Entries the pass looks at together: their order days stay in the processor's innermost cache."""

Piece = tuple[Any, ...]
"""owner, day, value, money: numpy columns that hold all entries of their owners."""


def customer_states(entries: pl.DataFrame, then: int) -> tuple[pa.Table, pa.Table]:
    """STATES, and PLACED as of day `then`; the bytes of `columnar`.

    Entries sorted by customer and day are read where they lie, others are sorted first.
    """
    return _reduce(entries, then) or _reduce(entries.sort("customer_id", "day"), then) or _nobody(entries)


def _nobody(entries: pl.DataFrame) -> tuple[pa.Table, pa.Table]:
    out = _Out.of([], [])
    kind = entries.schema["customer_id"]
    return out.states(kind), out.placed(kind)


def _reduce(entries: pl.DataFrame, then: int) -> tuple[pa.Table, pa.Table] | None:
    """None when the entries do not lie in order (or are none)."""
    pieces = list(_whole(_chunks(entries)))
    if not pieces or any(one[0][-1] >= other[0][0] for one, other in pairwise(pieces)):
        return None
    with ThreadPoolExecutor(max_workers=min(pl.thread_pool_size(), len(pieces))) as pool:
        owners = list(pool.map(lambda piece: native.call("count_owners", piece[0]), pieces))
        out = _Out.of([len(piece[0]) for piece in pieces], owners)
        done = list(pool.map(lambda number: out.fill(number, pieces[number], then), range(len(pieces))))
    kind = entries.schema["customer_id"]
    return (out.states(kind), out.placed(kind)) if all(done) else None


def _chunks(entries: pl.DataFrame) -> Iterator[Piece]:
    """The columns as they lie in memory, cut to about PIECE entries."""
    names = ["customer_id", "day", "value", "money" if "money" in entries.columns else "value"]
    columns = [entries[name].to_physical() for name in names]
    if columns[0].dtype in (pl.UInt8, pl.UInt16, pl.UInt32):
        columns[0] = columns[0].cast(pl.UInt32)
    elif columns[0].dtype != pl.Int64:
        columns[0] = columns[0].cast(pl.Int64)
    if len({tuple(one.chunk_lengths()) for one in columns}) > 1:
        columns = [one.rechunk() for one in columns]
    for parts in zip(*(one.get_chunks() for one in columns), strict=True):
        arrays = [part.to_numpy() for part in parts]
        for start in range(0, len(arrays[0]), PIECE):
            yield tuple(array[start : start + PIECE] for array in arrays)


def _whole(chunks: Iterator[Piece]) -> Iterator[Piece]:
    """The same entries in pieces that part no owner, if they lie in order: an owner who lies across a border
    is put together in a small piece."""
    rest: list[Piece] = []
    for chunk in chunks:
        owner = chunk[0]
        begin = int(np.searchsorted(owner, owner[0], "right"))
        if begin < len(owner):
            end = int(np.searchsorted(owner, owner[-1], "left"))
            yield _joined([*rest, tuple(column[:begin] for column in chunk)])
            if begin < end:
                yield tuple(column[begin:end] for column in chunk)
            chunk, rest = tuple(column[end:] for column in chunk), []
        rest.append(chunk)
    if rest:
        yield _joined(rest)


def _joined(parts: list[Piece]) -> Piece:
    return tuple(np.concatenate(columns) for columns in zip(*parts, strict=True))


@dataclass(frozen=True, slots=True)
class _Out:
    """What the pass writes. Piece n has the rows from `start[n]` on, `recent[n]`, `then[n]` to itself."""

    start: Ints
    numbers: Ints
    days: Any
    recent: list[Ints]
    then: list[tuple[Ints, Any]]
    written: Ints

    @classmethod
    def of(cls, entries: list[int], owners: list[int]) -> _Out:
        """Room for pieces of so many entries and owners.

        In one stretch of Arrow's memory, which a later run gets again without a fault for each page.
        """
        everybody = sum(owners)
        recent = [min(owner * RECENT, rows) + 1 for owner, rows in zip(owners, entries, strict=True)]
        whole, half = len(kernel.NUMBERS) + len(kernel.THEN), len(kernel.DAYS) + 2
        size = everybody * whole + sum(recent) + (everybody * half + 1) // 2
        room = np.frombuffer(pa.allocate_buffer(8 * size), np.int64)
        numbers, rest = _cut(room, len(kernel.NUMBERS), everybody)
        values, then = [], []
        for owner, length in zip(owners, recent, strict=True):
            (some,), rest = _cut(rest, 1, length)
            values.append(some)
            some, rest = _cut(rest, len(kernel.THEN), owner)
            then.append(some)
        days, rest = _cut(rest.view(np.int32), len(kernel.DAYS), everybody)
        then_days = []
        for owner in owners:
            some, rest = _cut(rest, 2, owner)
            then_days.append(some)
        return cls(
            start=np.concatenate(([0], np.cumsum(owners))).astype(np.int64),
            numbers=numbers,
            days=days,
            recent=values,
            then=list(zip(then, then_days, strict=True)),
            written=np.zeros((len(owners), 2), np.int64),
        )

    def fill(self, number: int, piece: Piece, then: int) -> bool:
        """Run the pass over one piece; False when it is not in order."""
        daily = np.empty((len(kernel.DAILY), BLOCK), np.int64)
        room = self.numbers, self.days, self.recent[number], *self.then[number], self.written[number]
        begin = int(self.start[number])
        return native.call("reduce_rows", *piece, then, ln_table(), daily, begin, *room) != kernel.UNSORTED

    def states(self, kind: pl.DataType) -> pa.Table:
        owner, orders, net, squares, logs = self.numbers
        first, last, previous = self.days
        columns = {
            **_head(owner, orders, first, last, net, kind),
            "previous_on": dates(previous, orders < 2),
            "gap_squares": column(squares),
            "gap_log": column(logs),
            "recent_values": pa.chunked_array(list(self._recent(orders)), pa.list_(pa.int64())),
        }
        return state_table(schema.STATES, columns)

    def _recent(self, orders: Ints) -> Iterator[pa.Array]:
        for number, values in enumerate(self.recent):
            lengths = np.minimum(orders[self.start[number] : self.start[number + 1]], RECENT)
            offsets = np.concatenate(([0], np.cumsum(lengths))).astype(np.int32)
            yield pa.ListArray.from_arrays(column(offsets), column(values[: self.written[number, 0]]))

    def placed(self, kind: pl.DataType) -> pa.Table:
        pieces = zip(self.then, self.written[:, 1], strict=True)
        tables = [_placed(numbers[:, :known], days[:, :known], kind) for (numbers, days), known in pieces]
        return pa.concat_tables(tables or [_placed(self.numbers[:3, :0], self.days[:2, :0], kind)])


def _cut(room: Any, rows: int, columns: int) -> tuple[Any, Any]:
    """(so many rows and columns of the room, what is left of it)."""
    size = rows * columns
    return room[:size].reshape(rows, columns), room[size:]


def _placed(numbers: Ints, days: Any, kind: pl.DataType) -> pa.Table:
    owner, orders, net = numbers
    first, last = days
    return state_table(schema.PLACED, _head(owner, orders, first, last, net, kind))


def _head(owner: Ints, orders: Ints, first: Any, last: Any, net: Ints, kind: pl.DataType) -> dict[str, Any]:
    return {
        "customer_id": id_array(owner_series(owner, kind)),
        "orders": column(orders),
        "first_on": dates(first, orders < 1),
        "last_on": dates(last, orders < 1),
        "net": column(net),
        "gaps": column(orders - (orders > 0)),
    }


def owner_series(owner: Ints, kind: pl.DataType) -> pl.Series:
    """The ids behind the numbers the kernel worked on."""
    if isinstance(kind, pl.Enum):
        return kind.categories.gather(pl.Series(owner, dtype=pl.UInt32))
    return pl.Series(owner).cast(kind)
