"""Who moved: class × state a calendar month ago → class × state now, both under the run's A."""

from __future__ import annotations

import calendar
from collections.abc import Iterable, Iterator
from datetime import date
from functools import partial

import numpy as np
import polars as pl
import pyarrow as pa

from otokui.analytics import schema
from otokui.analytics.arrays import BATCH, two_at_a_time
from otokui.analytics.lifecycle import Codes, Facts, Ints, classify, state_of
from otokui.analytics.parameters import RunParameters
from otokui.analytics.schema import CLASSES, NO_STATE, STATE_NAMES

WIDTH = len(STATE_NAMES) + 1
PLACES = [f"{name}/{state}" for name in CLASSES for state in (*STATE_NAMES, NO_STATE)]
NEW = "new"
"""Where a customer comes from who was not in the books a month ago."""


def month_before(day: date) -> date:
    """The same day of the month before, or that month's last day."""
    year, month = (day.year, day.month - 1) if day.month > 1 else (day.year - 1, 12)
    return date(year, month, min(day.day, calendar.monthrange(year, month)[1]))


def transitions(
    before: pa.Table, now: pa.Table, parameters: RunParameters, on: tuple[date, date]
) -> pa.Table:
    """`schema.TRANSITIONS` from STATES rows at the two days `on` = (before, now).

    Sums over `to` give the head-counts now, sums over `from` those of then (NEW apart).
    """
    passing = partial(_passing, parameters=parameters, on=on)
    counts = two_at_a_time(lambda pair: _counted(*passing(pair)), list(_pairs(before, now)))
    return _named(np.sum(counts, axis=0))


def head_counts(moves: pa.Table) -> dict[str, dict[str, int]]:
    """`tally` of the customers now, from `schema.TRANSITIONS`."""
    return tally((*place.split("/"), customers) for _, place, customers in pl.DataFrame(moves).iter_rows())


def tally(places: Iterable[tuple[str, str, int]]) -> dict[str, dict[str, int]]:
    """class → state → number of customers; every class and state is there, prospects have the state
    `none`."""
    counts = {name: dict.fromkeys(STATE_NAMES, 0) for name in CLASSES[1:]}
    found = {CLASSES[0]: {NO_STATE: 0}, **counts}
    for name, state, customers in places:
        found[name][state] += customers
    return found


def passages(
    before: pa.Table, now: pa.Table, parameters: RunParameters, on: tuple[date, date]
) -> tuple[Codes, Codes]:
    """Where each customer of `now` came from (a number into PLACES and, after them, NEW) and stands."""
    passing = partial(_passing, parameters=parameters, on=on)
    came_from, here = zip(*two_at_a_time(passing, list(_pairs(before, now))), strict=True)
    return np.concatenate(came_from), np.concatenate(here)


def count_passages(came_from: Codes, here: Codes) -> pa.Table:
    """`schema.TRANSITIONS` of these passages."""
    return _named(_counted(came_from, here))


def _pairs(before: pa.Table, now: pa.Table) -> Iterator[tuple[pa.Table, pa.Table]]:
    """BATCH rows of now after BATCH rows (at least once), with the rows then of the same customers."""
    begin = 0
    for start in range(0, now.num_rows, BATCH) or [0]:
        rows = now.slice(start, BATCH)
        some = before.slice(begin, rows.num_rows)
        if some.num_rows:
            ids = pl.Series(values=some["customer_id"])
            some = some.slice(0, int(ids.search_sorted(rows["customer_id"][-1].as_py(), "right")))
        begin += some.num_rows
        yield some, rows


def _passing(
    pair: tuple[pa.Table, pa.Table], *, parameters: RunParameters, on: tuple[date, date]
) -> tuple[Codes, Codes]:
    before, now = pair
    there, here = (_places(rows, parameters, day) for rows, day in zip(pair, on, strict=True))
    came_from = np.full(len(here), len(PLACES), dtype=np.int8)
    came_from[_rows_of(before["customer_id"], now["customer_id"])] = there
    return came_from, here


def _counted(came_from: Codes, here: Codes) -> Ints:
    """How many passed from each place to each."""
    size = len(PLACES)
    numbers = came_from * np.int16(size) + here
    return np.bincount(numbers, minlength=(size + 1) * size).reshape(size + 1, size)


def _named(pairs: Ints) -> pa.Table:
    names = [*PLACES, NEW]
    moved = sorted((names[a], PLACES[b], int(pairs[a, b])) for a, b in np.argwhere(pairs))
    frame = pl.DataFrame(
        moved,
        schema={name: pl.Int64 if name == "customers" else pl.String for name in schema.TRANSITIONS.names},
        orient="row",
    )
    return frame.to_arrow().cast(schema.TRANSITIONS)


def _places(states: pa.Table, parameters: RunParameters, day: date) -> Codes:
    """Each customer's place, as a number into PLACES."""
    return places_of(Facts.of(states), parameters, (day - date(1970, 1, 1)).days)


def places_of(facts: Facts, parameters: RunParameters, today: int) -> Codes:
    """The place of customers with these facts on a day (since 1970), as a number into PLACES."""
    thresholds = parameters.settings.thresholds
    kinds = state_of(facts, thresholds, today)
    none = (kinds < 0) * np.int8(1 + len(STATE_NAMES))
    return classify(facts, thresholds, parameters.bar, today) * np.int8(WIDTH) + kinds + none


def _rows_of(some: pa.ChunkedArray, everybody: pa.ChunkedArray) -> Ints:
    """The rows in `everybody` of `some` of them; both sorted, each once."""
    if len(some) == len(everybody):
        return np.arange(len(some))
    if pa.types.is_integer(everybody.type):
        ids, asked = (pl.Series(values=one).to_numpy() for one in (everybody, some))
        return np.flatnonzero(np.isin(ids, asked, assume_unique=True))
    return pl.Series(values=everybody).is_in(pl.Series(values=some)).arg_true().to_numpy()
