"""What whoever is out today sees: the doors of the day, and those they ask for by name."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.core import signing

from otokui.domain.accounts.types import Sight
from otokui.domain.customers.public import doorsteps, find_at_door, visible
from otokui.domain.customers.types import Doorstep
from otokui.domain.desk.rules.field.acts import LATEST
from otokui.domain.desk.rules.field.stops import Stop, in_order
from otokui.domain.purchases.public import delivered_to, find_delivery, list_deliveries

_SALT = "desk.field.found"
_AGE = LATEST + timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Outdoors:
    """Somebody with this page open. Who has no customers (配送・保守) sees those of the day only."""

    staff_id: int
    sight: Sight
    has_customers: bool


def round_of(on: date, *, since: datetime, reader: Outdoors) -> list[Stop]:
    """The stops of a day that began at `since`, in order. 2 queries, 3 if not all customers are in sight."""
    deliveries = list_deliveries(on)
    wanted = {delivery.customer_id for delivery in deliveries if delivery.customer_id is not None}
    seen = _in_sight(wanted, reader)
    doors = doorsteps(seen, as_of=on, since=since)
    return in_order(
        Stop(delivery, doors.get(delivery.customer_id) if delivery.customer_id else None)
        for delivery in deliveries
        if delivery.customer_id is None or delivery.customer_id in doors
    )


def asked_for(
    *, phone: str = "", name: str = "", place: str = "", as_of: date, reader: Outdoors
) -> list[tuple[Doorstep, str]]:
    """Whom a whole number, or a name with a part of the address, names; with what shows that they were found.

    3 queries at most.
    """
    found = find_at_door(phone=phone, name=name, place=place)
    doors = doorsteps(_in_sight(found, reader), as_of=as_of)
    return [(doors[each], _signed(each, reader)) for each in found if each in doors]


def found_again(customer_id: int, *, as_of: date, reader: Outdoors) -> list[tuple[Doorstep, str]]:
    """A customer whose page somebody comes from; nobody for who has no customers. 2 queries at most."""
    seen = _in_sight([customer_id], reader) if reader.has_customers else set()
    return [(door, _signed(each, reader)) for each, door in doorsteps(seen, as_of=as_of).items()]


def may_touch(
    customer_id: int, on: date, *, signed: str, found_as: int, today: date, reader: Outdoors
) -> bool:
    """Whether something may be written about this customer by whoever was out `on` a day. 1 query.

    `found_as`: the record of theirs for which it was signed that they were found.
    """
    if reader.has_customers:
        return bool(_in_sight([customer_id], reader))
    if signed and _was_found(signed, found_as, reader):
        return True
    return delivered_to(on, today).filter(customer_id=customer_id).exists()


def may_deliver(order_id: int, on: date, *, today: date, reader: Outdoors) -> bool:
    """Whether this order is theirs to bring. 1 or 2 queries."""
    delivery = find_delivery(order_id)
    if delivery is None:
        return False
    if not reader.has_customers:
        return on <= delivery.on <= today
    return delivery.customer_id is None or bool(_in_sight([delivery.customer_id], reader))


def _in_sight(customer_ids: Iterable[int], reader: Outdoors) -> set[int]:
    wanted = set(customer_ids)
    if not reader.sight.is_limited or not wanted:
        return wanted
    return set(visible(reader.sight).filter(pk__in=wanted))


def _signed(customer_id: int, reader: Outdoors) -> str:
    return signing.dumps([customer_id, reader.staff_id], salt=_SALT)


def _was_found(signed: str, customer_id: int, reader: Outdoors) -> bool:
    try:
        plain = signing.loads(signed, salt=_SALT, max_age=_AGE)
    except signing.BadSignature:
        return False
    return bool(plain == [customer_id, reader.staff_id])
