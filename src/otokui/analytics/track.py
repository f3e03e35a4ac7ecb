"""Where everybody stood at the end of each of many past days, in one pass over the books.

The books cut at a day are the entries that were there by then. Without returns that is a matter of the day
alone; an entry of a return also waits for the return itself (`seen`), so whoever had one on the way at the
end of a day is looked at again for that day only. `tests/analytics/test_track.py` holds this against cutting
the books day by day.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np
import polars as pl
from numpy.typing import NDArray

from otokui.analytics.engine.days import daily, sorted_daily
from otokui.analytics.engine.reduce import reduce_customers
from otokui.analytics.ledger import Books, Ledger, settle
from otokui.analytics.lifecycle import Facts
from otokui.analytics.parameters import RunParameters
from otokui.analytics.transitions import PLACES, places_of

EPOCH = date(1970, 1, 1)
ABSENT = len(PLACES)
"""The place of somebody who is not in the books yet."""

Places = NDArray[np.uint8]
Ints = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Track:
    """`places[d, c]`: a number into PLACES, or ABSENT, of customer `ids[c]` at the end of day d.

    `days` and `paid` of all entries, summed by customer and day: `owner` is a number into `ids`, `counted`
    whether the day is a purchase, `times` how many.
    """

    ids: pl.Series
    places: Places
    owner: Ints
    day: Ints
    money: Ints
    counted: NDArray[np.bool_]
    times: Ints


def track(books: Books, ledger: Ledger, parameters: RunParameters, days: Sequence[date]) -> Track:
    """Places at the ends of `days` (rising) from books and their `detailed` ledger of the last day."""
    ends = [(one - EPOCH).days for one in days]
    frame = _by_day(ledger.entries)
    ids = frame["customer_id"]
    codes = ids.to_physical().to_numpy()
    fresh = np.ones(len(ids), dtype=bool)
    fresh[1:] = codes[1:] != codes[:-1]
    value = frame["value"].to_numpy()
    counted = value > 0
    found = Track(
        ids=ids.filter(pl.Series(fresh)),
        places=np.empty((0, 0), np.uint8),
        owner=np.cumsum(fresh) - 1,
        day=frame["day"].to_numpy().astype(np.int64),
        money=frame["money"].to_numpy() if "money" in frame.columns else value,
        counted=counted,
        times=frame["times"].to_numpy() * counted if "times" in frame.columns else counted.astype(np.int64),
    )
    places = _places(found, np.flatnonzero(fresh), parameters, ends)
    _look_again(places, found.ids, books, ledger, parameters, days)
    return Track(found.ids, places, found.owner, found.day, found.money, found.counted, found.times)


def _by_day(entries: pl.DataFrame) -> pl.DataFrame:
    """Entries summed by customer and day."""
    in_order = sorted_daily(entries) if entries.height and "order_id" not in entries.columns else None
    return (in_order or daily(entries, ["customer_id"])).frame


def _places(rows: Track, starts: Ints, parameters: RunParameters, ends: list[int]) -> Places:
    """Places by the days of the entries alone."""
    latest = _latest_rows(rows, len(starts), ends)
    orders, days, net = (_running(one) for one in (rows.times, rows.counted, rows.money))
    number = np.arange(len(rows.day))
    last = np.maximum.accumulate(np.where(rows.counted, number, -1)) if len(number) else number
    first = _first_days(rows, len(starts))
    places = np.full(latest.shape, ABSENT, np.uint8)
    for place, end in enumerate(ends):
        known = np.flatnonzero(latest[place] >= 0)
        at, begin = latest[place][known], starts[known]
        bought = days[at + 1] - days[begin]
        facts = Facts(
            orders=orders[at + 1] - orders[begin],
            first=np.where(bought > 0, first[known], 0),
            last=np.where(bought > 0, rows.day[last[at]], 0),
            net=net[at + 1] - net[begin],
            gaps=np.maximum(bought - 1, 0),
        )
        places[place, known] = places_of(facts, parameters, end)
    return places


def _latest_rows(rows: Track, owners: int, ends: list[int]) -> Ints:
    """The last row of each customer by the end of each day, -1 before the first."""
    latest = np.full((len(ends), owners), -1, np.int64)
    span = np.searchsorted(np.array(ends), rows.day, "left")
    closes = np.ones(len(span), dtype=bool)
    closes[:-1] = (span[1:] != span[:-1]) | (rows.owner[1:] != rows.owner[:-1])
    at = np.flatnonzero(closes & (span < len(ends)))
    latest[span[at], rows.owner[at]] = at
    return np.maximum.accumulate(latest, axis=0, out=latest)


def _running(values: np.ndarray) -> Ints:
    """Sums of the rows before each row, and of all."""
    return np.concatenate(([0], np.cumsum(values, dtype=np.int64)))


def _first_days(rows: Track, owners: int) -> Ints:
    """The first counted day of each customer, 0 without one."""
    first = np.zeros(owners, np.int64)
    at = np.flatnonzero(rows.counted)[::-1]
    first[rows.owner[at]] = rows.day[at]
    return first


def _look_again(
    places: Places,
    ids: pl.Series,
    books: Books,
    ledger: Ledger,
    parameters: RunParameters,
    days: Sequence[date],
) -> None:
    """Correct the places of those for whom the cut is more than a matter of the day."""
    if not books.has_reversals:
        return
    odd = _back_before_sold(books)
    whose = pl.col("customer_id").is_in(odd.implode())
    # A return that does not say whose it is may belong to anybody.
    some = books if books.frame["customer_id"].null_count() else Books(books.frame.filter(whose), True)
    late = ledger.entries.filter(pl.col("seen") > pl.col("day")).select("customer_id", "day", "seen")
    entries = ledger.entries.join(late.select("customer_id").unique(), on="customer_id", how="semi")
    for number, one in enumerate(days):
        end = (one - EPOCH).days
        on_the_way = late.filter((pl.col("day") <= end) & (pl.col("seen") > end))["customer_id"].unique()
        if len(on_the_way):
            there = (pl.col("day") <= end) & (pl.col("seen") <= end)
            cut = entries.filter(there & pl.col("customer_id").is_in(on_the_way.implode()))
            _put(places[number], ids, on_the_way, cut, parameters, end)
        if len(odd):
            cut = settle(some, parameters.settings, one).entries.filter(whose)
            _put(places[number], ids, odd, cut, parameters, end)


def _put(
    row: NDArray[np.uint8],
    ids: pl.Series,
    whose: pl.Series,
    entries: pl.DataFrame,
    parameters: RunParameters,
    end: int,
) -> None:
    """Write the places of these customers as their entries of the day have them."""
    row[_rows_of(ids, whose)] = ABSENT
    if entries.height:
        states = reduce_customers(entries, engine="columnar")
        known = pl.Series(values=states["customer_id"]).cast(ids.dtype)
        row[_rows_of(ids, known)] = places_of(Facts.of(states), parameters, end)


def _rows_of(ids: pl.Series, some: pl.Series) -> Ints:
    """Where these customers are, in the order of `ids`; both each once."""
    return ids.is_in(some.implode()).arg_true().to_numpy().astype(np.int64)


def _back_before_sold(books: Books) -> pl.Series:
    """The customers of orders that were taken back on a day before one of their lines: where a return is
    booked then depends on lines that are not there yet."""
    frame = books.frame
    if "order_id" not in frame.columns:
        return frame["customer_id"].clear()
    kind = frame.schema["order_id"]
    named = pl.col("order_id")
    if "returned_order_id" in frame.columns:
        named = pl.coalesce(pl.col("returned_order_id").cast(kind), named)
    back = frame.filter("reversal").group_by(named.alias("order_id")).agg(pl.col("day").min().alias("back"))
    sold = frame.filter(~pl.col("reversal")).select("order_id", "day", "customer_id")
    found = sold.join(back, on="order_id", how="inner").filter(pl.col("day") > pl.col("back"))
    return found["customer_id"].drop_nulls().unique()
