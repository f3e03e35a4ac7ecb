"""A survey's digest → plain figures, JSON-ready: what is kept for the pages.

Numbers of customers are counted with the very masks that `marks` finds the customers by; of all of them or,
for who sees some, of these alone.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

import numpy as np
import polars as pl

from otokui.analytics.concentration import concentration
from otokui.analytics.marks import (
    HORIZONS,
    OF_PLACE,
    STAGES,
    Columns,
    Mask,
    began_in,
    bought_in,
    existing_at,
    is_mature,
    passing,
    stage_of,
)
from otokui.analytics.schema import CLASSES
from otokui.analytics.survey import BOUGHT, BOUGHT_BEFORE, FAR, Digest
from otokui.analytics.takings import MONEY
from otokui.analytics.track import ABSENT
from otokui.analytics.transitions import NEW, PLACES
from otokui.analytics.window import Window, day_number

ENOUGH: Final = 30
"""First buyers below which a group's conversion says nothing."""
MOST_GROUPS: Final = 12
NAMES: Final = [*PLACES, NEW]


def figures_of(found: Digest, window: Window) -> dict[str, Any]:
    """`figures_of_people` of everybody, and what only the lines tell: `months`, rows of takings by month and
    class with costs and discounts; `worth` and `of_age` (`survey.Digest`); `guests`; bounds of `order_value`.
    """
    people = found.people
    return figures_of_people(people, window) | {
        "order_value": _order_value(people),
        "months": found.months.rows(),
        "money_columns": found.months.columns,
        "worth": found.worth.tolist(),
        "of_age": found.of_age.tolist(),
        "guests": found.guests.tolist(),
        "first_day": None if found.first_day[0] == FAR else _written(int(found.first_day[0])),
    }


def figures_of_people(people: pl.DataFrame, window: Window) -> dict[str, Any]:
    """What the columns of these people tell (`needed_columns`, richest first).

    `moves`: month (or `then`) → [[from, to, customers]], numbers into NAMES. `rfm`: [r, f, customers, net].
    `cohorts`: per month of the first purchase {horizon: [first buyers, came twice, three times]}. `months`:
    rows of takings, only what was paid. `year`: of the last twelve months, by the class of today. `years`:
    bought in the year before the last, of them again, and what these paid. By month: `existing` customers and
    what they paid, `new` ones and what they paid, and who is `gone`.
    """
    months = range(1, len(window.ends))
    existing = [existing_at(number, window, _column(people)) for number in months]
    new = [began_in(number, window, _column(people)) for number in months]
    return {
        "moves": {month: _moves(people, window, month) for month in ["then", *months_of(window)]},
        "rfm": _rfm(people),
        "concentration": concentration(
            people.filter(pl.col("first") >= 0).select("net", "orders").to_arrow()
        ),
        "cohorts": _cohorts(people, window),
        "months": [row for number in months for row in _paid(people, number)],
        "money_columns": ["month", "class", "buyers", "money"],
        "year": _year(people, window),
        "year_columns": ["class", "buyers", *MONEY],
        "existing": [int(mask.sum()) for mask in existing],
        "existing_net": [_sum(people[f"p{number}"], existing[number - 1]) for number in months],
        "gone": _gone(existing),
        "new": [int(mask.sum()) for mask in new],
        "new_net": [_sum(people[f"p{number}"], new[number - 1]) for number in months],
        "years": _years(people),
    }


def needed_columns(window: Window) -> list[str]:
    """The columns of `survey.Digest.people` that `figures_of_people` and `groups_of` read."""
    months = range(1, len(window.ends))
    return [
        *("net", "orders", "r", "f", "first", "second", "third", "first_product", "years", "then", "came"),
        *(f"m{number}" for number in range(len(window.ends))),
        *(f"p{number}" for number in months),
        *(f"y_{name}" for name in MONEY),
    ]


def months_of(window: Window) -> list[str]:
    """The months of the window as `2026-03`, rising."""
    return [f"{end:%Y-%m}" for end in window.ends[1:]]


def _written(day: int) -> str:
    return str(np.datetime64(day, "D"))


def _moves(people: pl.DataFrame, window: Window, month: str) -> list[list[int]]:
    before, here = (people[name].to_numpy().astype(np.int64) for name in passing(month, window))
    counts = np.bincount(before * (ABSENT + 1) + here, minlength=(ABSENT + 1) ** 2)
    found = [(*divmod(int(at), ABSENT + 1), int(counts[at])) for at in np.flatnonzero(counts)]
    return [[a, b, n] for a, b, n in found if b != ABSENT]


def _rfm(people: pl.DataFrame) -> list[list[int]]:
    bought = people.filter(pl.col("r") > 0)
    grid = bought.group_by("r", "f").agg(pl.len().alias("customers"), pl.col("net").sum())
    return [list(row) for row in grid.sort("r", "f").iter_rows()]


