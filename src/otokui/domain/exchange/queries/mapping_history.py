"""Who kept other columns under the name of a mapping."""

from collections.abc import Iterable
from dataclasses import replace
from typing import Final

from otokui.core.platform.history import Entry, FieldChanged, Traced, find_entry, list_entries
from otokui.domain.exchange.models import MappingTemplate
from otokui.domain.exchange.types import Kind, Mapping

_MAPPING: Final = (Traced("mapping", "exchange_mappingtemplate", untold=frozenset({"saved_at"})),)
COLUMN: Final = "column."
"""What stands before the field whose column was changed."""


def find_mapping(mapping_id: int) -> Mapping | None:
    """One kept mapping with all that was kept; None if there is none. One query."""
    row = MappingTemplate.objects.filter(pk=mapping_id).first()
    return Mapping(row.pk, row.name, Kind(row.kind), row.mapping) if row else None


def list_mapping_history(mapping_id: int, *, cursor: str = "") -> tuple[tuple[Entry, ...], str]:
    """The latest changes first, column by column, and the mark of the next page. One query."""
    entries, following = list_entries(mapping_id, _MAPPING, cursor=cursor)
    return tuple(_by_column(entry) for entry in entries), following


def find_mapping_entry(mapping_id: int, event: int) -> Entry | None:
    """One change, column by column. One query."""
    entry = find_entry(mapping_id, _MAPPING, "mapping", event)
    return _by_column(entry) if entry else None


def _by_column(entry: Entry) -> Entry:
    fields = (part for field in entry.fields for part in _parts(field))
    return replace(entry, fields=tuple(fields))


def _parts(field: FieldChanged) -> Iterable[FieldChanged]:
    if field.name != "mapping":
        return (field,)
    before, after = field.before or {}, field.after or {}
    return (
        FieldChanged(COLUMN + name, before.get(name), after.get(name))
        for name in dict.fromkeys([*before, *after])
        if before.get(name) != after.get(name)
    )
