"""Lines that come part by part → the state rows of everybody, in the memory of a few parts.

What a state row says of a customer comes from that customer's own lines, so parts that hold whole customers
are reduced one by one and forgotten. The result is that of all lines together.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from datetime import date
from functools import partial
from itertools import pairwise
from typing import TypeVar

import polars as pl
import pyarrow as pa

from otokui.analytics import schema
from otokui.analytics.engine.reduce import prepare
from otokui.analytics.ledger import Guests, Ledger, open_books, settle
from otokui.analytics.run import states_of_both
from otokui.analytics.settings import Settings

Made = TypeVar("Made")

AT_ONCE = 2
"""Parts that are worked on while the next one is read."""


@dataclass(frozen=True, slots=True)
class Reduced:
    """The state rows now (STATES) and then (PLACED), and the ledger of now without its entries."""

    states: pa.Table
    before: pa.Table
    ledger: Ledger


def reduce_parts(
    parts: Iterable[pa.Table | pl.DataFrame], settings: Settings, as_of: date, then: date
) -> Reduced:
    """Reduce lines (`schema.LINES`, at least one part) that lie in customer order over all parts.

    Guests come first; a customer may lie across parts. The caller's promise: no line is there twice, and an
    order and the reversals that name it belong to one customer. ValueError if customers are not in order.
    """
    reduce = partial(_reduce, settings=settings, as_of=as_of, then=then)
    return _together(each_part(parts, reduce))


def each_part(
    parts: Iterable[pa.Table | pl.DataFrame], work: Callable[[pl.DataFrame, int], Made]
) -> list[Made]:
    """`work` of the parts' lines, each customer's in one frame, in order; two are worked on at once.

    It is told how many lines there were so far, its own included.
    """
    done: list[Made] = []
    waiting: deque[Future[Made]] = deque()
    lines = 0
    with ThreadPoolExecutor(max_workers=AT_ONCE) as pool:
        for frame in _whole_customers(parts):
            lines += frame.height
            waiting.append(pool.submit(work, frame, lines))
            if len(waiting) > AT_ONCE:
                done.append(waiting.popleft().result())
        done += [one.result() for one in waiting]
    return done


def _reduce(frame: pl.DataFrame, lines: int, *, settings: Settings, as_of: date, then: date) -> Reduced:
    """`lines`: how many there were so far, these included."""
    books = open_books(frame, settings)
    ledger = settle(books, settings, as_of)
    prepare(ledger.entries, lines)
    states, before = states_of_both(books, ledger, settings, as_of, then)
    rest = Ledger(ledger.entries.clear(), ledger.guests, ledger.first_day)
    return Reduced(states, before.select(schema.PLACED.names), rest)


def _together(done: list[Reduced]) -> Reduced:
    _check_order([one.states for one in done])
    ledgers = [one.ledger for one in done]
    guests = [ledger.guests for ledger in ledgers]
    first_days = [ledger.first_day for ledger in ledgers if ledger.first_day is not None]
    return Reduced(
        pa.concat_tables(one.states for one in done),
        pa.concat_tables(one.before for one in done),
        Ledger(
            ledgers[0].entries,
            Guests(sum(one.lines for one in guests), sum(one.net for one in guests)),
            min(first_days, default=None),
        ),
    )


def _whole_customers(parts: Iterable[pa.Table | pl.DataFrame]) -> Iterator[pl.DataFrame]:
    """The same lines, each customer's in one frame: the last customer of a part waits for the next part."""
    rest: pl.DataFrame | None = None
    for part in parts:
        frame = pl.DataFrame(part)
        if rest is not None:
            frame = pl.concat([rest, frame], rechunk=False)
        begin = _last_begins(frame["customer_id"])
        if begin:
            yield frame[:begin]
        rest = frame[begin:].gather_every(1)  # a copy, so that the part can go
    if rest is not None:
        yield rest


def _last_begins(ids: pl.Series) -> int:
    """The row where the last customer's lines begin, if the lines are in customer order."""
    return 0 if not len(ids) or ids[-1] is None else int(ids.search_sorted(ids[-1], "left"))


def _check_order(tables: list[pa.Table]) -> None:
    """ValueError unless each table holds higher customers than the one before."""
    ids = [table["customer_id"] for table in tables if table.num_rows]
    if any(one[-1].as_py() >= other[0].as_py() for one, other in pairwise(ids)):
        raise ValueError("the parts are not in customer order")
