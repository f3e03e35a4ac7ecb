"""Entries → customers' state rows in one compiled pass, in two threads over halves of the owners."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import numpy as np
import polars as pl
import pyarrow as pa

from otokui.analytics.engine.columnar import dates, id_array, state_table
from otokui.analytics.engine.days import Ints
from otokui.analytics.engine.fixed import ln_table
from otokui.analytics.schema import STATES


def customer_states(entries: pl.DataFrame, untils: list[int]) -> list[pa.Table]:
    """STATES from the entries up to each day of `untils`; the same bytes as `columnar.customer_states`.

    Entries sorted by customer and day are read where they lie, others are sorted first.
    """
    from otokui.analytics.engine import kernel

    if not _is_sorted(entries):
        entries = entries.sort("customer_id", "day")
    owner = entries["customer_id"].to_physical().to_numpy()
    day, value = entries["day"].to_numpy(), entries["value"].to_numpy()
    money = entries["money"].to_numpy() if "money" in entries.columns else value
    pieces = _pieces(owner)
    counts = _each(lambda piece: kernel.count_owners(owner, *piece), pieces)
    begins = [sum(counts[:number]) for number in range(len(pieces))]
    jobs = list(zip(pieces, begins, counts, strict=True))
    logs = ln_table()
    kind = entries.schema["customer_id"]

    def table(until: int) -> pa.Table:
        out = np.empty((len(kernel.COLUMNS), sum(counts)), dtype=np.int64)

        def work(job: tuple[tuple[int, int], int, int]) -> Ints:
            (begin, end), at, owners = job
            recent = np.empty(min(owners * kernel.RECENT, end - begin), dtype=np.int64)
            written = kernel.reduce_rows(owner, day, value, money, until, logs, begin, end, at, out, recent)
            return recent[:written]

        recent = _each(work, jobs)
        return _table(kind, out, np.concatenate(recent) if recent else np.zeros(0, np.int64), kernel.RECENT)

    return [table(until) for until in untils]


def _is_sorted(entries: pl.DataFrame) -> bool:
    from otokui.analytics.engine import kernel

    owner, day = entries["customer_id"].to_physical().to_numpy(), entries["day"].to_numpy()
    pieces = _pieces(owner)
    inside = _each(lambda piece: kernel.is_sorted(owner, day, *piece), pieces)
    return all(inside) and all(owner[end - 1] < owner[end] for _, end in pieces[:-1])


def _pieces(owner: Any) -> list[tuple[int, int]]:
    """The rows in two pieces that part no owner's run."""
    length = len(owner)
    middle = length // 2
    while 0 < middle < length and owner[middle] == owner[middle - 1]:
        middle += 1
    return [piece for piece in ((0, middle), (middle, length)) if piece[0] < piece[1]]


def _each(work: Callable[[Any], Any], pieces: list[Any]) -> list[Any]:
    """`work` on all pieces at once; the compiled code runs outside Python's lock."""
    if len(pieces) < 2:
        return [work(piece) for piece in pieces]
    with ThreadPoolExecutor(max_workers=len(pieces)) as pool:
        return list(pool.map(work, pieces))


def _table(kind: pl.DataType, out: Ints, recent: Ints, at_most: int) -> pa.Table:
    if not out[1].all():
        out = np.ascontiguousarray(out[:, out[1] > 0])
    owner, _, orders, first, last, previous, net, squares, logs = out
    offsets = np.concatenate(([0], np.cumsum(np.minimum(orders, at_most)))).astype(np.int32)
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


def owner_series(owner: Any, kind: pl.DataType) -> pl.Series:
    """The ids behind the numbers the kernel worked on."""
    if isinstance(kind, pl.Enum):
        return kind.categories.gather(pl.Series(owner, dtype=pl.UInt32))
    return pl.Series(owner).cast(kind)
