"""Work side by side over several database connections, so that neither we nor PostgreSQL wait."""

from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from typing import TypeVar

from django.db import DEFAULT_DB_ALIAS, connections
from django.db.backends.base.base import BaseDatabaseWrapper

Item = TypeVar("Item")
Result = TypeVar("Result")


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
