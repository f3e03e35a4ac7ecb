"""Move whole tables between PostgreSQL and polars inside the current transaction.

ADBC would be a second connection, outside the transaction that holds the lock on the standings; COPY keeps
to Django's own connection.
"""

import io
from collections.abc import Mapping, Sequence
from typing import Any

import polars as pl
from django.db import connection

Schema = Mapping[str, Any]


def read_frame(query: str, parameters: Sequence[object], schema: Schema) -> pl.DataFrame:
    """Rows of a SELECT, one column per entry of `schema`, in that order. One SQL query.

    Text that is empty comes back as null.
    """
    with connection.cursor() as cursor, cursor.copy(f"COPY ({query}) TO STDOUT (FORMAT csv)", parameters) as copy:
        content = b"".join(bytes(block) for block in copy)
    if not content:
        return pl.DataFrame(schema=dict(schema))
    return pl.read_csv(io.BytesIO(content), has_header=False, schema=dict(schema))


def write_frame(table: str, frame: pl.DataFrame) -> None:
    """Append the rows of `frame` to `table`, columns by name. One SQL command."""
    columns = ", ".join(f'"{name}"' for name in frame.columns)
    with connection.cursor() as cursor, cursor.copy(f"COPY {table} ({columns}) FROM STDIN (FORMAT csv)") as copy:
        copy.write(frame.write_csv(include_header=False).encode())
