"""Rows that claim the same key: the last one holds."""

from __future__ import annotations

from collections.abc import Sequence

import polars as pl


def last_of_each(frame: pl.DataFrame, keys: Sequence[str]) -> pl.DataFrame:
    """The frame without rows whose keys come again further down; rows in no particular order.

    Keys are compared exactly, but only among rows whose hashes meet: usually none or few.
    """
    hashes = frame.select(pl.struct(keys).hash()).to_series()
    ordered = hashes.sort()
    again = ordered.filter(ordered == ordered.shift(1))
    if not len(again):
        return frame
    suspect = hashes.is_in(again.unique().implode())
    exact = frame.filter(suspect).unique(keys, keep="last")
    return pl.concat([frame.filter(~suspect), exact])
