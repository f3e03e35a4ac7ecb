"""Who moved: class × state a calendar month ago → class × state now, both under the run's A."""

import calendar
from datetime import date

import polars as pl
import pyarrow as pa

from otokui.analytics.lifecycle import class_names, judge, state_names
from otokui.analytics.parameters import RunParameters
from otokui.analytics.schema import NO_STATE, TRANSITIONS

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
    there, here = (_places(rows, parameters, day) for rows, day in zip((before, now), on, strict=True))
    moved = here.join(there, on="customer_id", how="left", suffix="_before")
    counted = (
        moved.group_by(pl.col("place_before").fill_null(NEW).alias("from"), pl.col("place").alias("to"))
        .agg(pl.len().cast(pl.Int64).alias("customers"))
        .sort("from", "to")
    )
    return counted.to_arrow().cast(TRANSITIONS)


def _places(states: pa.Table, parameters: RunParameters, day: date) -> pl.DataFrame:
    today = (day - date(1970, 1, 1)).days
    standing = judge(states, parameters.settings.thresholds, parameters.bar, today)
    frame = pl.DataFrame(
        {
            "customer_id": pl.Series(values=states["customer_id"]),
            "class": pl.Series(values=class_names(standing.classes)),
            "state": pl.Series(values=state_names(standing.states)),
        }
    )
    place = pl.concat_str("class", pl.col("state").fill_null(NO_STATE), separator="/")
    return frame.select("customer_id", place.alias("place"))
