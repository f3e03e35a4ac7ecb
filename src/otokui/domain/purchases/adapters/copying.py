"""COPY between the caller's transaction and polars frames.

CSV is what both sides read and write fastest. A frame is written with NULL as nothing and '' as "";
columns of text are read back the same way.
"""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from io import BytesIO
from typing import Any, Final

import polars as pl
from django.db import connection
from psycopg import Cursor
from psycopg.sql import SQL, Identifier

Schema = Mapping[str, Any]
Parameters = Sequence[Any] | Mapping[str, Any]

ROWS_AT_ONCE: Final = 10_000
_INSTANT: Final = "%Y-%m-%d %H:%M:%S%.6f%z"


def read(sql: str, params: Sequence[Any], schema: Schema) -> pl.DataFrame:
    """The rows of a SELECT. Columns come in the order of `schema`.

    A `pl.Datetime` must be selected as microseconds since 1970 (`micros(...)`), a `pl.Date` as ISO text.
    """
    with _cursor() as cursor, cursor.copy(f"COPY ({sql}) TO STDOUT (FORMAT csv)", params) as copy:
        data = b"".join(bytes(block) for block in copy)
    if not data:
        return pl.DataFrame(schema=dict(schema))
    wire = {name: _on_the_wire(kind) for name, kind in schema.items()}
    frame = pl.read_csv(BytesIO(data), has_header=False, schema=wire)
    return frame.with_columns(
        pl.col(name) == "t" if kind == pl.Boolean else pl.col(name).cast(kind)
        for name, kind in schema.items()
        if kind != wire[name]
    )


def write(table: str, frame: pl.DataFrame) -> None:
    """Append a frame to a table; its column names are the table's."""
    if frame.is_empty():
        return
    columns = SQL(", ").join(Identifier(name) for name in frame.columns)
    texts = [name for name, kind in frame.schema.items() if kind == pl.String]
    force = SQL(", FORCE_NOT_NULL ({})").format(SQL(", ").join(map(Identifier, texts))) if texts else SQL("")
    statement = SQL("COPY {} ({}) FROM STDIN (FORMAT csv{})").format(Identifier(table), columns, force)
    with _cursor() as cursor, cursor.copy(statement) as copy:
        # In slices: PostgreSQL stores one while we spell the next.
        for part in frame.iter_slices(ROWS_AT_ONCE):
            copy.write(part.write_csv(include_header=False, datetime_format=_INSTANT).encode())


def execute(sql: str, params: Parameters = ()) -> int:
    """Run one statement, return the number of rows it touched."""
    with _cursor() as cursor:
        cursor.execute(sql, params)
        return cursor.rowcount


def rows(sql: str, params: Parameters = ()) -> list[tuple[Any, ...]]:
    """Run one statement, return its rows."""
    with _cursor() as cursor:
        cursor.execute(sql, params)
        return cursor.fetchall()


def micros(column: str) -> str:
    """SQL: an instant as microseconds since 1970 (a double holds those of the next centuries exactly)."""
    return f"(date_part('epoch', {column}) * 1000000)::bigint"


def _on_the_wire(kind: Any) -> Any:
    if isinstance(kind, pl.Datetime):
        return pl.Int64
    return pl.String if kind == pl.Boolean else kind


@contextmanager
def _cursor() -> Iterator[Cursor[Any]]:
    """A cursor of psycopg on Django's connection; errors are Django's."""
    connection.ensure_connection()
    with connection.wrap_database_errors, connection.connection.cursor() as cursor:
        yield cursor
