"""The pass over sorted entries, row by row: plain Python over arrays of whole numbers, compiled by `native`.

Its bytes are those of `columnar`. Nothing here may allocate, raise, or call anything but min and max.
"""

from typing import Any

RECENT = 5
NUMBERS = ("owner", "orders", "net", "gap_squares", "gap_log")
DAYS = ("first", "last", "previous")
THEN = ("owner", "orders", "net")
UNSORTED = -1


def count_owners(owner: Any) -> int:
    """Runs of equal owners."""
    owners = 1
    for row in range(1, len(owner)):
        owners += owner[row] != owner[row - 1]
    return owners


def reduce_rows(
    owner: Any,
    day: Any,
    value: Any,
    money: Any,
    then: int,
    logs: Any,
    at: int,
    numbers: Any,
    dates: Any,
    recent: Any,
    then_numbers: Any,
    then_dates: Any,
    written: Any,
) -> int:
    """State rows from entries that hold all of their owners; UNSORTED unless they lie by owner and day.

    Columns `at` and on of `numbers` and `dates` are filled, one an owner (NUMBERS, DAYS); `recent` gets the
    last order values (old → new) of one owner after the other; `then_numbers` and `then_dates` (THEN, first
    and last day) what was known at the end of day `then`, of the owners who had an entry by then. `written`:
    how many recent values and how many owners then.
    """
    rows = len(owner)
    longest = len(logs) - 1
    row = values = known = 0
    while row < rows:
        who = owner[row]
        begin = values
        orders = net = squares = log = first = last = previous = 0
        then_orders = then_net = then_first = then_last = 0
        seen = False
        before = day[row]
        while row < rows and owner[row] == who:
            today = day[row]
            if today < before:
                return UNSORTED
            before = today
            total = 0
            while row < rows and owner[row] == who and day[row] == today:
                total += value[row]
                net += money[row]
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
                orders += 1
                if orders > RECENT:
                    for place in range(begin, values - 1):
                        recent[place] = recent[place + 1]
                    recent[values - 1] = total
                else:
                    recent[values] = total
                    values += 1
            if today <= then:
                seen = True
                then_orders, then_net, then_first, then_last = orders, net, first, last
        if row < rows and owner[row] < who:
            return UNSORTED
        numbers[0, at] = who
        numbers[1, at] = orders
        numbers[2, at] = net
        numbers[3, at] = squares
        numbers[4, at] = log
        dates[0, at] = first
        dates[1, at] = last
        dates[2, at] = previous
        at += 1
        if seen:
            then_numbers[0, known] = who
            then_numbers[1, known] = then_orders
            then_numbers[2, known] = then_net
            then_dates[0, known] = then_first
            then_dates[1, known] = then_last
            known += 1
    written[0] = values
    written[1] = known
    return 0
