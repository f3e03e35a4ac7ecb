"""A contact was written down by mistake."""

from datetime import datetime

from django.db import transaction

from otokui.core.platform import audit
from otokui.domain.customers.actions.keep_customers import known_as
from otokui.domain.customers.models import Contact
from otokui.domain.customers.types import ContactWay, Outcome


def take_contact_back(
    customer_id: int, *, way: ContactWay, outcome: Outcome, since: datetime, staff_id: int
) -> bool:
    """The latest of theirs since then goes (its history stays); whether there was one."""
    with transaction.atomic(), audit.changing(cause="undo", staff=staff_id):
        theirs = Contact.objects.filter(
            customer_id=known_as(customer_id), way=way, outcome=outcome, at__gte=since, staff_id=staff_id
        )
        row = theirs.order_by("-at", "-id").select_for_update().first()
        if row is not None:
            row.delete()
    return row is not None
