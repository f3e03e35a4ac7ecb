"""Many rows at once: one statement for any number of rows, typed by the table itself."""

import gc
import json
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any

from django.db import connection, models

Columns = dict[str, Any]


def allocate_ids(model: type[models.Model], count: int) -> list[int]:
    """New primary keys, so that rows can point at each other before they are written."""
    if not count:
        return []
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT nextval(sequence) FROM generate_series(1, %s),"
            " (SELECT pg_get_serial_sequence(%s, 'id')::regclass AS sequence OFFSET 0) once",
            [count, model._meta.db_table],
        )
        return [new_id for (new_id,) in cursor.fetchall()]


def insert_rows(model: type[models.Model], rows: Sequence[Columns], same: Columns) -> None:
    """Insert rows that all have the same columns; `same` are the columns with one value for all of them."""
    if not rows:
        return
    names = ", ".join(f'"{name}"' for name in [*rows[0], *same])
    values = ", ".join([*(f'given."{name}"' for name in rows[0]), *(f'same."{name}"' for name in same)])
    table = f'"{model._meta.db_table}"'
    _execute(
        f"INSERT INTO {table} ({names}) SELECT {values}"
        f" FROM json_populate_recordset(NULL::{table}, %s) given,"
        f" json_populate_record(NULL::{table}, %s) same",
        [rows, same],
    )


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


@contextmanager
def many_objects() -> Iterator[None]:
    """No search for reference cycles while very many objects are made that hold none: a third of the time."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()


def lock_bulk_writes() -> None:
    """One bulk write of customers at a time, until the transaction ends; work by hand is not held up.

    With memory enough that a batch's rows need no temporary file.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT pg_advisory_xact_lock(hashtext('customers.bulk')), set_config('work_mem', '64MB', true)"
        )


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
