"""The database of a process: a server of the user's, or the embedded one, started when it is needed."""

import contextlib
from collections.abc import Iterator
from pathlib import Path


@contextlib.contextmanager
def running_database(home: Path, address: str = "", *, long_running: bool = False) -> Iterator[str]:
    """The address of a database that runs as long as the block.

    With an `address` this is the address. Without, it is the embedded cluster in `home/postgres`, started if
    it does not run yet, and stopped at the end unless another process uses it. A `long_running` process
    also starts it again should it be killed. Raises Unavailable when it does not start.
    """
    if address:
        yield address
        return
    from otokui.core.platform.cluster import Cluster, staying_warm  # not needed on a server of the user's

    cluster = Cluster(home / "postgres", settings=staying_warm() if long_running else None)
    cluster.acquire()
    try:
        if long_running:
            cluster.keep_running()
        yield cluster.url
    finally:
        cluster.release()
