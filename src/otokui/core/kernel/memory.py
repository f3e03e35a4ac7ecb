"""What a long-running process gives back to the machine."""

import ctypes
import os
from typing import Final

_TRIM_THRESHOLD, _MMAP_THRESHOLD, _ARENA_MAX = -1, -3, -8  # malloc.h of glibc
_LARGE: Final = 256 * 1024
_ARENAS: Final = 2


def give_back() -> None:
    """Large values return to the machine when they are let go, instead of waiting for the next like them.

    glibc raises its idea of large to the largest value it has seen, and gives each thread a store of its own;
    what polars lets go waits in its own allocator. A web server that had shown the people behind one number
    of a million customers kept 95 MB for it. Call it first of all; elsewhere than on glibc nothing happens.
    """
    os.environ.setdefault("_RJEM_MALLOC_CONF", "dirty_decay_ms:0,muzzy_decay_ms:0")
    set_option = getattr(ctypes.CDLL(None), "mallopt", None)
    if set_option is not None:
        for option, value in ((_MMAP_THRESHOLD, _LARGE), (_TRIM_THRESHOLD, _LARGE), (_ARENA_MAX, _ARENAS)):
            set_option(option, value)
