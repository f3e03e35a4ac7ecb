"""Who is behind a number of the survey: a short text for every mark of every chart → the customers.

| text | customers |
|---|---|
| `class:2026-03:best:up` | of a class (`all`: any) at that month's end, see `PARTS` |
| `move:2026-03:first/active:best` | from a place to a place in a month (`then`: the last one to the day) |
| `first:2026-03:90:two` | whose first purchase was in that month, see `STAGES`, within so many days of it |
| `begin:product:7:90:two` | the same by the first product, category or shop, if so many days have passed |
| `top:20` | the best payers, so many percent |
| `rfm:5:4` | with these scores of recency and frequency |
| `came:2026-03:best` | who bought in that month and were of the class (`all`: any) at its end |
| `year:best` | who bought in the last twelve months, of the class (`all`: any) at their end |
| `existing:2026-03` `gone:2026-03` | existing customers; those of a year before who are none now |
| `year:kept` `year:left` | bought in the twelve months before the last; and in these: again, or not |

A place is a class (`best`), a state (`/dormant`), both (`best/dormant`), `new` (not in the books) or `*`.
"""

from collections.abc import Callable, Collection
from typing import Final

import numpy as np
from numpy.typing import NDArray

from otokui.analytics.schema import CLASSES
from otokui.analytics.survey import BOUGHT, BOUGHT_BEFORE, is_active
from otokui.analytics.track import ABSENT
from otokui.analytics.transitions import NEW, PLACES, WIDTH
from otokui.analytics.window import Window, day_number

Mask = NDArray[np.bool_]
Columns = Callable[[str], np.ndarray]
"""The column of `survey.Digest.people` with this name."""

