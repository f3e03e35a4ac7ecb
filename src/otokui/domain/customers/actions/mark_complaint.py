"""A complaint is open, or settled: guards refuse proposals meanwhile."""

from datetime import datetime

from django.db import transaction
from django.db.models import F

from otokui.core.platform import audit
from otokui.domain.customers.actions.keep_customers import known_as
from otokui.domain.customers.models import Customer


def mark_complaint(
    customer_id: int, *, is_open: bool, now: datetime, staff_id: int | None = None, cause: str = "edit"
) -> bool:
    """Set the flag; False if it stands so already."""
    with transaction.atomic(), audit.changing(cause=cause, staff=staff_id):
        changed = (
            Customer.objects.filter(pk=known_as(customer_id, alone=True))
            .exclude(open_complaint=is_open)
            .update(open_complaint=is_open, updated_at=now, version=F("version") + 1)
        )
    return bool(changed)
