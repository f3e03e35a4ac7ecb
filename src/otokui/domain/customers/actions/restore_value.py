"""Bring back what a row or a field was before a change. A change like any other: it can be undone."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any, Final

from django.db import transaction
from django.utils.translation import gettext as _

from otokui.core.kernel.errors import Refused
from otokui.core.platform import audit
from otokui.domain.accounts.public import staff_names
from otokui.domain.customers.actions.edit_customer import edit_customer, edit_point, locked
from otokui.domain.customers.actions.mark_complaint import mark_complaint
from otokui.domain.customers.actions.restore_row import (
    Restorer,
    restore_contact,
    restore_deal,
    restore_task,
    unchanged,
)
from otokui.domain.customers.actions.write_contact_person import write_contact_person
from otokui.domain.customers.models import ContactPerson, Customer, Household, Preference
from otokui.domain.customers.queries.history import get_entry
from otokui.domain.customers.rules.edits import mark, point_at, seen_in, value_of
from otokui.domain.customers.rules.forms import input_of
from otokui.domain.customers.types import (
    AddressInput,
    ContactPersonInput,
    CustomerRecord,
    HistoryEntry,
    MailInput,
    PhoneInput,
    Point,
)

POINTS: Final = {"phone": Point.PHONE, "mail": Point.MAIL, "address": Point.ADDRESS}


def restore_value(
    customer_id: int,
    table: str,
    event: int,
    *,
    names: tuple[str, ...] = (),
    now: datetime,
    today: date,
    staff_id: int | None = None,
) -> None:
    """Undo one entry of the history: these fields of the customer (none: all it changed), or the row.

    `Refused`: `gone` (no such entry, or what it names is no longer there), `not_restorable` (consents, what
    was seen, tasks of a plan, what an import wrote), `changed_since` if the value was changed again after
    this entry, and as edit_customer.
    """
    with transaction.atomic(), audit.changing(cause="restore", staff=staff_id):
        record = locked(customer_id, today)
        entry = get_entry(customer_id, table, event)
        if entry is None:
            raise Refused(_("This change is not in the history."), code="gone")
        if not is_restorable(entry):
            raise Refused(_("This cannot be taken back."), code="not_restorable")
        if table == "customer":
            _restore_fields(record, entry, names, now=now, today=today, staff_id=staff_id)
        elif table in POINTS:
            _restore_point(record, entry, now=now, today=today, staff_id=staff_id)
        else:
            _RESTORERS[table](record, entry, now, staff_id)


def is_restorable(entry: HistoryEntry) -> bool:
    """Whether `restore_value` can undo it."""
    if entry.event is None or entry.table not in {"customer", *POINTS, *_RESTORERS}:
        return False  # consents and what was seen are evidence: another one is written down, none goes
    if entry.cause in ("merge", "unmerge"):  # taken back as a whole, or not at all
        return False
    if entry.table == "follow_up" and entry.row.get("origin"):  # whoever asked for it keeps count of it
        return False
    return entry.kind == "update" or entry.table not in ("customer", "contact_person")


def restore_in_history(table: str, restorer: Restorer) -> None:
    """A room above can take rows of its own back that the history tells of. While starting only."""
    _RESTORERS[table] = restorer


def names_changed_since(record: CustomerRecord, entry: HistoryEntry) -> tuple[str, ...]:
    """The fields of this entry that are no longer what it made of them."""
    given = input_of(record)
    return tuple(
        change.name
        for change in entry.fields
        if (record.open_complaint if change.name == "open_complaint" else value_of(given, change.name))
        != _typed(change.name, change.after)
    )


def _restore_fields(
    record: CustomerRecord,
    entry: HistoryEntry,
    names: tuple[str, ...],
    *,
    now: datetime,
    today: date,
    staff_id: int | None,
) -> None:
    changed = {change.name: change for change in entry.fields}
    wanted = {name: changed[name] for name in names or changed if name in changed}
    flag = wanted.pop("open_complaint", None)
    if flag is not None:
        mark_complaint(record.id, is_open=bool(flag.before), now=now, staff_id=staff_id, cause="restore")
    given = input_of(record)
    values = {name: _typed(name, change.before) for name, change in wanted.items()}
    if set(wanted) & set(names_changed_since(record, entry)):
        raise Refused(_("This value has been changed again since."), code="changed_since")
    _check_present(values)
    if values:
        edit_customer(
            record.id,
            values,
            seen=seen_in(given, values),
            now=now,
            today=today,
            staff_id=staff_id,
            cause="restore",
        )


def _typed(name: str, value: Any) -> Any:
    """From the history's JSON to a value of `CustomerInput`."""
    if name in ("birthday", "customer_since"):
        return date.fromisoformat(value) if value else None
    if name == "tags":
        return tuple(value or ())
    if name.endswith("_id") and name != "line_id":
        return value
    if name in ("memo_pops_up", "open_complaint"):
        return bool(value)
    return value if name.startswith("attributes.") else value or ""


