"""What was paid, and what of it is profit and discount, by month and class."""

from __future__ import annotations

import numpy as np
import polars as pl
from numpy.typing import NDArray

from otokui.analytics.beginnings import sums_at
from otokui.analytics.ledger import Ledger
from otokui.analytics.schema import CLASSES
from otokui.analytics.track import ABSENT, Track
from otokui.analytics.transitions import WIDTH
from otokui.analytics.window import Window, day_number

Ints = NDArray[np.int64]
Places = NDArray[np.uint8]

MONEY = ("money", "costed", "cost", "sold", "stated", "discount", "reduced")
"""What is summed, in minor units: what was paid, returns booked; of it the lines whose cost is known; their
cost (in thousandths); what was sold before returns; of it the lines that state a discount (0 included), all
that was taken off, and the lines on which something was."""


def entries(ledger: Ledger, found: Track, ends: Ints, window: Window) -> pl.DataFrame:
    """The entries of the window: `owner`, `day`, `month`, MONEY."""
    entries = ledger.entries.filter(pl.col("day") > min(int(ends[0]), day_number(window.year_ago)))
    ids = found.ids.to_physical().to_numpy()
    owner = np.searchsorted(ids, entries["customer_id"].to_physical().to_numpy())
    value, names = pl.col("value"), entries.columns
    quantity = pl.col("quantity") if "quantity" in names else pl.lit(None, pl.Int64)
    unit_cost = pl.col("unit_cost") if "unit_cost" in names else pl.lit(None, pl.Int64)
    discount = pl.col("discount").abs() if "discount" in names else pl.lit(None, pl.Int64)
    money = pl.col("money") if "money" in names else value
    is_costed = unit_cost.is_not_null() & quantity.is_not_null() & ((quantity != 0) | (money == 0))
    sold = value.clip(0)
    return entries.select(
        pl.Series("owner", owner),
        pl.col("day"),
        pl.Series("month", np.searchsorted(ends, entries["day"].to_numpy(), "left")),
        money=money,
        costed=pl.when(is_costed).then(money).otherwise(0),
        cost=pl.when(is_costed).then(unit_cost * quantity).otherwise(0),
        sold=sold,
        stated=pl.when(discount.is_not_null()).then(sold).otherwise(0),
        discount=discount.fill_null(0),
        reduced=pl.when(discount > 0).then(sold).otherwise(0),
    )


def paid_by_month(found: Track, ends: Ints) -> list[Ints]:
    """What each customer paid in each month: a row a month, in four bytes where that is wide enough."""
    width = len(found.ids)
    month = np.searchsorted(ends, found.day, "left")
    inside = (month > 0) & (month < len(ends))
    at = (month[inside] - 1) * width + found.owner[inside]
    paid = sums_at(at, found.money[inside], (len(ends) - 1) * width)
    return [_narrow(row) for row in paid.reshape(len(ends) - 1, width)]


def months_bought(found: Track, ends: Ints) -> NDArray[np.uint32]:
    """Bit i of each customer: something was bought in month i."""
    month = np.searchsorted(ends, found.day, "left")
    here = found.counted & (month > 0) & (month < len(ends))
    bits = np.zeros(len(found.ids), np.uint32)
    np.bitwise_or.at(bits, found.owner[here], np.uint32(1) << month[here].astype(np.uint32))
    return bits


def year_of_each(paid: pl.DataFrame, customers: int, window: Window) -> dict[str, Ints]:
    """MONEY of the last twelve months by customer, as `y_money`, …."""
    inside = paid.filter(pl.col("day") > day_number(window.year_ago))
    owner = inside["owner"].to_numpy()
    return {
        f"y_{name}": _narrow(sums_at(owner, inside[name].cast(pl.Int64).to_numpy(), customers))
        for name in MONEY
    }


def _narrow(values: Ints) -> Ints:
    most = int(np.abs(values).max(initial=0))
    return values.astype(np.int32) if most <= np.iinfo(np.int32).max else values


def _class_of(places: Places) -> Places:
    """A number into CLASSES; who is not in the books counts as a prospect."""
    return np.where(places < ABSENT, places // WIDTH, 0).astype(np.uint8)


def by_month(paid: pl.DataFrame, found: Track, places: Places, ends: Ints) -> pl.DataFrame:
    """MONEY and buyers by month and by the class at the month's end."""
    classes = _class_of(places)
    inside = paid.filter((pl.col("month") > 0) & (pl.col("month") < len(ends)))
    month, owner = (inside[name].to_numpy() for name in ("month", "owner"))
    money = inside.with_columns(pl.Series("class", classes[month, owner]))
    month = np.searchsorted(ends, found.day, "left")
    here = found.counted & (month > 0) & (month < len(ends))
    month, owner = month[here], found.owner[here]
    fresh = np.ones(len(month), dtype=bool)
    fresh[1:] = (month[1:] != month[:-1]) | (owner[1:] != owner[:-1])
    came = month[fresh] * len(CLASSES) + classes[month[fresh], owner[fresh]]
    return _with_buyers(money, came, len(ends))


def _with_buyers(money: pl.DataFrame, came: Ints, months: int) -> pl.DataFrame:
    """MONEY summed by month and class, and how many `came` (month × classes + class)."""
    counts = np.bincount(came, minlength=months * len(CLASSES))
    at = np.arange(len(counts))
    buyers = pl.DataFrame({"month": at // len(CLASSES), "class": at % len(CLASSES), "buyers": counts})
    sums = money.group_by("month", "class").agg(pl.col(MONEY).cast(pl.Int64).sum())
    typed = sums.cast({"month": pl.Int64, "class": pl.Int64})
    return buyers.join(typed, on=["month", "class"], how="left").fill_null(0).sort("month", "class")
