"""Many rows at once: one statement for any number of rows, typed by the table itself."""

import json
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from itertools import islice
from typing import Any

from django.db import connection, models
from psycopg.sql import SQL, Identifier

Columns = dict[str, Any]

_ROWS_A_WRITE = 250
_MARKS_OF_COPY = str.maketrans({"\\": "\\\\", "\t": "\\t", "\n": "\\n", "\r": "\\r"})


def allocate_ids(model: type[models.Model], count: int) -> list[int]:
    """New primary keys, so that rows can point at each other before they are written."""
    if not count:
        return []
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT array_agg(nextval(sequence)) FROM generate_series(1, %s),"
            " (SELECT pg_get_serial_sequence(%s, 'id')::regclass AS sequence OFFSET 0) once",
            [count, model._meta.db_table],
        )
        ids: list[int] = cursor.fetchone()[0]
    return ids


def copy_rows(
    model: type[models.Model],
    names: Sequence[str],
    rows: Iterable[Sequence[Any]],
    *,
    alike: Mapping[str, Any] | None = None,
) -> None:
    """Append rows by COPY; `names` are their columns, `alike` further ones that are the same in all rows.

    PostgreSQL stores rows while the next ones are made. Lists and documents must come as `array_text` and
    `document_text`.
    """
    same = alike or {}
    columns = SQL(", ").join(map(Identifier, [*names, *same]))
    statement = SQL("COPY {} ({}) FROM STDIN").format(Identifier(model._meta.db_table), columns)
    ending = "".join([f"\t{_copied(value)}" for value in same.values()]) + "\n"
    connection.ensure_connection()
    with (
        connection.wrap_database_errors,
        connection.connection.cursor() as cursor,
        cursor.copy(statement) as copy,
    ):
        coming = iter(rows)
        while some := list(islice(coming, _ROWS_A_WRITE)):
            copy.write(_block(some, ending))


def _block(rows: Sequence[Sequence[Any]], ending: str) -> str:
    """The rows as COPY reads them, each with this ending.

    Most hold nothing that COPY would take for its own marks: that is seen once for all of them.
    """
    try:
        lines = list(map("\t".join, rows))
    except TypeError:  # not texts alone
        lines = [_line(row) for row in rows]
    block = ending.join(lines) + ending
    tabs, marks = len(rows[0]) - 1 + ending.count("\t"), ending.count("\\")
    is_plain = (
        block.count("\n") == len(rows)
        and block.count("\t") == len(rows) * tabs
        and block.count("\\") == len(rows) * marks + sum(row.count(None) for row in rows)
        and "\r" not in block
    )
    return block if is_plain else ending.join(["\t".join(map(_copied, row)) for row in rows]) + ending


def _line(row: Sequence[Any]) -> str:
    return "\t".join(
        [
            value if (kind := value.__class__) is str else str(value) if kind is int else _plain(value)
            for value in row
        ]
    )


def _copied(value: Any) -> str:
    return value.translate(_MARKS_OF_COPY) if isinstance(value, str) else _plain(value)


def _plain(value: Any) -> str:
    if value is None:
        return "\\N"
    return value.isoformat() if isinstance(value, date) else str(value)


def array_text(texts: Sequence[str]) -> str:
    """A list of texts as PostgreSQL writes arrays."""
    if not texts:
        return "{}"
    quoted = (text.replace("\\", "\\\\").replace('"', '\\"') for text in texts)
    return "{" + ",".join(f'"{text}"' for text in quoted) + "}"


def document_text(document: Mapping[str, Any]) -> str:
    """A document as PostgreSQL reads it."""
    return json.dumps(document, ensure_ascii=False) if document else "{}"


def update_rows(model: type[models.Model], rows: Sequence[Columns]) -> None:
    """Update rows by their `id`; all have the same columns."""
    if not rows:
        return
    assignments = ", ".join(f'"{name}" = given."{name}"' for name in rows[0] if name != "id")
    table = f'"{model._meta.db_table}"'
    _execute(
        f"UPDATE {table} present SET {assignments} FROM json_populate_recordset(NULL::{table}, %s) given"
        " WHERE present.id = given.id",
        [rows],
    )


def lock_bulk_writes(*, by_number: bool = False) -> None:
    """One bulk write of customers at a time, until the transaction ends; work by hand is not held up.

    Those that recognise customers by their number go side by side: there the table itself refuses a second
    one. With memory enough that a batch's rows need no temporary file.
    """
    lock = "pg_advisory_xact_lock_shared" if by_number else "pg_advisory_xact_lock"
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {lock}(hashtext('customers.bulk')), set_config('work_mem', '64MB', true)")


def lock_customers(customer_ids: Iterable[int]) -> None:
    """Nobody changes these customers until the transaction ends."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT id FROM customers_customer WHERE id = ANY(%s) ORDER BY id FOR UPDATE",
            [sorted(customer_ids)],
        )


def _execute(statement: str, documents: list[Any]) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statement, [json.dumps(each, ensure_ascii=False, default=str) for each in documents])
