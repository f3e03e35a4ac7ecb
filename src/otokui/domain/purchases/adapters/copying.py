"""COPY between the caller's transaction and polars frames.

CSV is what both sides read and write fastest. A frame is written with NULL as nothing and '' as "";
columns of text are read back the same way.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager
from functools import cache
from io import BytesIO
from typing import Any, Final

import polars as pl
from django.db import connection
from psycopg import Cursor
from psycopg.sql import SQL, Identifier


class Kinds(Mapping[str, Any]):
    """Columns and the names of their polars types; `Instant` is one of UTC in microseconds.

    A module that only knows them does not load polars.
    """

    def __init__(self, kinds: Mapping[str, str]) -> None:
        self.told = dict(kinds)

    def __getitem__(self, name: str) -> Any:
        kind = self.told[name]
        return pl.Datetime("us", "UTC") if kind == "Instant" else getattr(pl, kind)

    def __or__(self, more: Mapping[str, str] | Kinds) -> Kinds:
        return Kinds(self.told | dict(more.told if isinstance(more, Kinds) else more))

    def __iter__(self) -> Iterator[str]:
        return iter(self.told)

    def __len__(self) -> int:
        return len(self.told)


Schema = Mapping[str, Any]
Parameters = Sequence[Any] | Mapping[str, Any]

ROWS_AT_ONCE: Final = 10_000
FEW: Final = 100
"""Up to so many customers are read row by row: a page, a purchase. More of them go by COPY."""


def read(sql: str, params: Sequence[Any], schema: Schema) -> pl.DataFrame:
    """The rows of a SELECT. Columns come in the order of `schema`.

    A `pl.Datetime` must be selected as microseconds since 1970 (`micros(...)`), a `pl.Date` as ISO text.
    """
    with _cursor() as cursor, cursor.copy(f"COPY ({sql}) TO STDOUT (FORMAT csv)", params) as copy:
        data = b"".join(bytes(block) for block in copy)
    if not data:
        return empty(schema)
    wire = {name: _on_the_wire(kind) for name, kind in schema.items()}
    frame = pl.read_csv(BytesIO(data), has_header=False, schema=wire)
    return frame.with_columns(
        pl.col(name) == "t" if kind == pl.Boolean else pl.col(name).cast(kind)
        for name, kind in schema.items()
        if kind != wire[name]
    )


def read_few(sql: str, params: Sequence[Any], schema: Schema) -> pl.DataFrame:
    """The frame that `read` gives, for the rows of a page: row by row they cost less than as a file.

    Dates and lists are selected as they are.
    """
    found = rows(sql, params)
    if not found:
        return empty(schema)
    instants = [name for name, kind in schema.items() if isinstance(kind, pl.Datetime)]
    wire = {**schema, **dict.fromkeys(instants, pl.Int64)}
    frame = pl.DataFrame(found, schema=wire, orient="row")
    return frame.with_columns(pl.col(name).cast(schema[name]) for name in instants) if instants else frame


def reader(count: int) -> Callable[[str, Sequence[Any], Schema], pl.DataFrame]:
    """How to read what belongs to so many customers or orders; the SELECT must serve `read`."""
    return read_few if count <= FEW else read


def empty(schema: Schema) -> pl.DataFrame:
    """No rows of these columns."""
    return _empty(tuple(schema.items()))


@cache
def _empty(columns: tuple[tuple[str, Any], ...]) -> pl.DataFrame:
    return pl.DataFrame(schema=dict(columns))


def write(table: str, frame: pl.DataFrame, *, nullable: Collection[str] = ()) -> None:
    """Append a frame to a table; its column names are the table's, and what is null throughout is left out.

    The table has no defaults, so that leaves NULL there. A text that is null is written as an empty one,
    except in the columns `nullable`.
    """
    if frame.is_empty():
        return
    frame = frame.select(column.name for column in frame if column.null_count() < frame.height)
    texts = [name for name, kind in frame.schema.items() if kind == pl.String and name not in nullable]
    columns = SQL(", ").join(map(Identifier, frame.columns))
    force = SQL(", FORCE_NOT_NULL ({})").format(SQL(", ").join(map(Identifier, texts))) if texts else SQL("")
    statement = SQL("COPY {} ({}) FROM STDIN (FORMAT csv{})").format(Identifier(table), columns, force)
    with _cursor() as cursor, cursor.copy(statement) as copy:
        for part in _spelt(frame):
            copy.write(part)


def _spelt(frame: pl.DataFrame) -> Iterator[Any]:
    """The rows as CSV, in slices: PostgreSQL stores one while we spell the next."""
    if frame.height <= FEW:
        yield "".join([",".join(map(_cell, row)) + "\n" for row in frame.rows()])
        return
    # Without its zone an instant is spelt in half of the time; Django's connections speak in UTC.
    instants = pl.selectors.datetime(time_zone="*")
    frame = frame.with_columns(instants.dt.convert_time_zone("UTC").dt.replace_time_zone(None))
    for part in frame.iter_slices(ROWS_AT_ONCE):
        spelt = BytesIO()
        part.write_csv(spelt, include_header=False)
        yield spelt.getbuffer()


def _cell(value: Any) -> str:
    """A value of a row as CSV has it; a text always in quotes, since nothing is NULL."""
    if value is None:
        return ""
    return '"' + value.replace('"', '""') + '"' if isinstance(value, str) else str(value)


def update_few(table: str, key: str, frame: pl.DataFrame) -> None:
    """Bring rows, at most `FEW`, to what the frame says, by their `key`. A list may be spelt as `array` does.

    In one statement, without the table between that many rows take.
    """
    fields = [f'"{name}"' for name in frame.columns if name != key]
    values = ", ".join(f"given.{field}" for field in fields)
    given = json.dumps([dict(zip(frame.columns, row, strict=True)) for row in frame.rows()], default=str)
    execute(
        f"UPDATE {table} present SET ({', '.join(fields)}) = ROW ({values})"
        f" FROM json_populate_recordset(NULL::{table}, %s) given WHERE given.{key} = present.{key}",
        [given],
    )


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


def row_in_bytes(sql: str) -> tuple[Any, ...]:
    """The one row of a SELECT without parameters, each value as PostgreSQL holds it."""
    connection.ensure_connection()
    # Django's own cursors put values into the text of a statement, and get text back.
    with connection.wrap_database_errors, Cursor(connection.connection) as cursor:
        return cursor.execute(sql, binary=True).fetchone() or ()


def array(values: pl.Series | Sequence[int] | Sequence[str]) -> str:
    """Whole numbers or texts without nulls as PostgreSQL writes an array; say `%s::bigint[]` or the like.

    psycopg would look at every element.
    """
    if len(values) <= FEW:
        return "{" + ",".join([_element(value) for value in values]) + "}"
    values = pl.Series(values)
    if values.dtype == pl.String:
        escaped = values.str.replace_all(r'(["\\])', r"\$1")
        values = '"' + escaped + '"'
    return "{" + (values.cast(pl.String).str.join(",").item() or "") + "}"


def _element(value: int | str) -> str:
    if isinstance(value, str):
        return '"' + value.replace("\\", "\\\\").replace('"', '\\"') + '"'
    return str(value)


def new_ids(table: str, count: int) -> pl.Series:
    """So many new primary keys, ascending."""
    # As one text: a row for each would cost more than all the rest.
    ((numbers,),) = rows(_NEW_IDS, [table, count])
    return pl.Series("id", [numbers]).str.split(",").explode().cast(pl.Int64).sort()


def micros(column: str) -> str:
    """SQL: an instant as microseconds since 1970 (a double holds those of the next centuries exactly)."""
    return f"(date_part('epoch', {column}) * 1000000)::bigint"


# The name of the sequence is looked up once, not for every row.
_NEW_IDS: Final = """
SELECT string_agg(nextval(sequence)::text, ',')
FROM (SELECT pg_get_serial_sequence(%s, 'id')::regclass AS sequence OFFSET 0) s,
    generate_series(1, %s)"""


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
