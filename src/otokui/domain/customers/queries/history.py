"""Who changed what about one customer, from what to what, when: read from the history tables."""

import json
from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any, Final
from uuid import UUID

from django.db import connection

from otokui.core.kernel.cursors import decode_cursor, encode_cursor
from otokui.domain.customers.types import FieldChange, HistoryEntry, HistoryPage

TABLES: Final = {
    "customer": ("customers_customer", "pgh_obj_id", "id"),
    "phone": ("customers_phone", "customer_id", "customer_id"),
    "mail": ("customers_mail", "customer_id", "customer_id"),
    "address": ("customers_address", "customer_id", "customer_id"),
    "contact_person": ("customers_contactperson", "company_id", "company_id"),
    "household": ("customers_household", "customer_id", "customer_id"),
    "preference": ("customers_preference", "customer_id", "customer_id"),
    "observation": ("customers_observation", "customer_id", "customer_id"),
    "consent": ("customers_consent", "customer_id", "customer_id"),
    "attachment": ("customers_attachment", "customer_id", "customer_id"),
}
"""Table, the column of its history and its own column that name the customer."""

MOST_TOGETHER: Final = 200
_UNTOLD: Final = frozenset(
    {"id", "customer_id", "company_id", "created_by_run", "created_at", "key", "digits", "reversed_digits"}
    | {"position", "noted_by_id", "search", "name_key", "kana_key", "sort_key", "version", "updated_at"}
    | {"contact_person_id", "merged_into_id"}
)
_EVENTS: Final = " UNION ALL ".join(
    f"SELECT '{name}' of_table, pgh_id, pgh_created_at, pgh_label, pgh_obj_id, pgh_context_id,"
    f" to_jsonb(e) old FROM {table}event e WHERE {column} = %(customer)s"
    for name, (table, column, _own) in TABLES.items()
)
_PRESENT: Final = " UNION ALL ".join(
    f"SELECT '{name}' of_table, p.id, to_jsonb(p) row FROM {table} p WHERE p.{own} = %(customer)s"
    for name, (table, _column, own) in TABLES.items()
)
# An update's event has the old row; the new one is in the row's next event, or still in the table.
_SQL: Final = f"""
    WITH events AS ({_EVENTS}), present AS ({_PRESENT}), paired AS (
        SELECT *, lead(old) OVER (PARTITION BY of_table, pgh_obj_id ORDER BY pgh_id) AS following FROM events
    )
    SELECT paired.of_table, pgh_id, pgh_label, pgh_obj_id, pgh_context_id::text, pgh_created_at, old,
        coalesce(following, present.row), context.metadata, coalesce(staff.name, '')
    FROM paired
    LEFT JOIN present ON present.of_table = paired.of_table AND present.id = pgh_obj_id
    LEFT JOIN pghistory_context context ON context.id = pgh_context_id
    LEFT JOIN accounts_staff staff ON staff.id = (context.metadata->>'staff')::bigint
    WHERE (pgh_created_at, paired.of_table, pgh_id) < (%(at)s, %(table)s, %(event)s)
    ORDER BY pgh_created_at DESC, paired.of_table DESC, pgh_id DESC LIMIT %(limit)s"""
# Rows of an import have no event of their own: the run is their record.
_IMPORTED: Final = f"""
    WITH present AS ({_PRESENT}), events AS ({_EVENTS}), first AS (
        SELECT DISTINCT ON (of_table, pgh_obj_id) of_table, pgh_obj_id, old FROM events
        ORDER BY of_table, pgh_obj_id, pgh_id
    )
    SELECT present.of_table, id, coalesce(first.old, row), (row->>'created_by_run')::bigint
    FROM present LEFT JOIN first ON first.of_table = present.of_table AND pgh_obj_id = id
    WHERE row->>'created_by_run' IS NOT NULL
    ORDER BY present.of_table = 'customer', present.of_table, id"""


def list_history(customer_id: int, *, cursor: str = "", limit: int = 30) -> HistoryPage:
    """The latest changes first, at the end what an import brought. One query, two for the last page."""
    at, table, event = decode_cursor(cursor, str, str, int) if cursor else ("infinity", "", 0)
    values = {"customer": customer_id, "at": at, "table": table, "event": event, "limit": limit + 1}
    with connection.cursor() as execution:
        execution.execute(_SQL, values)
        found = execution.fetchall()
        imported: list[Any] = []
        if len(found) <= limit:
            execution.execute(_IMPORTED, {"customer": customer_id})
            imported = execution.fetchall()
    entries = [_entry(*row) for row in found[:limit]]
    told = [entry for entry in entries if entry.fields]
    if len(found) > limit:
        last = found[limit - 1]
        return HistoryPage(tuple(told), encode_cursor(last[5].isoformat(), last[0], last[1]))
    return HistoryPage((*told, *_imports(imported)), "")


