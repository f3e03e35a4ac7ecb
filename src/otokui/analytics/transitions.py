"""Who moved: class × state a calendar month ago → class × state now, both under the run's A."""

import calendar
from datetime import date

import numpy as np
import polars as pl
import pyarrow as pa

from otokui.analytics.lifecycle import Facts, Ints, classify, state_of
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


def passages(
    before: pa.Table, now: pa.Table, parameters: RunParameters, on: tuple[date, date]
) -> tuple[Ints, Ints]:
    """Where each customer of `now` came from (a number into PLACES and, after them, NEW) and stands."""
    there, here = (_places(rows, parameters, day) for rows, day in zip((before, now), on, strict=True))
    came_from = np.full(len(here), len(PLACES), dtype=np.int64)
    came_from[_rows_of(before["customer_id"], now["customer_id"])] = there
    return came_from, here


def count_passages(came_from: Ints, here: Ints) -> pa.Table:
    """`schema.TRANSITIONS` of these passages."""
    size = len(PLACES)
    pairs = np.bincount(came_from * size + here, minlength=(size + 1) * size).reshape(size + 1, size)
    names = [*PLACES, NEW]
    moved = sorted((names[a], PLACES[b], int(pairs[a, b])) for a, b in np.argwhere(pairs))
    frame = pl.DataFrame(
        moved,
        schema={name: pl.Int64 if name == "customers" else pl.String for name in TRANSITIONS.names},
        orient="row",
    )
    return frame.to_arrow().cast(TRANSITIONS)


def _places(states: pa.Table, parameters: RunParameters, day: date) -> Ints:
    """Each customer's place, as a number into PLACES."""
    facts = Facts.of(states)
    today = (day - date(1970, 1, 1)).days
    thresholds = parameters.settings.thresholds
    classes = classify(facts, thresholds, parameters.bar, today)
    kinds = state_of(facts, thresholds, today)
    return classes.astype(np.int64) * WIDTH + np.where(kinds < 0, len(STATE_NAMES), kinds)


def _rows_of(some: pa.ChunkedArray, everybody: pa.ChunkedArray) -> Ints:
    """The rows in `everybody` of `some` of them; both sorted, each once."""
    if len(some) == len(everybody):
        return np.arange(len(some))
    return pl.Series(values=everybody).is_in(pl.Series(values=some)).arg_true().to_numpy()
