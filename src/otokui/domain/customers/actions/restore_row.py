"""Bring back what a row of a customer was: refused where somebody has changed it again since."""

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any, Final, TypeVar

from django.db.models import Field, ForeignKey, Model

from otokui.core.platform.events import publish
from otokui.core.platform.history import changed_since
from otokui.domain.customers.events import ContactRecorded
from otokui.domain.customers.models import Contact, FollowUp, OpenDeal
from otokui.domain.customers.types import CustomerRecord, HistoryEntry

M = TypeVar("M", bound=Model)
Restorer = Callable[[CustomerRecord, HistoryEntry, datetime, int | None], None]
_DONE: Final = ("done_at", "done_by_id", "outcome", "way", "contact_id")
"""What is true of a finished task, and only of one."""


def restore_contact(record: CustomerRecord, entry: HistoryEntry, now: datetime, staff_id: int | None) -> None:
    """A contact that was taken back took place after all; its words are what they were."""
    restore_row(Contact, record.id, entry)
    if entry.kind == "delete":
        publish(ContactRecorded(record.id, entry.row_id))


def restore_task(record: CustomerRecord, entry: HistoryEntry, now: datetime, staff_id: int | None) -> None:
    """Another day or person again; one that was finished is open. The contact it led to stays."""
    finished = any(change.name == "done_at" for change in entry.fields)
    restore_row(FollowUp, record.id, entry, along=_DONE if finished else ())


def restore_deal(record: CustomerRecord, entry: HistoryEntry, now: datetime, staff_id: int | None) -> None:
    """The deal is open as it was, or is not any more; guards follow at once."""
    restore_row(OpenDeal, record.id, entry)


def restore_row(
    model: type[M], customer_id: int, entry: HistoryEntry, *, along: tuple[str, ...] = ()
) -> None:
    """One that came goes, one that went comes back under its id, one that was changed is as before.

    `along`: columns that go back with what the history tells. `Refused`: `changed_since`.
    """
    if entry.kind == "delete":
        _put_back(model, customer_id, entry)
        return
    row = unchanged(model, customer_id, entry)
    if entry.kind == "insert":
        row.delete()
        return
    names = [change.name for change in entry.fields] + list(along)
    model._default_manager.filter(pk=entry.row_id).update(**_values(model, entry.row, names))


def unchanged(model: type[M], customer_id: int, entry: HistoryEntry, *, owner: str = "customer_id") -> M:
    """The row, locked, if it is still what this change made of it; else `Refused` (`changed_since`)."""
    rows = model._default_manager.select_for_update(of=("self",))
    row = rows.filter(pk=entry.row_id, **{owner: customer_id}).first()
    made = {change.name: change.after for change in entry.fields}
    if row is None or any(
        (getattr(row, name) or None) != (value or None)
        for name, value in _values(model, made, list(made)).items()
    ):
        raise changed_since()
    return row


def _put_back(model: type[M], customer_id: int, entry: HistoryEntry) -> None:
    if model._default_manager.filter(pk=entry.row_id).exists():
        raise changed_since()
    names = [field.attname for field in model._meta.concrete_fields if field.attname in entry.row]
    model._default_manager.create(**_values(model, entry.row, names) | {"customer_id": customer_id})


def _values(model: type[Model], row: Mapping[str, Any], names: list[str]) -> dict[str, Any]:
    """From the history's JSON; what is named and is no longer there is nothing."""
    found = {}
    for name in names:
        field = model._meta.get_field(name)
        assert isinstance(field, Field)
        value = field.to_python(row.get(name))
        if isinstance(field, ForeignKey) and value is not None and name != "customer_id":
            others: type[Model] = field.related_model
            value = value if others._default_manager.filter(pk=value).exists() else None
        found[name] = value
    return found
