"""The compiled pass: sorted entries → the numbers of the state rows.

Whole numbers only, so the bytes are those of `columnar`. Importing this module loads numba; functions are
compiled on first use and cached on disk.
"""

from typing import Any

import numba
import numpy as np

RECENT = 5
NUMBERS = ("owner", "orders", "net", "gap_squares", "gap_log")
DAYS = ("first", "last", "previous")


@numba.njit(nogil=True, cache=True)
def count_owners(owner: Any, day: Any, begin: int, end: int) -> int:
    """Runs of equal owners in rows begin..end-1; -1 when they are not in order of owner, then day."""
    owners = 1
    for row in range(begin + 1, end):
        if owner[row] != owner[row - 1]:
            if owner[row] < owner[row - 1]:
                return -1
            owners += 1
        elif day[row] < day[row - 1]:
            return -1
    return owners


@numba.njit(nogil=True, cache=True)
def write(
    who: int, state: Any, days: Any, ring: Any, at: int, numbers: Any, dates: Any, recent: Any, written: int
) -> int:
    """Write one owner's row number `at`; returns how many recent values there are now."""
    orders = state[0]
    numbers[0, at] = who
    for column in range(4):
        numbers[column + 1, at] = state[column]
    for column in range(3):
        dates[column, at] = days[column]
    for order in range(max(orders - RECENT, 0), orders):
        recent[written] = ring[order % RECENT]
        written += 1
    return written


@numba.njit(nogil=True, cache=True)
def reduce_rows(
    owner: Any,
    day: Any,
    value: Any,
    money: Any,
    untils: Any,
    logs: Any,
    begin: int,
    end: int,
    numbers: Any,
    dates: Any,
    recent: Any,
    counts: Any,
    written: Any,
) -> None:
    """The state rows at each of the rising days `untils`, from rows begin..end-1.

    For the n-th day: `numbers[n]` and `dates[n]` get a column an owner (NUMBERS, DAYS), `recent[n]` the last
    order values (old → new) of one owner after the other, `counts[n]` and `written[n]` how many those are. An
    owner without an entry up to the day has no column there.
    """
    row = begin
    longest = len(logs) - 1
    ring = np.zeros(RECENT, dtype=np.int64)
    state = np.zeros(4, dtype=np.int64)  # orders, net, sum of gap^2, sum of ln gap
    days = np.zeros(3, dtype=np.int32)
    while row < end:
        who = owner[row]
        seen = False
        turn = 0
        state[:] = 0
        days[:] = 0
        while row < end and owner[row] == who:
            today = day[row]
            while turn < len(untils) and today > untils[turn]:
                if seen:
                    at = counts[turn]
                    written[turn] = write(
                        who, state, days, ring, at, numbers[turn], dates[turn], recent[turn], written[turn]
                    )
                    counts[turn] += 1
                turn += 1
            total = 0
            while row < end and owner[row] == who and day[row] == today:
                total += value[row]
                state[1] += money[row]
                row += 1
            seen = True
            if total > 0:
                if state[0] > 0:
                    gap = today - days[1]
                    state[2] += gap * gap
                    state[3] += logs[min(gap, longest)]
                    days[2] = days[1]
                else:
                    days[0] = today
                days[1] = today
                ring[state[0] % RECENT] = total
                state[0] += 1
        while turn < len(untils):
            at = counts[turn]
            written[turn] = write(
                who, state, days, ring, at, numbers[turn], dates[turn], recent[turn], written[turn]
            )
            counts[turn] += 1
            turn += 1
