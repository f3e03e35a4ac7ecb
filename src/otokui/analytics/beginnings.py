"""How customers began: their first purchases, with what, and what they have paid since."""

from __future__ import annotations

import numpy as np
import polars as pl
from numpy.typing import NDArray

from otokui.analytics.ledger import Books
from otokui.analytics.track import Track
from otokui.analytics.window import Window, day_number

Ints = NDArray[np.int64]

STEP, SHORT, LONG = 30, 12, 24
"""Days of a step of the lifetime value, and how many steps it is followed: 360 and 720 days."""

NEVER = -1
"""The day of a purchase that has not been made."""


def sums_at(place: Ints, values: Ints, length: int) -> Ints:
    """The sum of the values at each place, in whole numbers."""
    sums = np.zeros(length, np.int64)
    np.add.at(sums, place, values)
    return sums


def first_three(found: Track) -> tuple[Ints, Ints, Ints]:
    """The days of the first, second and third purchase; NEVER where there was none."""
    at = np.flatnonzero(found.counted)
    owner, times = found.owner[at], found.times[at]
    until = np.cumsum(times)
    fresh = np.ones(len(at), dtype=bool)
    fresh[1:] = owner[1:] != owner[:-1]
    before = np.maximum.accumulate(np.where(fresh, until - times, 0)) if len(at) else until
    nth, days = until - before, found.day[at]
    result = []
    for wanted in (1, 2, 3):
        reached = (nth >= wanted) & (nth - times < wanted)
        day = np.full(len(found.ids), NEVER, np.int64)
        day[owner[reached]] = days[reached]
        result.append(day)
    return result[0], result[1], result[2]


def of_age(first: Ints, window: Window, steps: int) -> NDArray[np.bool_]:
    """Whose first purchase is at least so many steps old."""
    old: NDArray[np.bool_] = (first >= 0) & (first <= day_number(window.as_of) - STEP * steps)
    return old


def worth(found: Track, first: Ints, window: Window) -> Ints:
    """Paid in each step after the first purchase, running."""
    step = np.maximum(found.day - first[found.owner], 0) // STEP
    worth = np.zeros((2, LONG), np.int64)
    for group, steps in enumerate((SHORT, LONG)):
        inside = of_age(first, window, steps)[found.owner] & (step < steps)
        worth[group] = sums_at(step[inside], found.money[inside], LONG)
    return worth


def first_goods(books: Books, ids: pl.Series, first: Ints) -> tuple[Ints, Ints]:
    """The product on which most of the first purchase day was spent, and its order; ties: the smaller id."""
    frame = books.frame.filter(~pl.col("reversal")) if books.has_reversals else books.frame
    days = pl.DataFrame(
        {"customer_id": ids, "day": pl.Series(first, dtype=pl.Int32), "owner": np.arange(len(ids))}
    )
    lines = frame.join(days, on=["customer_id", "day"], how="inner")
    return _most(lines, "product_id", len(ids)), _most(lines, "order_id", len(ids))


def _most(lines: pl.DataFrame, name: str, owners: int) -> Ints:
    """The id on which each owner spent most, 0 for none."""
    found = np.zeros(owners, np.int64)
    if name in lines.columns:
        spent = lines.drop_nulls(name).group_by("owner", name).agg(pl.col("amount").sum())
        most = spent.sort(["owner", "amount", name], descending=[False, True, False])
        most = most.unique("owner", keep="first", maintain_order=True)
        found[most["owner"].to_numpy()] = most[name].to_physical().cast(pl.Int64).to_numpy()
    return found
