"""Work side by side over several database connections, so that neither we nor PostgreSQL wait."""

from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from typing import TypeVar

from django.db import connection

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
    try:
        for item in items:
            waiting.append(pool.submit(_over_own_connection, work, item))
            if len(waiting) > lanes:
                yield waiting.popleft().result()
        while waiting:
            yield waiting.popleft().result()
    finally:
        pool.shutdown(cancel_futures=True)


def _over_own_connection(work: Callable[[Item], Result], item: Item) -> Result:
    try:
        return work(item)
    finally:
        connection.close()
