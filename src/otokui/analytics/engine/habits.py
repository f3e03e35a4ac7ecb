"""What is said of a rhythm in words: the usual gap and the usual quantity, robust and exact."""

from __future__ import annotations

from typing import Any

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from otokui.analytics.arrays import column
from otokui.analytics.engine.days import Ints, OrderDays

REMEMBERED = 10
"""A habit is read from the last ten gaps."""
WIDEST = 1 << 24


def habits(gaps: Ints, offsets: Ints) -> tuple[Ints, Ints, Ints, Ints]:
    """「3回中3回、28〜32日」: per owner (hits, gaps looked at, shortest, longest).

    The narrowest range of days that holds at least three quarters of the last ten gaps (ties: the shorter
    days); hits are the gaps inside it. 0, 0, 0, 0 without a gap.
    """
    counts = np.minimum(np.diff(offsets), REMEMBERED)
    kept, start = _last(gaps, offsets, counts)
    kept = _sorted_inside(kept, counts)
    needed = -(-3 * counts // 4)
    reach = np.repeat(needed - 1, counts)
    rows = np.arange(len(kept))
    fits = rows + reach < np.repeat(start[1:], counts)
    upper = kept[np.where(fits, rows + reach, rows)]
    key = np.where(fits, (upper - kept) * WIDEST + kept, np.iinfo(np.int64).max)
    low, high, hits = (np.zeros(len(counts), np.int64) for _ in range(3))
    some = np.flatnonzero(counts > 0)
    if len(some):
        best = np.minimum.reduceat(key, start[some])
        low[some] = best % WIDEST
        high[some] = low[some] + best // WIDEST
        inside = (kept >= np.repeat(low, counts)) & (kept <= np.repeat(high, counts))
        hits[some] = np.add.reduceat(inside.astype(np.int64), start[some])
    return hits, counts, low, high


def medians(gaps: Ints, offsets: Ints) -> pa.Array:
    """The median gap per owner, a multiple of one half; null without a gap."""
    counts = np.diff(offsets)
    ordered = _sorted_inside(gaps, counts)
    twice = np.zeros(len(counts), np.int64)
    some = np.flatnonzero(counts > 0)
    start = offsets[some]
    twice[some] = ordered[start + (counts[some] - 1) // 2] + ordered[start + counts[some] // 2]
    return column(twice / 2, counts == 0)


def usual_quantities(days: OrderDays) -> pa.Array:
    """The most frequent quantity of an owner's order days, ties: the smaller; null where none is known."""
    owners = len(days.start) - 1
    if days.quantity is None:
        return pa.nulls(owners, pa.int64())
    owner = np.repeat(np.arange(owners), days.counts())
    known = days.quantity > 0
    owner, quantity = owner[known], days.quantity[known]
    order = np.lexsort((quantity, owner))
    owner, quantity = owner[order], quantity[order]
    fresh = np.ones(len(owner), dtype=bool)
    fresh[1:] = (owner[1:] != owner[:-1]) | (quantity[1:] != quantity[:-1])
    at = np.flatnonzero(fresh)
    often = np.diff(np.append(at, len(owner)))
    owner, quantity = owner[at], quantity[at]
    ranked = np.lexsort((quantity, -often, owner))
    owner, quantity = owner[ranked], quantity[ranked]
    winner = np.ones(len(owner), dtype=bool)
    winner[1:] = owner[1:] != owner[:-1]
    usual = np.zeros(owners, np.int64)
    usual[owner[winner]] = quantity[winner]
    return column(usual, usual == 0)


def _last(values: Ints, offsets: Ints, counts: Ints) -> tuple[Ints, Ints]:
    """The last `counts` values of each stretch, and their offsets."""
    start = np.concatenate(([0], np.cumsum(counts)))
    rows = np.arange(start[-1]) + np.repeat(offsets[1:] - start[1:], counts)
    return values[rows], start


def _sorted_inside(values: Ints, counts: Ints) -> Ints:
    owner = np.repeat(np.arange(len(counts)), counts)
    order: NDArray[Any] = np.lexsort((values, owner))
    ordered: Ints = values[order]
    return ordered