PARTS: Final = ("here", "stay", "up", "new", "left", "away")
"""`here`: all of the class at the month's end; of them `stay` `up` `new`: active, and before the month as
high or higher, lower, or without a purchase; `left`: active before the month and no longer; `away`: not
active before either. The last five are all that are here; `active` are the first three."""
STAGES: Final = ("all", "two", "three", "once")
"""`two`, `three`: came a second, a third time within the days; `once`: did not come again within them."""
HORIZONS: Final = (30, 90, 180, 365)
OF_PLACE: Final = np.array([*(place // WIDTH for place in range(ABSENT)), 0])
"""The class of a place; who is not in the books has bought nothing."""


class UnknownMark(ValueError):
    """No mark has this text, or its month is not in the window."""


def customers_of(mark: str, window: Window, column: Columns, products: Collection[int] = ()) -> Mask:
    """Which rows of `people` a mark means. `products`: those of the category of `begin:category:…`."""
    what, *parts = mark.split(":")
    try:
        match what, parts:
            case "class", [month, customer_class, part]:
                number = month_number(month, window)
                before, here = column(f"m{number - 1}"), column(f"m{number}")
                return _of_class(here, customer_class) & part_of(part, before, here)
            case "move", [month, from_place, to_place]:
                was, now = (column(name) for name in passing(month, window))
                return _at(was, from_place) & _at(now, to_place) & np.asarray(now < ABSENT)
            case "first", [month, horizon, stage]:
                number = month_number(month, window)
                return began_in(number, window, column) & stage_of(stage, int(horizon), column)
            case "begin", [kind, *name, horizon, stage]:
                key = ":".join(name)
                old = is_mature(column("first"), int(horizon), window)
                return old & _began(kind, key, column, products) & stage_of(stage, int(horizon), column)
            case "top", [percent]:
                return _top(int(percent), column)
            case "rfm", [r, f]:
                return np.asarray((column("r") == int(r)) & (column("f") == int(f)) & (column("r") > 0))
            case "came", [month, customer_class]:
                number = month_number(month, window)
                return bought_in(number, column) & _paid_as(column(f"m{number}"), customer_class)
            case "existing", [month]:
                return existing_at(month_number(month, window), window, column)
            case "gone", [month]:
                number = month_number(month, window)
                now = existing_at(number, window, column)
                return existing_at(number - 12, window, column) & ~now
            case "year", ["kept" | "left" as which]:
                wanted = BOUGHT_BEFORE | (BOUGHT if which == "kept" else 0)
                return np.asarray(column("years") == wanted)
            case "year", [customer_class]:
                here = column(f"m{len(window.ends) - 1}")
                return _paid_as(here, customer_class) & ((column("years") & BOUGHT) > 0)
    except (ValueError, KeyError, IndexError) as error:
        raise UnknownMark(mark) from error
    raise UnknownMark(mark)


def month_number(month: str, window: Window) -> int:
    """Which month of the window `2026-03` is, from 1 on. UnknownMark if none."""
    for number, end in enumerate(window.ends):
        if number and f"{end:%Y-%m}" == month:
            return number
    raise UnknownMark(month)


def passing(month: str, window: Window) -> tuple[str, str]:
    """The columns of the places before and after a month; `then`: the month to the day."""
    if month == "then":
        return "then", f"m{len(window.ends) - 1}"
    number = month_number(month, window)
    return f"m{number - 1}", f"m{number}"


def part_of(part: str, before: np.ndarray, here: np.ndarray) -> Mask:
    """One of PARTS, or all who are `active`."""
    there: Mask = np.asarray(here < ABSENT)
    was, now = is_active(before), there & is_active(here)
    came: Mask = np.asarray(OF_PLACE[before] == 0)
    up: Mask = ~came & (OF_PLACE[here] > OF_PLACE[before])
    masks = {
        "here": there,
        "active": now,
        "stay": now & ~came & ~up,
        "up": now & up,
        "new": now & came,
        "left": there & ~now & was,
        "away": there & ~now & ~was,
    }
    return masks[part]


def stage_of(stage: str, horizon: int, column: Columns) -> Mask:
    """One of STAGES, within so many days of the first purchase."""
    first = column("first")
    if stage == "all":
        return np.asarray(first >= 0)
    if stage not in STAGES:
        raise UnknownMark(stage)
    day = column("third" if stage == "three" else "second")
    reached = (day >= 0) & (day - first <= horizon)
    return np.asarray((first >= 0) & (~reached if stage == "once" else reached))


def is_mature(first: np.ndarray, horizon: int, window: Window) -> Mask:
    """Whose first purchase lies in the window, and so many days have passed since."""
    begin, end = day_number(window.ends[0]), day_number(window.as_of) - horizon
    return np.asarray((first > begin) & (first <= end))


def began_in(number: int, window: Window, column: Columns) -> Mask:
    """Bought first in this month of the window."""
    first = column("first")
    low, high = (day_number(window.ends[at]) for at in (number - 1, number))
    return np.asarray((first > low) & (first <= high))


def bought_in(number: int, column: Columns) -> Mask:
    """Bought something in this month of the window."""
    return np.asarray((column("came") >> np.uint32(number)) & np.uint32(1) > 0)


def existing_at(number: int, window: Window, column: Columns) -> Mask:
    """Active at the end of a month of the window, and bought first before it began."""
    if number < 1:
        raise UnknownMark("existing")
    first = column("first")
    began = day_number(window.ends[number - 1])
    return is_active(column(f"m{number}")) & (first >= 0) & (first <= began)


def _of_class(places: np.ndarray, customer_class: str) -> Mask:
    if customer_class == "all":
        return np.asarray(OF_PLACE[places] > 0)
    return np.asarray((OF_PLACE[places] == CLASSES.index(customer_class)) & (places < ABSENT))


def _paid_as(places: np.ndarray, customer_class: str) -> Mask:
    """Of a class, or any; who is in no books counts as a prospect."""
    if customer_class == "all":
        return np.ones(len(places), dtype=bool)
    return np.asarray(OF_PLACE[places] == CLASSES.index(customer_class))


def _at(places: np.ndarray, text: str) -> Mask:
    if text == "*":
        return np.ones(len(places), dtype=bool)
    if text == NEW:
        return np.asarray(places == ABSENT)
    customer_class, _slash, state = text.partition("/")
    wanted = [
        number
        for number, place in enumerate(PLACES)
        if place.split("/")[0] in (customer_class or place.split("/")[0],)
        and place.split("/")[1] in (state or place.split("/")[1],)
    ]
    if not wanted or not (customer_class or state):
        raise UnknownMark(text)
    return np.isin(places, wanted)


def _began(kind: str, key: str, column: Columns, products: Collection[int]) -> Mask:
    if kind == "category":
        return np.isin(column("first_product"), list(products))
    return np.asarray(column({"product": "first_product", "shop": "first_shop"}[kind]) == int(key))


def _top(percent: int, column: Columns) -> Mask:
    """Rows lie richest first; only those with a purchase count."""
    bought = column("first") >= 0
    many = -(-int(bought.sum()) * percent // 100)
    return bought & (np.cumsum(bought) <= many)
