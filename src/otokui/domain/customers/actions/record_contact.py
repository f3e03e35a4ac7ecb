"""A contact with a customer took place."""

from datetime import datetime

from django.db import transaction

from otokui.core.kernel.text import clean
from otokui.core.platform import audit
from otokui.core.platform.events import publish
from otokui.domain.customers.actions.keep_customers import known_as
from otokui.domain.customers.events import ContactRecorded
from otokui.domain.customers.models import Contact
from otokui.domain.customers.types import ContactWay, Direction, Outcome, PurposeKind


def record_contact(
    customer_id: int,
    *,
    way: ContactWay,
    at: datetime,
    direction: Direction = Direction.FROM_US,
    outcome: Outcome | None = None,
    text: str = "",
    staff_id: int | None = None,
    contact_person_id: int | None = None,
    purpose: PurposeKind | None = None,
) -> int:
    """The contact's id. `purpose`: why we got in touch; adverts count against the caps."""
    with transaction.atomic(), audit.changing(cause="contact", staff=staff_id):
        customer_id = known_as(customer_id)
        row = Contact.objects.create(
            customer_id=customer_id,
            contact_person_id=contact_person_id,
            way=way,
            direction=direction,
            outcome=outcome or "",
            purpose=purpose or "",
            at=at,
            staff_id=staff_id,
            text=clean(text),
        )
        publish(ContactRecorded(customer_id, row.pk))
    return row.pk
