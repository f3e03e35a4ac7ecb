"""Work side by side over several database connections, so that neither we nor PostgreSQL wait."""

import sys
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from typing import Final, TypeVar

from django.db import DEFAULT_DB_ALIAS, connections
from django.db.backends.base.base import BaseDatabaseWrapper

Item = TypeVar("Item")
Result = TypeVar("Result")

_TURN_SECONDS: Final = 0.0005
"""So long one lane computes before another one may. By Python's own 5 ms a lane that has an answer from
PostgreSQL, and needs only a moment to send what comes next, would wait for its turn longer than PostgreSQL
had worked."""


def in_lanes(work: Callable[[Item], Result], items: Iterable[Item], *, lanes: int) -> Iterator[Result]:
    """The results of `work` in the order of the items, `lanes` of them at a time; one lane = this thread.

    No more items are taken than are worked at. When something goes wrong, or the caller stops listening,
    what has begun ends first and nothing else begins.
    """
    if lanes == 1:
        yield from map(work, items)
        return
    pool = ThreadPoolExecutor(lanes, thread_name_prefix="lane")
    waiting: deque[Future[Result]] = deque()
    opened: set[BaseDatabaseWrapper] = set()
    with _short_turns():
        try:
            for item in items:
                waiting.append(pool.submit(_over_own_connection, work, item, opened))
                if len(waiting) > lanes:
                    yield waiting.popleft().result()
            while waiting:
                yield waiting.popleft().result()
        finally:
            pool.shutdown(cancel_futures=True)
            for each in opened:
                each.close()


@contextmanager
def _short_turns() -> Iterator[None]:
    before = sys.getswitchinterval()
    sys.setswitchinterval(_TURN_SECONDS)
    try:
        yield
    finally:
        sys.setswitchinterval(before)


def _over_own_connection(
    work: Callable[[Item], Result], item: Item, opened: set[BaseDatabaseWrapper]
) -> Result:
    """Each thread keeps its connection from item to item; whoever started the threads closes them."""
    own = connections[DEFAULT_DB_ALIAS]
    if own not in opened:
        own.inc_thread_sharing()
        opened.add(own)
    try:
        return work(item)
    except BaseException:
        own.close()
        raise
