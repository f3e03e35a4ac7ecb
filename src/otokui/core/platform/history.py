"""Who changed what about one record, from what to what, when: read from the tables that the triggers fill.

See `audit`. Rows of an import have no event of their own: the run is their record.
"""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import connection

from otokui.core.kernel.cursors import decode_cursor, encode_cursor
from otokui.core.kernel.errors import Refused


@dataclass(frozen=True, slots=True)
class Traced:
    """One table of a record. `name`: what the history calls it; `table`: of the model.

    `owner`: the column, of the table and of its history, that names the record; "" where the row is the
    record itself. `untold`: columns that say nothing to a person. `key`: the table's own primary key.
    `tells_new` is False where a new row is told elsewhere and only what became of it is told here.
    """

    name: str
    table: str
    owner: str = ""
    untold: frozenset[str] = frozenset()
    key: str = "id"
    tells_new: bool = True


@dataclass(frozen=True, slots=True)
class FieldChanged:
    """One value as JSON has it; None for nothing."""

    name: str
    before: Any
    after: Any


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One row changed once. `kind`: insert, update or delete; `change`: the same for all done at once."""

    table: str
    event: int
    kind: str
    row_id: int
    change: str
    at: datetime
    cause: str
    run: int | None
    staff_id: int | None
    fields: tuple[FieldChanged, ...]
    row: Mapping[str, Any]


def list_entries(
    record: int, tables: Sequence[Traced], *, cursor: str = "", limit: int = 60
) -> tuple[tuple[Entry, ...], str]:
    """The latest changes first, and the mark of the next page, "" at the end. One SQL query by index.

    `Refused` (bad_cursor) for a mark that is not ours.
    """
    at, table, event = decode_cursor(cursor, str, str, int) if cursor else ("infinity", "", 0)
    where = "(pgh_created_at, paired.of_table, pgh_id) < (%(at)s, %(table)s, %(event)s)"
    rows = _read(record, tables, where, {"at": at, "table": table, "event": event, "limit": limit + 1})
    entries = [_entry(tables, *row) for row in rows[:limit]]
    told = tuple(entry for entry in entries if entry.fields)
    if len(rows) <= limit:
        return told, ""
    last = rows[limit - 1]
    return told, encode_cursor(last[5].isoformat(), last[0], last[1])


def find_entry(record: int, tables: Sequence[Traced], table: str, event: int) -> Entry | None:
    """One change of this record; None if it is none of it. One SQL query."""
    if table not in {traced.name for traced in tables}:
        return None
    where = "paired.of_table = %(table)s AND pgh_id = %(event)s"
    rows = _read(record, tables, where, {"table": table, "event": event, "limit": 1})
    return _entry(tables, *rows[0]) if rows else None


def changed_field(entry: Entry | None, name: str, *, among: Iterable[str]) -> FieldChanged:
    """The value that somebody asks back, where it is one of `among` and this entry changed it.

    `Refused`: `gone` where there is nothing of the kind to take back.
    """
    found = next((one for one in entry.fields if one.name == name), None) if entry else None
    if entry is None or found is None or entry.kind != "update" or name not in among:
        raise Refused("This change is not in the history.", code="gone")
    return found


def changed_since() -> Refused:
    """The refusal of taking back what is no longer what that change made of it."""
    return Refused("This value has been changed again since.", code="changed_since")


def list_together(record: int, tables: Sequence[Traced], context: str, *, limit: int) -> list[Entry]:
    """What of this record was changed in one `changing`, the last first. One SQL query."""
    rows = _read(record, tables, "pgh_context_id = %(context)s", {"context": context, "limit": limit})
    entries = sorted((_entry(tables, *row) for row in rows), key=lambda entry: (entry.at, entry.event))
    return [entry for entry in reversed(entries) if entry.fields]


def present_rows(tables: Sequence[Traced]) -> str:
    """SQL of the rows that a record has now, as (of_table, id, row), the record being %(record)s."""
    return " UNION ALL ".join(
        f"SELECT '{one.name}' of_table, p.{one.key} id, to_jsonb(p) row FROM {one.table} p"
        f" WHERE p.{one.owner or one.key} = %(record)s"
        for one in tables
    )


def _read(record: int, tables: Sequence[Traced], where: str, values: dict[str, Any]) -> list[tuple[Any, ...]]:
    events = " UNION ALL ".join(
        f"SELECT '{one.name}' of_table, pgh_id, pgh_created_at, pgh_label, pgh_obj_id, pgh_context_id,"
        f" to_jsonb(e) old FROM {one.table}event e WHERE {one.owner or 'pgh_obj_id'} = %(record)s"
        + ("" if one.tells_new else " AND pgh_label <> 'insert'")
        for one in tables
    )
    present = present_rows(tables)
    # An update's event has the old row; the new one is in the row's next event, or still in the table.
    sql = f"""
        WITH events AS ({events}), present AS ({present}), paired AS (
            SELECT *, lead(old) OVER (PARTITION BY of_table, pgh_obj_id ORDER BY pgh_id) AS following
            FROM events
        )
        SELECT paired.of_table, pgh_id, pgh_label, pgh_obj_id, pgh_context_id::text, pgh_created_at, old,
            coalesce(following, present.row), context.metadata
        FROM paired
        LEFT JOIN present ON present.of_table = paired.of_table AND present.id = pgh_obj_id
        LEFT JOIN pghistory_context context ON context.id = pgh_context_id
        WHERE {where}
        ORDER BY pgh_created_at DESC, paired.of_table DESC, pgh_id DESC LIMIT %(limit)s"""
    with connection.cursor() as cursor:
        cursor.execute(sql, {"record": record, **values})
        found: list[tuple[Any, ...]] = cursor.fetchall()
    return found


def _entry(
    tables: Iterable[Traced],
    table: str,
    event: int,
    kind: str,
    row_id: int,
    context: str | None,
    at: datetime,
    old: Any,
    following: Any,
    metadata: Any,
) -> Entry:
    untold = next(one.untold for one in tables if one.name == table)
    row = parsed(old)
    before = {} if kind == "insert" else row
    after = row if kind == "insert" else {} if kind == "delete" else parsed(following) or {}
    why = parsed(metadata) or {}
    return Entry(
        table=table,
        event=event,
        kind=kind,
        row_id=row_id,
        change=context or f"{table}-{event}",
        at=at,
        cause=why.get("cause", ""),
        run=why.get("run"),
        staff_id=why.get("staff"),
        fields=differences(before, after, untold),
        row=row,
    )


def differences(
    before: Mapping[str, Any], after: Mapping[str, Any], untold: frozenset[str]
) -> tuple[FieldChanged, ...]:
    """What of a row is another value now; "" and nothing are the same."""
    names = (name for name in dict.fromkeys([*before, *after]) if name not in untold | {"id", "version"})
    return tuple(
        FieldChanged(name, before.get(name), after.get(name))
        for name in names
        if not name.startswith("pgh_") and _said(before.get(name)) != _said(after.get(name))
    )


def _said(value: Any) -> Any:
    return None if value in ("", []) else value


def parsed(value: Any) -> Any:
    """JSON as a driver hands it over, read or not."""
    return json.loads(value) if isinstance(value, str) else value
