"""Statements that a connection plans once: where planning takes longer than the answer."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any

import psycopg
from django.db import DEFAULT_DB_ALIAS, connections
from django.db.backends.utils import CursorWrapper
from psycopg.types.numeric import Int8

Parameters = Sequence[Any] | Mapping[str, Any]


def rows(sql: str, parameters: Parameters | None = None) -> list[tuple[Any, ...]]:
    """Run one statement, return its rows. One SQL query.

    The parameters go beside it; without any the statement holds all it asks for, and % is an ordinary sign.
    """
    with _cursor() as cursor:
        cursor.execute(sql, None if parameters is None else typed(parameters))
        found: list[tuple[Any, ...]] = cursor.fetchall()
    return found


def named_row(sql: str, parameters: Parameters = ()) -> dict[str, Any] | None:
    """Run one statement, return its first row by the names of its columns; None if there is none."""
    return next(iter(named_rows(sql, parameters)), None)


def named_rows(sql: str, parameters: Parameters = ()) -> list[dict[str, Any]]:
    """Run one statement, return its rows by the names of its columns."""
    with _cursor() as cursor:
        cursor.execute(sql, typed(parameters))
        names = [column.name for column in cursor.description]
        return [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]


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
