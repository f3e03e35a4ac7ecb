"""Statements that a connection plans once: where planning takes longer than the answer."""

from itertools import count
from typing import Any, Final
from weakref import WeakKeyDictionary

from django.db import connection

_NUMBERS: Final = count(1)
_NAMES: Final[WeakKeyDictionary[Any, dict[str, str]]] = WeakKeyDictionary()
"""By connection to PostgreSQL: its prepared statements, which go when it goes."""


def rows_of(sql: str) -> list[tuple[Any, ...]]:
    """The rows of a statement that holds all it asks for. One round trip, the first time too.

    For a few statements asked again and again: each stays with the connection until it is closed. Like the
    worker's waiting for jobs it asks for a server connection of one's own (no pooler by transaction).
    """
    connection.ensure_connection()
    names = _NAMES.setdefault(connection.connection, {})
    with connection.cursor() as cursor:
        if sql in names:
            cursor.execute(f"EXECUTE {names[sql]}")
        else:
            # A number is never used twice: it may have been prepared although the answer failed.
            name = f"otokui_{next(_NUMBERS)}"
            cursor.execute(f"PREPARE {name} AS {sql}; EXECUTE {name}")
            cursor.nextset()
            names[sql] = name
        rows: list[tuple[Any, ...]] = cursor.fetchall()
    return rows
