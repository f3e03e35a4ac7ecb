"""Who moved: class × state a calendar month ago → class × state now, both under the run's A."""

import calendar
from collections.abc import Iterable
from datetime import date

import numpy as np
import polars as pl
import pyarrow as pa

from otokui.analytics.arrays import in_batches
from otokui.analytics.lifecycle import Codes, Facts, Ints, classify, state_of
from otokui.analytics.parameters import RunParameters
from otokui.analytics.schema import CLASSES, NO_STATE, STATE_NAMES, TRANSITIONS

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
    return count_passages(*passages(before, now, parameters, on))


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
    there, here = (_places(rows, parameters, day) for rows, day in zip((before, now), on, strict=True))
    came_from = np.full(len(here), len(PLACES), dtype=np.int8)
    came_from[_rows_of(before["customer_id"], now["customer_id"])] = there
    return came_from, here


def count_passages(came_from: Codes, here: Codes) -> pa.Table:
    """`schema.TRANSITIONS` of these passages."""
    size = len(PLACES)
    numbers = came_from.astype(np.int64)
    numbers *= size
    numbers += here
    pairs = np.bincount(numbers, minlength=(size + 1) * size).reshape(size + 1, size)
    names = [*PLACES, NEW]
    moved = sorted((names[a], PLACES[b], int(pairs[a, b])) for a, b in np.argwhere(pairs))
    frame = pl.DataFrame(
        moved,
        schema={name: pl.Int64 if name == "customers" else pl.String for name in TRANSITIONS.names},
        orient="row",
    )
    return frame.to_arrow().cast(TRANSITIONS)


def _places(states: pa.Table, parameters: RunParameters, day: date) -> Codes:
    """Each customer's place, as a number into PLACES."""
    today = (day - date(1970, 1, 1)).days
    thresholds = parameters.settings.thresholds

    def place(rows: pa.Table) -> Codes:
        facts = Facts.of(rows)
        kinds = state_of(facts, thresholds, today)
        none = (kinds < 0) * np.int8(1 + len(STATE_NAMES))
        return classify(facts, thresholds, parameters.bar, today) * np.int8(WIDTH) + kinds + none

    return np.concatenate(in_batches(place, states))


def _rows_of(some: pa.ChunkedArray, everybody: pa.ChunkedArray) -> Ints:
    """The rows in `everybody` of `some` of them; both sorted, each once."""
    if len(some) == len(everybody):
        return np.arange(len(some))
    if pa.types.is_integer(everybody.type):
        ids, asked = (pl.Series(values=one).to_numpy() for one in (everybody, some))
        return np.flatnonzero(np.isin(ids, asked, assume_unique=True))
    return pl.Series(values=everybody).is_in(pl.Series(values=some)).arg_true().to_numpy()
