"""The pass over sorted entries: plain Python over arrays of whole numbers, compiled by `native`.

Its bytes are those of `columnar`. Nothing here may allocate, raise, or call anything but min and max.
"""

from typing import Any

RECENT = 5
NUMBERS = ("owner", "orders", "net", "gap_squares", "gap_log")
DAYS = ("first", "last", "previous")
THEN = ("owner", "orders", "net")
DAILY = ("owner", "day", "value", "money")
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
    daily: Any,
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
    how many recent values and how many owners then. `daily`: room to work in (DAILY).

    A block of entries becomes order days without a branch that hangs on the data, then days become rows:
    guessing at every line whether its day goes on would cost the processor more than all the sums.
    """
    longest = len(logs) - 1
    rows, block = len(owner), daily.shape[1]
    values = known = begin = 0
    fifth = fourth = third = second = newest = 0
    orders = net = squares = log = first = last = previous = 0
    then_orders = then_net = then_first = then_last = 0
    seen = False
    while begin < rows:
        end = min(begin + block, rows)
        while end < rows and owner[end] == owner[end - 1] and day[end] == day[end - 1]:
            end += 1
        days = total = paid = 0
        wrong = False
        for row in range(begin, end):
            total += value[row]
            paid += money[row]
            daily[0, days] = owner[row]
            daily[1, days] = day[row]
            daily[2, days] = total
            daily[3, days] = paid
            after = min(row + 1, rows - 1)
            same = owner[after] == owner[row]
            wrong |= (owner[after] < owner[row]) | (same & (day[after] < day[row]))
            ends = (not same) | (day[after] != day[row])
            days += ends
            total = 0 if ends else total
            paid = 0 if ends else paid
        if wrong:
            return UNSORTED
        if end == rows:
            days += 1
        for number in range(days):
            today, total = daily[1, number], daily[2, number]
            net += daily[3, number]
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
                fifth, fourth, third, second, newest = fourth, third, second, newest, total
            if today <= then:
                seen = True
                then_orders, then_net, then_first, then_last = orders, net, first, last
            who = daily[0, number]
            if number + 1 < days:
                if daily[0, number + 1] == who:
                    continue
            elif end < rows and owner[end] == who:
                continue
            numbers[0, at] = who
            numbers[1, at] = orders
            numbers[2, at] = net
            numbers[3, at] = squares
            numbers[4, at] = log
            dates[0, at] = first
            dates[1, at] = last
            dates[2, at] = previous
            at += 1
            recent[values] = fifth
            values += orders > 4
            recent[values] = fourth
            values += orders > 3
            recent[values] = third
            values += orders > 2
            recent[values] = second
            values += orders > 1
            recent[values] = newest
            values += orders > 0
            then_numbers[0, known] = who
            then_numbers[1, known] = then_orders
            then_numbers[2, known] = then_net
            then_dates[0, known] = then_first
            then_dates[1, known] = then_last
            known += seen
            orders = net = squares = log = first = last = previous = 0
            then_orders = then_net = then_first = then_last = 0
            seen = False
        begin = end
    written[0] = values
    written[1] = known
    return 0
