"""The compiled pass: sorted entries → the numbers of the state rows.

Whole numbers only, so the bytes are those of `columnar`. Importing this module loads numba; functions are
compiled on first use and cached on disk.
"""

from typing import Any

import numba
import numpy as np

RECENT = 5
COLUMNS = ("owner", "rows", "orders", "first", "last", "previous", "net", "gap_squares", "gap_log")


@numba.njit(nogil=True, cache=True)
def is_sorted(owner: Any, day: Any, begin: int, end: int) -> bool:
    """Whether rows begin..end-1 are in order of owner, then day."""
    for row in range(begin + 1, end):
        if owner[row] < owner[row - 1] or (owner[row] == owner[row - 1] and day[row] < day[row - 1]):
            return False
    return True


@numba.njit(nogil=True, cache=True)
def count_owners(owner: Any, begin: int, end: int) -> int:
    """Runs of equal owners in rows begin..end-1."""
    owners = 0
    for row in range(begin, end):
        if row == begin or owner[row] != owner[row - 1]:
            owners += 1
    return owners


@numba.njit(nogil=True, cache=True)
def reduce_rows(
    owner: Any,
    day: Any,
    value: Any,
    money: Any,
    until: int,
    logs: Any,
    begin: int,
    end: int,
    at: int,
    out: Any,
    recent: Any,
) -> int:
    """Write a column of `out` (COLUMNS) per owner, from `at` on, and the last order values (old → new) of one
    owner after the other to `recent`; returns how many those are.

    Entries later than `until` are unseen; an owner with no entry seen has 0 in `rows`.
    """
    row = begin
    longest = len(logs) - 1
    written = 0
    ring = np.zeros(RECENT, dtype=np.int64)
    while row < end:
        who = owner[row]
        seen = orders = net = first = last = previous = squares = log = 0
        while row < end and owner[row] == who:
            today = day[row]
            if today > until:
                row += 1
                continue
            total = 0
            while row < end and owner[row] == who and day[row] == today:
                total += value[row]
                net += money[row]
                seen += 1
                row += 1
            if total > 0:
                if orders > 0:
                    gap = today - last
                    squares += gap * gap
                    log += logs[min(gap, longest)]
                    previous = last
                else:
                    first = today
                last = today
                ring[orders % RECENT] = total
                orders += 1
        out[0, at] = who
        out[1, at] = seen
        out[2, at] = orders
        out[3, at] = first
        out[4, at] = last
        out[5, at] = previous
        out[6, at] = net
        out[7, at] = squares
        out[8, at] = log
        at += 1
        for order in range(max(orders - RECENT, 0), orders):
            recent[written] = ring[order % RECENT]
            written += 1
    return written
