"""How many statements PostgreSQL has run for a connection, whoever sent them: libpq writes down its answers.

Django's list of queries knows only those of Django's own cursors. Here COPY, psycopg's cursors and statements
that stay prepared are seen alike, each time they run.
"""

import os
import re
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from psycopg import Connection
from psycopg.pq import Trace

_RAN = re.compile(rb'^B\t\d+\tCommandComplete\t "([A-Z]+)', re.M)
_FRAME = {b"BEGIN", b"COMMIT", b"ROLLBACK", b"SAVEPOINT", b"RELEASE", b"SET", b"RESET"}


@contextmanager
def listening(connection: Connection) -> Iterator[Callable[[], int]]:
    """Gives a function that tells how many have been run since it was last asked.

    All that ask or change anything count, `SELECT set_config(…)` too; what begins, ends or frames a
    transaction does not, nor does SET.
    """
    with tempfile.TemporaryFile() as trace:
        connection.pgconn.trace(trace.fileno())
        connection.pgconn.set_trace_flags(Trace.SUPPRESS_TIMESTAMPS)
        read = 0

        def since() -> int:
            nonlocal read
            # By its place: the position in the file is libpq's, which writes on.
            told = os.pread(trace.fileno(), os.fstat(trace.fileno()).st_size - read, read)
            read += len(told)
            return sum(ran not in _FRAME for ran in _RAN.findall(told))

        try:
            yield since
        finally:
            connection.pgconn.untrace()
