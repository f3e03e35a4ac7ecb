"""What a sales file speaks of, added up while its chunks go by."""

from __future__ import annotations

from datetime import date
from zoneinfo import ZoneInfo

import polars as pl

from otokui.domain.exchange.types import Extent


class ExtentOfSales:
    """Adds chunks of prepared sales rows up. Chunks hold whole customers, so those can be counted."""

    def __init__(self, zone: ZoneInfo) -> None:
        self._zone = zone
        self._first: date | None = None
        self._last: date | None = None
        self._total = self._guests = self._customers = 0

    def look(self, rows: pl.DataFrame) -> None:
        """One chunk: `ordered_at` are instants, `amount` minor units, `key` the customer or null."""
        if not rows.height:
            return
        days = rows["ordered_at"].dt.convert_time_zone(str(self._zone)).dt.date()
        first, last = days.min(), days.max()
        if isinstance(first, date) and (self._first is None or first < self._first):
            self._first = first
        if isinstance(last, date) and (self._last is None or last > self._last):
            self._last = last
        self._total += int(rows["amount"].sum())
        self._guests += rows["key"].null_count()
        self._customers += rows["key"].drop_nulls().n_unique()

    def found(self) -> Extent:
        """The sum of what was seen."""
        return Extent(self._first, self._last, self._total, self._guests, self._customers)