def _check_present(values: Mapping[str, Any]) -> None:
    referrer, member = values.get("referred_by_id"), values.get("in_charge_id")
    if referrer and not Customer.objects.filter(pk=referrer).exists():
        raise Refused(_("The customer this names is no longer there."), code="gone")
    if member and member not in staff_names([member]):
        raise Refused(_("This person no longer works here."), code="gone")


def _restore_point(
    record: CustomerRecord, entry: HistoryEntry, *, now: datetime, today: date, staff_id: int | None
) -> None:
    point = POINTS[entry.table]
    ids = [row.id for row in getattr(record, point.value)]
    found = point_at(input_of(record), point, ids, entry.row_id)
    if found is None and entry.kind != "delete":
        raise Refused(_("This value has been changed again since."), code="changed_since")
    edit_point(
        record.id,
        point,
        None if entry.kind == "insert" else _point_of(point, entry.row),
        row_id=entry.row_id if found else None,
        seen=mark(found[1]) if found else "",
        now=now,
        today=today,
        staff_id=staff_id,
        cause="restore",
    )


def _point_of(point: Point, row: Mapping[str, Any]) -> PhoneInput | MailInput | AddressInput:
    if point is Point.PHONE:
        return PhoneInput(row["number"], row["label"], row["is_fax"])
    if point is Point.MAIL:
        return MailInput(row["address"], row["label"])
    return AddressInput(
        row["postal_code"], row["prefecture"], row["line"], row["building"], row["label"], row["recipient"]
    )


def _restore_person(record: CustomerRecord, entry: HistoryEntry, now: datetime, staff_id: int | None) -> None:
    unchanged(ContactPerson, record.id, entry, owner="company_id")
    row = entry.row
    texts = (
        "family_name",
        "given_name",
        "family_kana",
        "given_kana",
        "department",
        "post",
        "honorific",
        "memo",
    )
    left_on = date.fromisoformat(row["left_on"]) if row["left_on"] else None
    given = ContactPersonInput(
        **{name: row[name] for name in texts}, decides=row["decides"], left_on=left_on, id=entry.row_id
    )
    write_contact_person(record.id, given, now=now, staff_id=staff_id, cause="restore")


def _restore_preference(
    record: CustomerRecord, entry: HistoryEntry, now: datetime, staff_id: int | None
) -> None:
    row = entry.row
    if entry.kind != "delete":
        unchanged(Preference, record.id, entry)
    if entry.kind == "insert":
        Preference.objects.filter(pk=entry.row_id, customer_id=record.id).delete()
        return
    values = {name: row[name] for name in ("text", "noted_on", "noted_by_id")}
    same = Preference.objects.filter(customer_id=record.id, kind=row["kind"], key=row["key"])
    if entry.kind == "update" and not same.exclude(pk=entry.row_id).exists():
        same = Preference.objects.filter(pk=entry.row_id, customer_id=record.id)
    if not same.update(kind=row["kind"], key=row["key"], **values):
        Preference.objects.create(customer_id=record.id, kind=row["kind"], key=row["key"], **values)


def _restore_household(
    record: CustomerRecord, entry: HistoryEntry, now: datetime, staff_id: int | None
) -> None:
    names = ("kind", "size", "source", "noted_on", "expires_on", "noted_by_id")
    values = {name: entry.row[name] for name in names}
    if entry.kind != "delete":
        unchanged(Household, record.id, entry)
    if entry.kind == "insert":
        Household.objects.filter(pk=entry.row_id, customer_id=record.id).delete()
    elif entry.kind == "update":
        Household.objects.filter(pk=entry.row_id).update(**values)
    else:
        Household.objects.create(customer_id=record.id, **values)


_RESTORERS: Final[dict[str, Restorer]] = {
    "contact_person": _restore_person,
    "preference": _restore_preference,
    "household": _restore_household,
    "contact": restore_contact,
    "follow_up": restore_task,
    "deal": restore_deal,
}
