"""Change one thing about a customer, unless somebody was faster."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from otokui.domain.customers.actions.update_customer import update_customer
from otokui.domain.customers.adapters.seen import refuse_gone
from otokui.domain.customers.models import Customer
from otokui.domain.customers.queries.customer import UnknownCustomer, get_customer
from otokui.domain.customers.rules.edits import mark, point_at, seen_in, value_of, with_point, with_values
from otokui.domain.customers.rules.forms import input_of
from otokui.domain.customers.types import (
    AddressInput,
    ChangedMeanwhile,
    CustomerRecord,
    MailInput,
    PhoneInput,
    Point,
)


def edit_customer(
    customer_id: int,
    values: Mapping[str, Any],
    *,
    seen: str,
    now: datetime,
    today: date,
    staff_id: int | None = None,
    cause: str = "edit",
) -> int:
    """Set fields of `CustomerInput` (`attributes.KEY`: the shop's own, None takes it away); the new version.

    Other fields may have changed meanwhile, these not: `ChangedMeanwhile` if `seen` (rules.edits.seen_in) is
    no longer the mark of these fields and they are not as wanted already. Else `Refused` as create_customer.
    """
    with transaction.atomic():
        record = locked(customer_id, today)
        given = input_of(record)
        if seen_in(given, values) != seen:
            if all(value_of(given, name) == value for name, value in values.items()):
                return record.version
            raise changed_meanwhile()
        return update_customer(
            customer_id,
            with_values(given, values),
            expected_version=record.version,
            now=now,
            today=today,
            staff_id=staff_id,
            cause=cause,
        )


def edit_point(
    customer_id: int,
    point: Point,
    wanted: PhoneInput | MailInput | AddressInput | None,
    *,
    row_id: int | None,
    seen: str,
    now: datetime,
    today: date,
    first: bool = False,
    staff_id: int | None = None,
    cause: str = "edit",
) -> int:
    """Add (no `row_id`), change, or with None remove a phone, mail or address; the customer's new version.

    `first` makes it the main one. `ChangedMeanwhile` if the row is not as `seen` (rules.edits.mark) or gone.
    """
    with transaction.atomic():
        record = locked(customer_id, today)
        given, place = input_of(record), None
        if row_id is not None:
            ids = [row.id for row in getattr(record, point.value)]
            found = point_at(given, point, ids, row_id)
            if found is None or mark(found[1]) != seen:
                raise changed_meanwhile()
            place = found[0]
        return update_customer(
            customer_id,
            with_point(given, point, place, wanted, first=first),
            expected_version=record.version,
            now=now,
            today=today,
            staff_id=staff_id,
            cause=cause,
        )


def locked(customer_id: int, today: date) -> CustomerRecord:
    """The customer as it is and stays until the end of the transaction."""
    if not Customer.objects.select_for_update().filter(pk=customer_id).values_list("pk").first():
        raise UnknownCustomer(f"{customer_id}")
    record = get_customer(customer_id, as_of=today)
    if record.merged_into_id is not None or record.erased:
        refuse_gone(customer_id)
    return record


def changed_meanwhile() -> ChangedMeanwhile:
    """What the second of two is told where nobody can ask which value holds."""
    return ChangedMeanwhile(_("Somebody has changed this meanwhile. Look at the new state and save again."))