def get_entry(customer_id: int, table: str, event: int) -> HistoryEntry | None:
    """One change of this customer; None if there is no such change. One query."""
    if table not in TABLES:
        return None
    narrowed = _SQL.replace(
        "WHERE (pgh_created_at, paired.of_table, pgh_id) < (%(at)s, %(table)s, %(event)s)",
        "WHERE paired.of_table = %(table)s AND pgh_id = %(event)s",
    )
    with connection.cursor() as execution:
        execution.execute(narrowed, {"customer": customer_id, "table": table, "event": event, "limit": 1})
        row = execution.fetchone()
    return _entry(*row) if row else None


def list_change(customer_id: int, change: str) -> list[HistoryEntry]:
    """What was changed together, the last first; nothing if it is no change of this customer. One query."""
    try:
        context = str(UUID(change))
    except ValueError:
        return []
    narrowed = _SQL.replace(
        "WHERE (pgh_created_at, paired.of_table, pgh_id) < (%(at)s, %(table)s, %(event)s)",
        "WHERE pgh_context_id = %(context)s",
    ).replace("pgh_created_at DESC, paired.of_table DESC, pgh_id DESC", "pgh_created_at DESC, pgh_id DESC")
    with connection.cursor() as execution:
        execution.execute(narrowed, {"customer": customer_id, "context": context, "limit": MOST_TOGETHER})
        return [entry for entry in (_entry(*row) for row in execution.fetchall()) if entry.fields]


def find_last_change(customer_id: int, table: str, names: Iterable[str] = ()) -> HistoryEntry | None:
    """Who changed one of these fields last, or any of the table; None if nobody did since the import."""
    wanted = {name.partition(".")[0] if table == "customer" else name for name in names}
    for entry in list_history(customer_id, limit=100).entries:
        told = {change.name.partition(".")[0] for change in entry.fields}
        if entry.table == table and entry.event is not None and (not wanted or wanted & told):
            return entry
    return None


def _entry(
    table: str,
    event: int,
    kind: str,
    row_id: int,
    context: str | None,
    at: datetime,
    old: Any,
    following: Any,
    metadata: Any,
    staff: str,
) -> HistoryEntry:
    row = _parsed(old)
    before = {} if kind == "insert" else row
    after = row if kind == "insert" else {} if kind == "delete" else _parsed(following) or {}
    why = _parsed(metadata) or {}
    return HistoryEntry(
        table=table,
        event=event,
        kind=kind,
        row_id=row_id,
        change=context or f"{table}-{event}",
        at=at,
        cause=why.get("cause", ""),
        run=why.get("run"),
        staff_id=why.get("staff"),
        staff=staff,
        row=row,
        fields=_differences(before, after),
    )


def _imports(rows: Iterable[tuple[str, int, Any, int]]) -> list[HistoryEntry]:
    parsed = [(table, row_id, _parsed(row), run) for table, row_id, row, run in rows]
    made = {run: row["created_at"] for table, _id, row, run in parsed if table == "customer"}
    return [
        HistoryEntry(
            table=table,
            event=None,
            kind="insert",
            row_id=row_id,
            change=f"run-{run}",
            at=datetime.fromisoformat(made[run]) if run in made else None,
            cause="import",
            run=run,
            staff_id=None,
            staff="",
            row=row,
            fields=_differences({}, row),
        )
        for table, row_id, row, run in parsed
    ]


def _differences(before: Mapping[str, Any], after: Mapping[str, Any]) -> tuple[FieldChange, ...]:
    """What a person would call changed; attributes one by one, the whole name only where no part of it is."""
    told = _told(before), _told(after)
    names = dict.fromkeys([*told[0], *told[1]])
    changes = [
        FieldChange(name, told[0].get(name), told[1].get(name))
        for name in names
        if (told[0].get(name) or None) != (told[1].get(name) or None)
    ]
    parts = {"family_name", "given_name", "company_name"}
    if any(change.name in parts for change in changes):
        changes = [change for change in changes if change.name != "name"]
    return tuple(changes)


def _told(row: Mapping[str, Any]) -> dict[str, Any]:
    flat = {
        name: value
        for name, value in row.items()
        if name not in _UNTOLD and name != "attributes" and not name.startswith("pgh_")
    }
    own = row.get("attributes") or {}
    return flat | {f"attributes.{key}": value for key, value in own.items()}


def _parsed(value: Any) -> Any:
    return json.loads(value) if isinstance(value, str) else value
