"""Write a new customer down."""

from datetime import date, datetime

from django.db import transaction

from otokui.core.platform import audit
from otokui.core.platform.events import publish
from otokui.domain.customers.actions.customer_rows import (
    check_input,
    code_taken_meanwhile,
    columns_of,
    refuse_taken_code,
    write_contact_points,
)
from otokui.domain.customers.events import CustomersCreated
from otokui.domain.customers.models import Customer
from otokui.domain.customers.types import CustomerInput


def create_customer(given: CustomerInput, *, now: datetime, today: date, staff_id: int | None = None) -> int:
    """The new customer's id.

    `Refused` with code `nameless`, `too_long`, `bad_phone`, `bad_mail`, `bad_postal_code`, `bad_birthday`,
    `unknown_attribute`, `bad_attribute` or `code_taken`.
    """
    check_input(given, today=today)
    with code_taken_meanwhile(), transaction.atomic(), audit.changing(cause="edit", staff=staff_id):
        refuse_taken_code(given.code, customer_id=None, staff_id=staff_id)
        customer = Customer(created_at=now, updated_at=now, **columns_of(given))
        customer.save(force_insert=True)
        write_contact_points(customer.pk, given)
        publish(CustomersCreated((customer.pk,)))
    return customer.pk
