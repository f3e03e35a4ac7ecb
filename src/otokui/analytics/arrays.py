"""numpy ↔ Arrow without copies. pyarrow's own ways load pandas where there is one, to ask whether it was
given a Series: a second of start-up for nothing."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import lru_cache
from typing import TypeVar

import numpy as np
import polars as pl
import pyarrow as pa
from numpy.typing import NDArray

Ints = NDArray[np.int64]
Flags = NDArray[np.bool_]
Given = TypeVar("Given")
Made = TypeVar("Made")

BATCH = 1 << 16
"""Rows that are worked on at a time: few enough for the processor's cache."""


def in_batches(make: Callable[[pa.Table], Made], rows: pa.Table) -> list[Made]:
    """`make` of BATCH rows after BATCH rows (at least once), two at a time."""
    starts = range(0, rows.num_rows, BATCH) or [0]
    return two_at_a_time(make, [rows.slice(start, BATCH) for start in starts])


def two_at_a_time(make: Callable[[Given], Made], given: Sequence[Given]) -> list[Made]:
    """`make` of each, in order."""
    if len(given) < 2:
        return [make(one) for one in given]
    with ThreadPoolExecutor(max_workers=2) as pool:
        return list(pool.map(make, given))


def column(values: np.ndarray, missing: Flags | None = None) -> pa.Array:
    """The values as Arrow has them, null where `missing`. Lent, not copied: do not change them afterwards."""
    return _array(values, missing, pa.from_numpy_dtype(values.dtype))


def dates(days: np.ndarray, missing: Flags | None = None) -> pa.Array:
    """Days since 1970 as date32, null where `missing`."""
    return _array(days.astype(np.int32, copy=False), missing, pa.date32())


@lru_cache(maxsize=64)
def text(values: tuple[str, ...]) -> pa.Array:
    """A column of text, the same ones again and again."""
    return pl.Series(values=values, dtype=pl.String).to_arrow().cast(pa.string())


def words(codes: np.ndarray, names: Sequence[str], missing: Flags | None = None) -> pa.Array:
    """The name of each code as text; negative codes and `missing` rows are null."""
    absent = codes < 0 if missing is None else missing | (codes < 0)
    if len(codes) == 1:  # a customer's page, for which the way of the tables would be a long one
        return pa.array([None if absent[0] else names[codes[0]]], pa.string())
    indices = column(codes.astype(np.int8, copy=False), absent)
    return pa.DictionaryArray.from_arrays(indices, text(tuple(names))).cast(pa.string())


def ints(table: pa.Table, name: str) -> Ints:
    """A column of whole numbers or days, 0 where it is null."""
    array = table.column(name).combine_chunks()
    known, values = array.buffers()
    begin, end = array.offset, array.offset + len(array)
    held = np.frombuffer(values or b"", f"i{array.type.bit_width // 8}")[begin:end]
    if array.null_count:
        bits = np.unpackbits(np.frombuffer(known, np.uint8), count=end, bitorder="little")
        held = np.where(bits[begin:], held, 0)
    return held.astype(np.int64, copy=False)


def _array(values: np.ndarray, missing: Flags | None, kind: pa.DataType) -> pa.Array:
    known = None
    if missing is not None and missing.any():
        known = pa.py_buffer(np.packbits(~missing, bitorder="little"))
    bits = values.dtype == np.bool_
    held = np.packbits(values, bitorder="little") if bits else np.ascontiguousarray(values)
    return pa.Array.from_buffers(kind, len(values), [known, pa.py_buffer(held)])
