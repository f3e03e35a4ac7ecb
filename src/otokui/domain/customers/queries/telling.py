"""Rows of this room in a few words, for the page that shows what a merge moves."""

import json
from collections.abc import Callable, Collection, Mapping
from datetime import date, datetime
from typing import Any, Final

from django.apps import apps
from django.db import connection
from django.utils import timezone
from django.utils.translation import gettext as _

from otokui.core.kernel.address import format_postal
from otokui.core.platform.arrays import array_of
from otokui.core.ui import figures
from otokui.domain.customers.models.labels import label
from otokui.domain.customers.queries.holding import list_holders
from otokui.domain.customers.types import (
    Channel,
    ContactWay,
    Held,
    HouseholdKind,
    MergePlan,
    PreferenceKind,
)

MOST_TOLD: Final = 5


def tell_own_rows(rows: Mapping[str, Collection[int]]) -> dict[str, dict[int, str]]:
    """By table and id what the rows say. One query."""
    if not rows:
        return {}
    asked = " UNION ALL ".join(
        f"SELECT '{table}', id, to_jsonb(t) FROM {apps.get_model(table)._meta.db_table} t"
        f" WHERE id = ANY('{array_of(ids)}'::bigint[])"
        for table, ids in rows.items()
        if table in _SAY
    )
    told: dict[str, dict[int, str]] = {}
    with connection.cursor() as cursor:
        cursor.execute(asked or "SELECT '', 0, '{}'::jsonb WHERE false")
        for table, row_id, row in cursor.fetchall():
            told.setdefault(table, {})[row_id] = _SAY[table](json.loads(row) if isinstance(row, str) else row)
    return told


def tell_plan(*plans: MergePlan) -> tuple[Held, ...]:
    """The rows of plans of one survivor, done one after the other, by table, the first in words.

    One or two queries a room that holds any.
    """
    tables: dict[str, tuple[list[int], list[int]]] = {}
    holder_of = {row.table: row.holder for plan in plans for row in plan.rows}
    ends_with = {
        (row.table, row.field, row.row): row.to_id == plan.survivor_id for plan in plans for row in plan.rows
    }
    for (table, _field, row_id), moves in ends_with.items():
        moving, staying = tables.setdefault(table, ([], []))
        (moving if moves else staying).append(row_id)
    words: dict[str, Mapping[int, str]] = {}
    for name, holder in list_holders().items():
        first = {
            table: [*moving[:MOST_TOLD], *staying[:MOST_TOLD]]
            for table, (moving, staying) in tables.items()
            if holder_of[table] == name
        }
        if first and holder.tell:
            words |= holder.tell(first)
    return tuple(
        _held(table, moving, staying, words.get(table, {})) for table, (moving, staying) in tables.items()
    )


def _held(table: str, moving: list[int], staying: list[int], words: Mapping[int, str]) -> Held:
    return Held(
        table,
        str(apps.get_model(table)._meta.verbose_name_plural),
        len(moving),
        len(staying),
        tuple(words[row] for row in moving[:MOST_TOLD] if row in words),
        tuple(words[row] for row in staying[:MOST_TOLD] if row in words),
    )


Row = Mapping[str, Any]


def _address(row: Row) -> str:
    code = f"〒{format_postal(row['postal_code'])} " if row["postal_code"] else ""
    return f"{code}{row['prefecture']}{row['line']} {row['building']}".strip()


def _consent(row: Row) -> str:
    word = _("allowed") if row["granted"] else _("refused")
    return f"{label(Channel(row['channel']))} {word} {_moment(row['at'])}"


def _contact(row: Row) -> str:
    return f"{_moment(row['at'])} {label(ContactWay(row['way']))} {row['text'][:80]}".strip()


def _moment(at: str) -> str:
    return _day(timezone.localdate(datetime.fromisoformat(at)).isoformat())


def _day(day: str) -> str:
    return figures.day(date.fromisoformat(day))


_SAY: Final[dict[str, Callable[[Row], str]]] = {
    "customers.Phone": lambda row: str(row["number"]),
    "customers.Mail": lambda row: str(row["address"]),
    "customers.Address": _address,
    "customers.ContactPerson": lambda row: f"{row['family_name']} {row['given_name']}".strip(),
    "customers.Consent": _consent,
    "customers.Household": lambda row: f"{label(HouseholdKind(row['kind']))} {_day(row['noted_on'])}",
    "customers.Preference": lambda row: f"{label(PreferenceKind(row['kind']))}: {row['text']}",
    "customers.Contact": _contact,
    "customers.FollowUp": lambda row: f"{_day(row['due_on'])} {row['reason']}",
    "customers.Customer": lambda row: str(row["name"] or row["code"] or f"#{row['id']}"),
    "customers.Attachment": lambda row: str(row["name"]),
}