def _order_value(people: pl.DataFrame) -> list[int]:
    """Bounds of the terciles of the average order value of those who have bought; [] without three of them.

    A third of the buyers, rounded up, lies below the first bound unless several share its value.
    """
    bought = people.filter(pl.col("orders") > 0)
    averages = (bought["net"] // bought["orders"]).sort()
    return [int(averages[-(-place * averages.len() // 3)]) for place in (1, 2) if averages.len() > 2]


def _cohorts(people: pl.DataFrame, window: Window) -> list[dict[str, list[int]]]:
    first = people["first"].to_numpy()
    ends = [day_number(end) for end in window.ends]
    month = np.searchsorted(ends, first, "left")
    inside = (first >= 0) & (month > 0) & (month < len(ends))
    cohorts: list[dict[str, list[int]]] = [{} for _ in ends[1:]]
    for horizon in HORIZONS:
        counts = [
            np.bincount(
                month[inside & stage_of(stage, horizon, lambda name: people[name].to_numpy())],
                minlength=len(ends),
            )
            for stage in STAGES[:3]
        ]
        for number in range(1, len(ends)):
            cohorts[number - 1][str(horizon)] = [int(count[number]) for count in counts]
    return cohorts


def groups_of(
    people: pl.DataFrame, window: Window, column: str, names: Mapping[int, tuple[str, str]]
) -> dict[str, Any]:
    """F2 and F3 by how customers began: `names`: id in `column` → (key in marks, name).

    `groups`: [key, name, {horizon: [first buyers, came twice, three times]}], most first buyers first, of the
    MOST_GROUPS with ENOUGH of them; `few`: first buyers of the window who are in none of these.
    """
    first = people["first"].to_numpy()
    known = pl.DataFrame(
        {"id": list(names), "key": [key for key, _name in names.values()]},
        schema={"id": pl.Int64, "key": pl.String},
    )
    keys = people.select(pl.col(column).cast(pl.Int64).alias("id")).join(
        known, on="id", how="left", maintain_order="left"
    )["key"]
    groups: dict[str, dict[str, list[int]]] = {}
    for horizon in HORIZONS:
        old = is_mature(first, horizon, window)
        for place, stage in enumerate(STAGES[:3]):
            mask = old & stage_of(stage, horizon, lambda name: people[name].to_numpy())
            for key, count in keys.filter(pl.Series(mask)).drop_nulls().value_counts().iter_rows():
                groups.setdefault(key, {}).setdefault(str(horizon), [0, 0, 0])[place] = count
    shortest = str(HORIZONS[0])
    called = dict(names.values())
    kept = sorted(
        (key for key, rows in groups.items() if rows[shortest][0] >= ENOUGH),
        key=lambda key: (-groups[key][shortest][0], key),
    )[:MOST_GROUPS]
    everybody = int(is_mature(first, HORIZONS[0], window).sum())
    return {
        "groups": [[key, called[key], groups[key]] for key in kept],
        "few": everybody - sum(groups[key][shortest][0] for key in kept),
    }


def _column(people: pl.DataFrame) -> Columns:
    return lambda name: people[name].to_numpy()


def _sum(values: pl.Series, mask: Mask) -> int:
    """Of those in the mask, in whole numbers."""
    return int(values.to_numpy()[mask].sum(dtype=np.int64))


def _paid(people: pl.DataFrame, number: int) -> list[list[int]]:
    """[month, class, buyers, money] of a month by the class at its end."""
    classes = OF_PLACE[people[f"m{number}"].to_numpy()]
    came = bought_in(number, _column(people))
    return [
        [number, place, int((came & (classes == place)).sum()), _sum(people[f"p{number}"], classes == place)]
        for place in range(len(CLASSES))
    ]


def _year(people: pl.DataFrame, window: Window) -> list[list[int]]:
    """[class, buyers, *MONEY] of the last twelve months by the class at their end."""
    classes = OF_PLACE[people[f"m{len(window.ends) - 1}"].to_numpy()]
    came = (people["years"].to_numpy() & BOUGHT) > 0
    return [
        [place, int((came & (classes == place)).sum())]
        + [_sum(people[f"y_{name}"], classes == place) for name in MONEY]
        for place in range(len(CLASSES))
    ]


def _gone(existing: list[Mask]) -> list[int | None]:
    """By month: existing customers of the same month a year before who are none at its end."""
    return [
        None if place < 12 else int((existing[place - 12] & ~now).sum()) for place, now in enumerate(existing)
    ]


def _years(people: pl.DataFrame) -> list[int]:
    years = people["years"].to_numpy()
    before, again = (years & BOUGHT_BEFORE) > 0, years == BOUGHT | BOUGHT_BEFORE
    return [int(before.sum()), int(again.sum()), _sum(people["y_money"], again)]
