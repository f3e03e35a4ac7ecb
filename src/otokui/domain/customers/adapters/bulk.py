"""Many rows at once: one statement for any number of rows, typed by the table itself."""

import json
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django.db import connection, models
from psycopg.sql import SQL, Identifier

Columns = dict[str, Any]


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


def copy_rows(model: type[models.Model], names: Sequence[str], rows: Iterable[Sequence[Any]]) -> None:
    """Append rows by COPY; `names` are their columns. PostgreSQL stores one while the next is made.

    Lists and documents must come as `array_text` and `document_text`.
    """
    columns = SQL(", ").join(map(Identifier, names))
    statement = SQL("COPY {} ({}) FROM STDIN").format(Identifier(model._meta.db_table), columns)
    connection.ensure_connection()
    with (
        connection.wrap_database_errors,
        connection.connection.cursor() as cursor,
        cursor.copy(statement) as copy,
    ):
        for row in rows:
            copy.write_row(row)


def copy_alike(
    model: type[models.Model], names: Sequence[str], rows: Iterable[tuple[int | str, ...]], same: Columns
) -> None:
    """The same for rows of numbers and texts (`names`) that have all other columns (`same`) in common."""
    columns = SQL(", ").join(map(Identifier, (*names, *same)))
    statement = SQL("COPY {} ({}) FROM STDIN").format(Identifier(model._meta.db_table), columns)
    end = "\t".join(map(_spelt, same.values())) + "\n"
    text = "".join("\t".join((*map(_spelt, row), end)) for row in rows)
    connection.ensure_connection()
    with (
        connection.wrap_database_errors,
        connection.connection.cursor() as cursor,
        cursor.copy(statement) as copy,
    ):
        copy.write(text)


def _spelt(value: object) -> str:
    """One value as COPY reads it."""
    if value is None:
        return "\\N"
    return str(value).replace("\\", "\\\\").replace("\t", "\\t").replace("\n", "\\n").replace("\r", "\\r")


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
