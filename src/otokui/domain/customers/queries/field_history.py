"""Who changed one of the shop's own fields, from what to what."""

from typing import Final

from otokui.core.platform.history import Entry, Traced, find_entry, list_entries
from otokui.domain.customers.models import AttributeDefinition

_FIELD: Final = (Traced("field", "customers_attributedefinition"),)


def list_field_history(key: str, *, cursor: str = "") -> tuple[tuple[Entry, ...], str]:
    """The latest changes of this field first, and the mark of the next page. Two queries."""
    return list_entries(_id_of(key), _FIELD, cursor=cursor)


def find_field_entry(key: str, event: int) -> Entry | None:
    """One change of this field. Two queries."""
    return find_entry(_id_of(key), _FIELD, "field", event)


def _id_of(key: str) -> int:
    return AttributeDefinition.objects.filter(key=key).values_list("pk", flat=True).first() or 0
