"""Order days → state rows with numpy: the reference of the reduce step."""

from __future__ import annotations

import numpy as np
import polars as pl
import pyarrow as pa

from otokui.analytics import schema
from otokui.analytics.arrays import column, dates
from otokui.analytics.engine.days import Ints, OrderDays
from otokui.analytics.engine.fixed import LONGEST, ln_table
from otokui.analytics.engine.habits import habits, medians, usual_quantities
from otokui.analytics.schema import with_ids

RECENT = 5


def customer_states(days: OrderDays) -> pa.Table:
    """STATES from the order days of customers."""
    columns = {**_ids(days), **_sums(days), "recent_values": _recent(days)}
    return state_table(schema.STATES, columns)


def product_states(days: OrderDays) -> pa.Table:
    """PRODUCT_STATES from the order days of customer × product; pairs without a counted day are left out."""
    gaps, offsets = days.gaps()
    hits, of, low, high = habits(gaps, offsets)
    none = of == 0
    columns = {
        **_ids(days),
        **_sums(days),
        "usual_quantity": usual_quantities(days),
        "gap_median": medians(gaps, offsets),
        "habit_hits": column(hits),
        "habit_gaps": column(of),
        "habit_lo": column(low, none),
        "habit_hi": column(high, none),
    }
    return state_table(schema.PRODUCT_STATES, columns).filter(column(days.counts() > 0))


def _ids(days: OrderDays) -> dict[str, pa.Array]:
    return {name: id_array(days.owners[name]) for name in days.owners.columns}


def id_array(ids: pl.Series) -> pa.Array:
    """Ids as Arrow has them at the doors: int64 or string."""
    if ids.dtype.is_integer():
        return ids.to_arrow()
    return ids.cast(pl.String).to_arrow().cast(pa.string())


def _sums(days: OrderDays) -> dict[str, pa.Array]:
    counts, start = days.counts(), days.start
    some = np.flatnonzero(counts > 0)
    first, last, previous = (np.zeros(len(counts), np.int32) for _ in range(3))
    first[some] = days.day[start[some]]
    last[some] = days.day[start[some + 1] - 1]
    more = np.flatnonzero(counts > 1)
    previous[more] = days.day[start[more + 1] - 2]
    gaps, offsets = days.gaps()
    gaps_of = np.diff(offsets)
    return {
        "orders": column(counts if days.times is None else _sum(days.times, start)),
        "first_on": dates(first, counts == 0),
        "last_on": dates(last, counts == 0),
        "previous_on": dates(previous, counts < 2),
        "net": column(days.net),
        "gaps": column(gaps_of),
        "gap_squares": column(_sum(gaps * gaps, offsets)),
        "gap_log": column(_sum(ln_table()[np.minimum(gaps, LONGEST)], offsets)),
    }


def _sum(values: Ints, offsets: Ints) -> Ints:
    """The sum of each stretch of `values`; an empty stretch is 0."""
    sums = np.zeros(len(offsets) - 1, dtype=np.int64)
    some = np.flatnonzero(np.diff(offsets) > 0)
    if len(some):
        sums[some] = np.add.reduceat(values, offsets[some])
    return sums


def _recent(days: OrderDays) -> pa.Array:
    lengths = np.minimum(days.counts(), RECENT)
    ends = days.start[1:]
    offsets = np.concatenate(([0], np.cumsum(lengths))).astype(np.int32)
    rows = np.arange(offsets[-1]) + np.repeat(ends - offsets[1:], lengths)
    return pa.ListArray.from_arrays(column(offsets), column(days.value[rows]))


def state_table(schema: pa.Schema, columns: dict[str, pa.Array]) -> pa.Table:
    """The columns as `schema` names them, ids in their own type, columns that are not there left out."""
    types = {name: columns[name].type for name in ("customer_id", "product_id") if name in columns}
    schema = pa.schema([field for field in with_ids(schema, **types) if field.name in columns])
    return pa.Table.from_arrays([columns[name] for name in schema.names], schema=schema)
