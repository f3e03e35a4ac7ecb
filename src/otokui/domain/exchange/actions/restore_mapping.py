"""Bring back which column a kept mapping took for a field. A change like any other."""

from datetime import datetime

from django.db import transaction

from otokui.core.kernel.errors import Refused
from otokui.core.platform.history import changed_field, changed_since
from otokui.domain.exchange.actions.save_mapping import save_mapping
from otokui.domain.exchange.models import MappingTemplate
from otokui.domain.exchange.queries.mapping_history import COLUMN, find_mapping_entry
from otokui.domain.exchange.types import Kind


@transaction.atomic
def restore_mapping(mapping_id: int, event: int, name: str, *, now: datetime, staff_id: int) -> None:
    """`name`: as the history calls it. `Refused`: `gone`, `changed_since`, and as save_mapping."""
    if not name.startswith(COLUMN):
        raise Refused("This change is not in the history.", code="gone")
    field = changed_field(find_mapping_entry(mapping_id, event), name, among=(name,))
    row = MappingTemplate.objects.select_for_update().filter(pk=mapping_id).first()
    key = name.removeprefix(COLUMN)
    if row is None or row.mapping.get(key) != field.after:
        raise changed_since()
    others = {one: column for one, column in row.mapping.items() if one != key}
    columns = others | {key: field.before} if field.before else others
    save_mapping(
        kind=Kind(row.kind), name=row.name, columns=columns, now=now, staff_id=staff_id, cause="restore"
    )
