"""Statements that a connection plans once: where planning takes longer than the answer.

`rows` and `named_row` send the values beside the statement, `rows_of` is for one that holds all it asks for.
"""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any

import psycopg
from django.db import DEFAULT_DB_ALIAS, connections
from django.db.backends.utils import CursorWrapper
from psycopg.types.numeric import Int8

Parameters = Sequence[Any] | Mapping[str, Any]


def rows(sql: str, parameters: Parameters = ()) -> list[tuple[Any, ...]]:
    """Run one statement, return its rows. One SQL query."""
    with _cursor() as cursor:
        cursor.execute(sql, typed(parameters))
        found: list[tuple[Any, ...]] = cursor.fetchall()
    return found


def named_row(sql: str, parameters: Parameters = ()) -> dict[str, Any] | None:
    """Run one statement, return its first row by the names of its columns; None if there is none."""
    with _cursor() as cursor:
        cursor.execute(sql, typed(parameters))
        row = cursor.fetchone()
        return dict(zip((column.name for column in cursor.description), row, strict=True)) if row else None


def typed(parameters: Parameters) -> Parameters:
    """Whole numbers are of one type whatever their size: another type would be another statement."""
    if isinstance(parameters, Mapping):
        return {name: _typed(value) for name, value in parameters.items()}
    return [_typed(value) for value in parameters]


def _typed(value: Any) -> Any:
    return Int8(value) if type(value) is int else value


class _Cursor(psycopg.Cursor[Any]):
    """psycopg's own; those of Django write the values into the statement."""

    def _send_query_prepared(self, name: bytes, pgq: Any, *, binary: bool | None = None) -> None:
        self._query = pgq  # Django's list of queries shows it
        super()._send_query_prepared(name, pgq, binary=binary)


@contextmanager
def _cursor() -> Iterator[CursorWrapper]:
    ours: Any = connections[DEFAULT_DB_ALIAS]
    ours.close_if_health_check_failed()
    ours.ensure_connection()
    with ours.wrap_database_errors:
        cursor = _Cursor(ours.connection)
    wrap = ours.make_debug_cursor if ours.queries_logged else ours.make_cursor
    with wrap(cursor) as wrapped:
        yield wrapped


def rows_of(sql: str) -> list[tuple[Any, ...]]:
    """The rows of a statement that holds all it asks for. One SQL query.

    By the same list of statements as the others: psycopg gives all of a connection back after a rollback.
    """
    with _cursor() as cursor:
        cursor.execute(sql)
        found: list[tuple[Any, ...]] = cursor.fetchall()
    return found
