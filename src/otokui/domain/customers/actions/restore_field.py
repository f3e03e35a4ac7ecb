"""Bring back what one of the shop's own fields was before a change."""

from dataclasses import replace
from typing import Any, Final

from django.db import transaction

from otokui.core.platform import audit
from otokui.core.platform.history import changed_field, changed_since
from otokui.domain.customers.actions.define_attribute import define_attribute
from otokui.domain.customers.models import AttributeDefinition
from otokui.domain.customers.queries.field_history import find_field_entry
from otokui.domain.customers.types import AttributeInput, AttributeKind

OF_FIELD: Final = ("label", "kind", "options", "is_retired")


def restore_field(key: str, event: int, name: str, *, staff_id: int) -> None:
    """One value of the field's definition as it was before this change.

    `Refused`: `gone` (no such change), `changed_since` if it was changed again since, and as
    define_attribute.
    """
    with transaction.atomic(), audit.changing(cause="restore", staff=staff_id):
        known = AttributeDefinition.objects.select_for_update().filter(key=key).first()
        changed = changed_field(find_field_entry(key, event), name, among=OF_FIELD)
        if known is None or getattr(known, name) != changed.after:
            raise changed_since()
        now = AttributeInput(
            known.key,
            known.label,
            AttributeKind(known.kind),
            tuple(known.options),
            known.position,
            known.is_retired,
        )
        values: dict[str, Any] = {name: changed.before}
        if name == "kind":
            values = {"kind": AttributeKind(changed.before)}
        elif name == "options":
            values = {"options": tuple(changed.before or ())}
        define_attribute(replace(now, **values), staff_id=staff_id, cause="restore")
