"""The search for reference cycles, which costs most where very many objects are made that hold none."""

import gc
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

_OBJECTS: Final = 10_000
"""Made and not given back between two searches: some megabytes. One page in twenty-five waits for one."""


@contextmanager
def many_objects() -> Iterator[None]:
    """No search for cycles inside the block: up to a third of the time of work on ten thousands of rows."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()


def begin_loading() -> None:
    """No search for cycles while a process loads its modules: a quarter of the time of its start."""
    gc.disable()


def end_loading() -> None:
    """Search again from now on, but never through what was loaded, which stays anyway.

    And more seldom: a page makes some seven hundred objects that hold others, so that Python's own threshold
    lets each page wait for a search, and one in a hundred for a search through everything.
    """
    gc.freeze()
    gc.set_threshold(_OBJECTS)
    gc.enable()
