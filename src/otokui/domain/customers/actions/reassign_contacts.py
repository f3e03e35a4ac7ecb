"""Contacts and follow-ups were written under the wrong customer."""

from django.db import transaction

from otokui.core.platform import audit
from otokui.domain.customers.adapters.bulk import lock_customers
from otokui.domain.customers.models import Contact, Customer, FollowUp
from otokui.domain.customers.queries.customer import UnknownCustomer


def reassign_contacts(from_id: int, to_id: int, *, staff_id: int | None = None) -> int:
    """Move the whole contact history and all follow-ups; how many rows moved. `UnknownCustomer`."""
    with transaction.atomic(), audit.changing(cause="reassign", staff=staff_id):
        lock_customers([from_id, to_id])
        if not Customer.objects.filter(pk=to_id).exists():
            raise UnknownCustomer(f"{to_id}")
        moved = Contact.objects.filter(customer_id=from_id).update(customer_id=to_id, contact_person=None)
        return moved + FollowUp.objects.filter(customer_id=from_id).update(customer_id=to_id)
