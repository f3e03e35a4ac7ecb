"""Entries → order days: per owner the days with net > 0, in order."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import polars as pl
from numpy.typing import NDArray

Ints = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class OrderDays:
    """The counted days of all owners, one after the other.

    `owners`: the id column(s), one row an owner, in output order. `net`: what each owner paid in all.
    `start`: len(owners) + 1 offsets into `day` (days since 1970, rising inside an owner) and `value` (net
    of that day, > 0). `times`: purchases on that day (1 unless single orders count). `quantity`:
    thousandths bought that day, -1 unknown; None without a quantity column.
    """

    owners: pl.DataFrame
    net: Ints
    start: Ints
    day: Ints
    value: Ints
    times: Ints | None
    quantity: Ints | None

    def counts(self) -> Ints:
        """Order days per owner."""
        return np.diff(self.start)

    def gaps(self) -> tuple[Ints, Ints]:
        """All gaps in days and the offsets of each owner's: an owner with c > 0 days has c - 1 of them."""
        counts = self.counts()
        inner = np.diff(self.day) if len(self.day) else np.zeros(0, np.int64)
        firsts = self.start[:-1][counts > 0]
        keep = np.ones(len(self.day), dtype=bool)
        keep[firsts] = False
        offsets = np.concatenate(([0], np.cumsum(np.maximum(counts - 1, 0))))
        return inner[keep[1:]], offsets


@dataclass(frozen=True, slots=True)
class Daily:
    """One row an owner and day, sorted: the id columns `by`, day, value, money, times, quantity as known."""

    frame: pl.DataFrame
    by: list[str]

    def until(self, day: int) -> Daily:
        """The rows up to a day."""
        return Daily(self.frame.filter(pl.col("day") <= day), self.by)

    def order_days(self) -> OrderDays:
        frame = self.frame
        changes = _changes(frame, self.by)
        starts = np.flatnonzero(changes)
        value = frame["value"].to_numpy()
        money = frame["money"].to_numpy() if "money" in frame.columns else value
        counted = value > 0
        every = bool(counted.all())
        ends = np.append(starts, frame.height)[1:]
        before = np.concatenate(([0], np.cumsum(counted))) if not every else np.arange(frame.height + 1)
        day = frame["day"].to_numpy().astype(np.int64)
        return OrderDays(
            owners=frame.select(self.by)[starts],
            net=np.add.reduceat(money, starts) if len(starts) else np.zeros(0, np.int64),
            start=np.concatenate(([0], before[ends])).astype(np.int64),
            day=day if every else day[counted],
            value=value if every else value[counted],
            times=_column(frame, "times", counted),
            quantity=_column(frame, "quantity", counted),
        )


def order_days(entries: pl.DataFrame, by: list[str]) -> OrderDays:
    """The order days of `entries` (columns of `ledger.Ledger.entries`) by owner."""
    return daily(entries, by).order_days()


def daily(entries: pl.DataFrame, by: list[str]) -> Daily:
    """Sum `entries` by owner and day."""
    entries = entries.drop_nulls(by)
    keys = [*by, "day"]
    amounts = [name for name in ("value", "money") if name in entries.columns]
    if "order_id" not in entries.columns:
        sums = [pl.col(*amounts).sum(), *_quantity(entries)]
        return Daily(entries.group_by(keys).agg(sums).sort(keys), by)
    single = entries.group_by([*keys, "order_id"]).agg(pl.col(*amounts).sum(), *_quantity(entries))
    orders = (pl.col("value") > 0).sum().clip(1).cast(pl.Int64).alias("times")
    sums = [pl.col(*amounts).sum(), *_quantity(single), orders]
    return Daily(single.group_by(keys).agg(sums).sort(keys), by)


def sorted_daily(entries: pl.DataFrame) -> Daily | None:
    """`daily` by customer for entries that lie in order of customer and day; None if they do not."""
    amounts = [name for name in ("value", "money") if name in entries.columns]
    starts = _sorted_days(entries)
    if starts is None:
        return None
    sums = [pl.Series(name, np.add.reduceat(entries[name].to_numpy(), starts)) for name in amounts]
    return Daily(entries.select("customer_id", "day")[starts].with_columns(sums), ["customer_id"])


def _quantity(frame: pl.DataFrame) -> list[pl.Expr]:
    """The sum of quantities, -1 as soon as one is unknown."""
    if "quantity" not in frame.columns:
        return []
    quantity = pl.col("quantity")
    unknown = quantity.is_null().any() if "times" not in frame.columns else quantity.lt(0).any()
    return [pl.when(unknown).then(-1).otherwise(quantity.sum()).alias("quantity")]


def _sorted_days(entries: pl.DataFrame) -> NDArray[np.int64] | None:
    """Where each customer's day begins, if the entries lie in order of customer and day; else None."""
    owner = entries["customer_id"].to_physical().to_numpy()
    day = entries["day"].to_numpy()
    same = owner[1:] == owner[:-1]
    if not bool(np.where(same, day[1:] >= day[:-1], owner[1:] > owner[:-1]).all()):
        return None
    same &= day[1:] == day[:-1]
    return np.flatnonzero(np.concatenate(([True], ~same)))


def _column(frame: pl.DataFrame, name: str, counted: NDArray[np.bool_]) -> Ints | None:
    return frame[name].to_numpy()[counted] if name in frame.columns else None


def _changes(frame: pl.DataFrame, by: list[str]) -> NDArray[np.bool_]:
    """True on the first row of each owner."""
    fresh = np.zeros(frame.height, dtype=bool)
    fresh[:1] = True
    for name in by:
        ids = frame[name]
        codes = (ids.rle_id() if ids.dtype == pl.String else ids.to_physical()).to_numpy()
        fresh[1:] |= codes[1:] != codes[:-1]
    return fresh
