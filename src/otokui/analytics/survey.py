"""The whole shop counted once: what the pages of analysis show, and who is behind each number.

Lines come part by part (`parts.each_part`), each part with whole customers. A part becomes a `Digest`: one
row a customer, and sums; digests of all parts are put together. `docs/algorithms/analysis.md` has every
figure with worked numbers.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import partial

import numpy as np
import polars as pl
import pyarrow as pa
from numpy.typing import NDArray

from otokui.analytics import beginnings, takings
from otokui.analytics.beginnings import LONG, SHORT
from otokui.analytics.derive import derive_standing
from otokui.analytics.ledger import Books, Ledger, open_books, settle
from otokui.analytics.parameters import RunParameters
from otokui.analytics.parts import each_part
from otokui.analytics.run import states_of
from otokui.analytics.track import ABSENT, Places, Track, track
from otokui.analytics.transitions import WIDTH
from otokui.analytics.window import Window, day_number

Ints = NDArray[np.int64]

FAR = int(np.iinfo(np.int64).max)
BOUGHT, BOUGHT_BEFORE = 1, 2
"""Bits of `years`: bought in the last twelve months, in the twelve before."""

SUMMED = ("worth", "of_age", "guests")
"""Arrays of a Digest that add up over parts."""


@dataclass(frozen=True, slots=True)
class Digest:
    """What a number of customers add to the survey.

    `people`: customer_id, net, orders, r, f, m (0: none), first, second, third (days since 1970 of the first
    purchases), first_product and first_order (0: none known), years, then, `m0`, `m1`, …: places at the
    window's days, `p1`, …: paid in each month, `came`: bit i set where something was bought in month i, and
    MONEY of the last twelve months as `y_money`, …. `months`: month, class, MONEY, buyers. `worth[g, s]`:
    paid in step s after the first purchase by those for whom it is at least SHORT (g = 0) or LONG (g = 1)
    steps ago, who are `of_age[g]`. `guests`: lines and money; `first_day`: of the data.
    """

    people: pl.DataFrame
    months: pl.DataFrame
    worth: Ints
    of_age: Ints
    guests: Ints
    first_day: Ints


def survey_lines(
    parts: Iterable[pa.Table | pl.DataFrame], parameters: RunParameters, window: Window
) -> Digest:
    """The digest of all lines (`schema.LINES`, ids int64, in customer order, guests first)."""
    digests = each_part(parts, partial(_digest_part, parameters=parameters, window=window))
    return together(digests)


def together(digests: list[Digest]) -> Digest:
    """The digest of all of their customers, richest first."""
    people = pl.concat([one.people for one in digests], how="vertical_relaxed")
    sums = {name: np.sum([getattr(one, name) for one in digests], axis=0) for name in SUMMED}
    return Digest(
        people=people.sort(["net", "customer_id"], descending=[True, False]),
        months=_added([one.months for one in digests]),
        first_day=np.min([one.first_day for one in digests], axis=0),
        **sums,
    )


def _added(frames: list[pl.DataFrame]) -> pl.DataFrame:
    return pl.concat(frames).group_by("month", "class").agg(pl.all().sum()).sort("month", "class")


def _digest_part(frame: pl.DataFrame, _lines: int, *, parameters: RunParameters, window: Window) -> Digest:
    settings = parameters.settings
    books = open_books(frame, settings)
    ledger = settle(books, settings, window.as_of, detailed=True)
    states = states_of(ledger, settings, window.as_of)
    found = track(books, ledger, parameters, window.days)
    return digest(books, ledger, states, found, parameters, window)


def digest(
    books: Books, ledger: Ledger, states: pa.Table, found: Track, parameters: RunParameters, window: Window
) -> Digest:
    """The digest of whole customers from what is known of them at the end of the window."""
    known = {day: found.places[number] for number, day in enumerate(window.days)}
    places = np.array([known[end] for end in window.ends])
    ends = np.array([day_number(end) for end in window.ends])
    first, second, third = beginnings.first_three(found)
    product, order = beginnings.first_goods(books, found.ids, first)
    years = _years(found, window)
    paid = takings.entries(ledger, found, ends, window)
    scores = derive_standing(states, parameters, window.as_of, only=("r", "f", "m"))
    people = {
        "customer_id": found.ids,
        "net": pl.Series(values=states["net"]),
        "orders": pl.Series(values=states["orders"]),
        **{name: pl.Series(values=scores[name]).fill_null(0).cast(pl.UInt8) for name in ("r", "f", "m")},
        "first": first.astype(np.int32),
        "second": second.astype(np.int32),
        "third": third.astype(np.int32),
        "first_product": product,
        "first_order": order,
        "years": years,
        "then": known[window.then],
        **{f"m{number}": row for number, row in enumerate(places)},
        **{f"p{number}": row for number, row in enumerate(takings.paid_by_month(found, ends), start=1)},
        "came": takings.months_bought(found, ends),
        **takings.year_of_each(paid, len(found.ids), window),
    }
    return Digest(
        people=pl.DataFrame(people),
        months=takings.by_month(paid, found, places, ends),
        worth=beginnings.worth(found, first, window),
        of_age=np.array([beginnings.of_age(first, window, steps).sum() for steps in (SHORT, LONG)]),
        guests=np.array([ledger.guests.lines, ledger.guests.net]),
        first_day=np.array([FAR if ledger.first_day is None else ledger.first_day]),
    )


def is_active(places: Places) -> NDArray[np.bool_]:
    """Whose place has the state active."""
    active: NDArray[np.bool_] = (places % WIDTH == 0) & (places < ABSENT)
    return active


def _years(found: Track, window: Window) -> NDArray[np.uint8]:
    """BOUGHT and BOUGHT_BEFORE of each customer."""
    years = np.zeros(len(found.ids), np.uint8)
    now, then = (found.day > day_number(day) for day in (window.year_ago, window.two_years_ago))
    years[found.owner[found.counted & now]] |= BOUGHT
    years[found.owner[found.counted & then & ~now]] |= BOUGHT_BEFORE
    return years
