"""Move whole tables into PostgreSQL inside the current transaction.

ADBC would be a second connection, outside the transaction that holds the lock on the standings; COPY keeps
to Django's own connection.
"""

from __future__ import annotations

import polars as pl
from django.db import connection


def write_frame(table: str, frame: pl.DataFrame) -> None:
    """Append the rows of `frame` to `table`, columns by name. One SQL command."""
    columns = ", ".join(f'"{name}"' for name in frame.columns)
    statement = f"COPY {table} ({columns}) FROM STDIN (FORMAT csv)"
    with connection.cursor() as cursor, cursor.copy(statement) as copy:
        copy.write(frame.write_csv(include_header=False).encode())
