"""Change a customer by hand."""

from datetime import date, datetime

from django.db import transaction
from django.utils.translation import gettext as _

from otokui.core.kernel.errors import Refused
from otokui.core.platform import audit
from otokui.core.platform.events import publish
from otokui.domain.customers.actions.customer_rows import (
    check_input,
    code_taken_meanwhile,
    columns_of,
    names_of_contact_persons,
    refuse_taken_code,
    write_contact_points,
)
from otokui.domain.customers.adapters.seen import refuse_gone
from otokui.domain.customers.events import IdentityChanged, KnowledgeChanged
from otokui.domain.customers.models import Customer
from otokui.domain.customers.queries.customer import UnknownCustomer
from otokui.domain.customers.types import CustomerInput

_RECOGNISED_BY = frozenset({"code", "kind", "name_key", "kana_key", "birthday", "line_id"})


def update_customer(
    customer_id: int,
    given: CustomerInput,
    *,
    expected_version: int,
    now: datetime,
    today: date,
    staff_id: int | None = None,
    cause: str = "edit",
) -> int:
    """Make the customer equal to what is given; the new version (the old one if nothing changed).

    `Refused` as create_customer, and with code `changed_meanwhile` if somebody saved since this version.
    """
    check_input(given, today=today)
    with code_taken_meanwhile(), transaction.atomic(), audit.changing(cause=cause, staff=staff_id):
        customer = Customer.objects.select_for_update().defer("search").filter(pk=customer_id).first()
        if customer is None:
            raise UnknownCustomer(f"{customer_id}")
        refuse_gone(customer_id)
        if customer.version != expected_version:
            raise Refused(
                _("Somebody has changed this customer meanwhile. Look at the new state and save again."),
                code="changed_meanwhile",
            )
        refuse_taken_code(given.code, customer_id=customer_id, staff_id=staff_id)
        columns = columns_of(given, names_of_contact_persons(customer_id))
        differing = [
            name for name in columns if name != "search" and getattr(customer, name) != columns[name]
        ]
        reached = write_contact_points(customer_id, given)
        if not differing and not reached:
            return customer.version
        for name, value in columns.items():
            setattr(customer, name, value)
        customer.updated_at = now
        customer.version += 1
        customer.save(update_fields=[*columns, "updated_at", "version"])
        if reached or _RECOGNISED_BY.intersection(differing):
            publish(IdentityChanged((customer_id,)))
        elif "reason_chosen" in differing:
            publish(KnowledgeChanged((customer_id,)))
    return customer.version
