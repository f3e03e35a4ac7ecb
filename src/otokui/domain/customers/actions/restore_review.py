"""Bring back one value of how the list is reviewed. A change like any other."""

from dataclasses import replace
from typing import Any, Final

from django.db import transaction

from otokui.core.platform.history import changed_field, changed_since
from otokui.domain.customers.actions.review_list import save_review_settings
from otokui.domain.customers.models import ReviewRules
from otokui.domain.customers.queries.flaws import get_review_settings
from otokui.domain.customers.queries.review_history import find_review_entry
from otokui.domain.customers.types import CleanUp

OF_REVIEW: Final = ("stale_days", "incomplete_below", "asks_charge", "rules")


@transaction.atomic
def restore_review(event: int, name: str, *, staff_id: int) -> None:
    """`Refused`: `gone` (no such change), `changed_since`."""
    row = ReviewRules.objects.select_for_update().filter(pk=1).first()
    field = changed_field(find_review_entry(event), name, among=OF_REVIEW)
    if row is None or (getattr(row, name) or None) != (field.after or None):
        raise changed_since()
    known = {rule.value for rule in CleanUp}
    rules = (
        frozenset(CleanUp(rule) for rule in field.before or () if rule in known) if name == "rules" else None
    )
    values: dict[str, Any] = {name: field.before if rules is None else rules}
    save_review_settings(replace(get_review_settings(), **values), staff_id=staff_id, cause="restore")
