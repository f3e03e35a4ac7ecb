"""COPY between the caller's transaction and polars frames.

CSV is what both sides read and write fastest. A frame is written with NULL as nothing and '' as "";
columns of text are read back the same way.
"""

from collections.abc import Mapping, Sequence
from io import BytesIO
from typing import Any

import polars as pl
from django.db import connection
from psycopg import Connection
from psycopg.sql import SQL, Identifier

Schema = Mapping[str, Any]


def read(sql: str, params: Sequence[Any], schema: Schema) -> pl.DataFrame:
    """The rows of a SELECT. Columns come in the order of `schema`.

    A `pl.Datetime` must be selected as microseconds since 1970 (`micros(...)`), a `pl.Date` as ISO text.
    """
    with _raw().cursor() as cursor, cursor.copy(f"COPY ({sql}) TO STDOUT (FORMAT csv)", params) as copy:  # type: ignore[arg-type]
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
    with _raw().cursor() as cursor, cursor.copy(statement) as copy:
        copy.write(frame.write_csv(include_header=False, datetime_format="%Y-%m-%d %H:%M:%S%.6f%z").encode())


def execute(sql: str, params: Sequence[Any] = ()) -> int:
    """Run one statement, return the number of rows it touched."""
    with _raw().cursor() as cursor:
        cursor.execute(sql, params)  # type: ignore[arg-type]
        return cursor.rowcount


def rows(sql: str, params: Sequence[Any] = ()) -> list[tuple[Any, ...]]:
    """Run one statement, return its rows."""
    with _raw().cursor() as cursor:
        cursor.execute(sql, params)  # type: ignore[arg-type]
        return cursor.fetchall()


def micros(column: str) -> str:
    """SQL: an instant as microseconds since 1970."""
    return f"(extract(epoch FROM {column}) * 1000000)::bigint"


def _on_the_wire(kind: Any) -> Any:
    if isinstance(kind, pl.Datetime):
        return pl.Int64
    return pl.String if kind == pl.Boolean else kind


def _raw() -> Connection[Any]:
    connection.ensure_connection()
    raw: Connection[Any] = connection.connection
    return raw
