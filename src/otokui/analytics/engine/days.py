"""Entries → order days: per owner the days with net > 0, in order."""

from dataclasses import dataclass
from typing import Any

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
    times: Ints
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


def order_days(entries: pl.DataFrame, by: list[str]) -> OrderDays:
    """Group `entries` (columns of `ledger.Ledger.entries`) by owner and day."""
    daily = _daily(entries, by)
    owner_changes = _changes(daily, by)
    starts = np.flatnonzero(owner_changes)
    owners = daily.select(by)[starts]
    money = daily["money"].to_numpy()
    net = np.add.reduceat(money, starts) if len(starts) else np.zeros(0, np.int64)
    counted = daily["value"].to_numpy() > 0
    number = np.cumsum(owner_changes) - 1
    per_owner = np.bincount(number[counted], minlength=len(starts))
    quantity: Any = daily["quantity"].to_numpy()[counted] if "quantity" in daily.columns else None
    return OrderDays(
        owners=owners,
        net=net,
        start=np.concatenate(([0], np.cumsum(per_owner))).astype(np.int64),
        day=daily["day"].to_numpy()[counted].astype(np.int64),
        value=daily["value"].to_numpy()[counted],
        times=daily["times"].to_numpy()[counted] if "times" in daily.columns else _ones(int(counted.sum())),
        quantity=quantity,
    )


def _ones(length: int) -> Ints:
    return np.ones(length, dtype=np.int64)


def _daily(entries: pl.DataFrame, by: list[str]) -> pl.DataFrame:
    """One row an owner and day, sorted."""
    if not entries.height:
        return entries
    entries = entries.drop_nulls(by)
    keys = [*by, "day"]
    sums = [pl.col("value").sum(), pl.col("money").sum()]
    if "quantity" in entries.columns:
        unknown = pl.col("quantity").is_null().any()
        sums.append(pl.when(unknown).then(-1).otherwise(pl.col("quantity").sum()).alias("quantity"))
    if "order_id" not in entries.columns:
        return entries.group_by(keys).agg(sums).sort(keys)
    single = entries.group_by([*keys, "order_id"]).agg(sums)
    orders = (pl.col("value") > 0).sum().clip(1).cast(pl.Int64).alias("times")
    totals = [pl.col("value").sum(), pl.col("money").sum()]
    if "quantity" in entries.columns:
        unknown = (pl.col("quantity") < 0).any()
        totals.append(pl.when(unknown).then(-1).otherwise(pl.col("quantity").sum()).alias("quantity"))
    return single.group_by(keys).agg(*totals, orders).sort(keys)


def _changes(daily: pl.DataFrame, by: list[str]) -> NDArray[np.bool_]:
    """True on the first row of each owner."""
    if not daily.height:
        return np.zeros(0, dtype=bool)
    differs = pl.any_horizontal([pl.col(name) != pl.col(name).shift() for name in by]).fill_null(True)
    return daily.select(differs.alias("new"))["new"].to_numpy()
