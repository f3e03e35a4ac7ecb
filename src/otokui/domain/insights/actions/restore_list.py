"""Bring back one value of a saved list as it was before a change. A change like any other."""

from datetime import datetime
from typing import Any, Final

from django.db import transaction

from otokui.core.platform.history import changed_field, changed_since
from otokui.domain.insights.actions.keep_lists import change_list
from otokui.domain.insights.models import SavedList
from otokui.domain.insights.queries.list_history import find_saved_list_entry
from otokui.domain.insights.rules.audiences import from_plain
from otokui.domain.insights.types.saved_lists import Sharing

OF_LIST: Final = ("name", "sharing", "conditions")


@transaction.atomic
def restore_list(
    list_id: int, event: int, name: str, *, staff_id: int, may_manage: bool, now: datetime
) -> None:
    """`Refused`: `gone` (no such change), `changed_since`, and as change_list."""
    row = SavedList.objects.select_for_update().filter(pk=list_id, deleted_at=None).first()
    field = changed_field(find_saved_list_entry(list_id, event), name, among=OF_LIST)
    if row is None or getattr(row, name) != field.after:
        raise changed_since()
    values: dict[str, Any] = {
        "name": {"name": field.before},
        "sharing": {"sharing": Sharing(field.before)} if name == "sharing" else {},
        "conditions": {"audience": from_plain(field.before)} if name == "conditions" else {},
    }[name]
    change_list(
        list_id,
        seen_version=row.version,
        staff_id=staff_id,
        may_manage=may_manage,
        now=now,
        cause="restore",
        **values,
    )
