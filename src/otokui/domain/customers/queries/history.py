"""Who changed what about one customer, from what to what, when: read from the history tables."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any, Final
from uuid import UUID

from django.db import connection

from otokui.core.platform.history import (
    Entry,
    FieldChanged,
    Traced,
    differences,
    find_entry,
    list_entries,
    list_together,
    parsed,
    present_rows,
)
from otokui.domain.accounts.public import staff_names
from otokui.domain.customers.types import FieldChange, HistoryEntry, HistoryPage

MOST_TOGETHER: Final = 200
_UNTOLD: Final = frozenset(
    {"customer_id", "company_id", "created_by_run", "created_at", "key", "digits", "reversed_digits"}
    | {"position", "noted_by_id", "search", "name_key", "kana_key", "sort_key", "updated_at"}
    | {"contact_person_id", "merged_into_id"}
)
_OF_WORK: Final = _UNTOLD | {"origin", "at_stake", "created_by_id", "contact_id", "done_by_id", "staff_id"}
_OF_CUSTOMERS: Final = (
    Traced("customer", "customers_customer", untold=_UNTOLD),
    *(
        Traced(name, f"customers_{name.replace('_', '')}", owner, _UNTOLD)
        for name, owner in (
            ("phone", "customer_id"),
            ("mail", "customer_id"),
            ("address", "customer_id"),
            ("contact_person", "company_id"),
            ("household", "customer_id"),
            ("preference", "customer_id"),
            ("observation", "customer_id"),
            ("consent", "customer_id"),
            ("attachment", "customer_id"),
        )
    ),
    Traced("contact", "customers_contact", "customer_id", _OF_WORK | {"at"}, tells_new=False),
    Traced("follow_up", "customers_followup", "customer_id", _OF_WORK, tells_new=False),
    Traced("deal", "customers_opendeal", "customer_id", _OF_WORK | {"noted_at"}, key="customer_id"),
)
_OF_OTHERS: dict[str, Traced] = {}


def tell_in_history(traced: Traced) -> None:
    """A room above has rows about customers: their history tells of them from now on. While starting only."""
    _OF_OTHERS[traced.name] = traced


def told_of_customers() -> tuple[Traced, ...]:
    """All tables of which the history of a customer tells."""
    return (*_OF_CUSTOMERS, *_OF_OTHERS.values())


# Rows of an import have no event of their own: the run is their record.
_IMPORTED: Final = f"""
    WITH present AS ({present_rows(_OF_CUSTOMERS)}), events AS (
        {
    " UNION ALL ".join(
        f"SELECT '{one.name}' of_table, pgh_id, pgh_obj_id, to_jsonb(e) old FROM {one.table}event e"
        f" WHERE {one.owner or 'pgh_obj_id'} = %(record)s"
        for one in _OF_CUSTOMERS
    )
}
    ), first AS (
        SELECT DISTINCT ON (of_table, pgh_obj_id) of_table, pgh_obj_id, old FROM events
        ORDER BY of_table, pgh_obj_id, pgh_id
    )
    SELECT present.of_table, id, coalesce(first.old, row), (row->>'created_by_run')::bigint
    FROM present LEFT JOIN first ON first.of_table = present.of_table AND pgh_obj_id = id
    WHERE row->>'created_by_run' IS NOT NULL AND present.of_table <> 'contact'
    ORDER BY present.of_table = 'customer', present.of_table, id"""


def list_history(customer_id: int, *, cursor: str = "", limit: int = 30) -> HistoryPage:
    """The latest changes first, at the end what an import brought. Two queries, three for the last page."""
    entries, following = list_entries(customer_id, told_of_customers(), cursor=cursor, limit=limit)
    told = _named(entries)
    if following:
        return HistoryPage(told, following)
    with connection.cursor() as execution:
        execution.execute(_IMPORTED, {"record": customer_id})
        return HistoryPage((*told, *_imports(execution.fetchall())), "")


def get_entry(customer_id: int, table: str, event: int) -> HistoryEntry | None:
    """One change of this customer; None if there is no such change. Two queries."""
    found = find_entry(customer_id, told_of_customers(), table, event)
    return next(iter(_named([found])), None) if found else None


def list_change(customer_id: int, change: str) -> list[HistoryEntry]:
    """What was changed together, the last first; nothing if it is no change of this customer. Two queries."""
    try:
        context = str(UUID(change))
    except ValueError:
        return []
    return list(_named(list_together(customer_id, told_of_customers(), context, limit=MOST_TOGETHER)))


def find_last_change(customer_id: int, table: str, names: Iterable[str] = ()) -> HistoryEntry | None:
    """Who changed one of these fields last, or any of the table; None if nobody did since the import."""
    wanted = {name.partition(".")[0] if table == "customer" else name for name in names}
    for entry in list_history(customer_id, limit=100).entries:
        told = {change.name.partition(".")[0] for change in entry.fields}
        if entry.table == table and entry.event is not None and (not wanted or wanted & told):
            return entry
    return None


def _named(entries: Iterable[Entry]) -> tuple[HistoryEntry, ...]:
    found = list(entries)
    names = staff_names({entry.staff_id for entry in found if entry.staff_id is not None})
    named = (
        HistoryEntry(
            table=entry.table,
            event=entry.event,
            kind=entry.kind,
            row_id=entry.row_id,
            change=entry.change,
            at=entry.at,
            cause=entry.cause,
            run=entry.run,
            staff_id=entry.staff_id,
            staff=names.get(entry.staff_id or 0, ""),
            row=entry.row,
            fields=_told(entry.fields),
        )
        for entry in found
    )
    return tuple(entry for entry in named if entry.fields)


def _imports(rows: Iterable[tuple[str, int, Any, int]]) -> list[HistoryEntry]:
    brought = [(table, row_id, parsed(row), run) for table, row_id, row, run in rows]
    made = {run: row["created_at"] for table, _id, row, run in brought if table == "customer"}
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
            fields=_told(differences({}, row, _UNTOLD)),
        )
        for table, row_id, row, run in brought
    ]


def _told(fields: Iterable[FieldChanged]) -> tuple[FieldChange, ...]:
    """What a person would call changed; attributes one by one, the whole name only where no part of it is."""
    changes = [
        change
        for field in fields
        for change in _one_by_one(field)
        if (change.before or None) != (change.after or None)
    ]
    parts = {"family_name", "given_name", "company_name"}
    if any(change.name in parts for change in changes):
        changes = [change for change in changes if change.name != "name"]
    return tuple(changes)


def _one_by_one(field: FieldChanged) -> Iterable[FieldChange]:
    if field.name != "attributes":
        return (FieldChange(field.name, field.before, field.after),)
    before, after = field.before or {}, field.after or {}
    return (
        FieldChange(f"attributes.{key}", before.get(key), after.get(key))
        for key in dict.fromkeys([*before, *after])
    )
