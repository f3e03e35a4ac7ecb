"""Customers as lines of a list."""

from collections.abc import Iterable, Sequence

from otokui.domain.customers.models import Address, Customer, Mail, Phone
from otokui.domain.customers.queries.records import kana_of
from otokui.domain.customers.types import CustomerKind, CustomerLine

_NOT_SHOWN = ("search", "attributes", "memo", "reason_chosen")


def lines_of(customer_ids: Sequence[int]) -> list[CustomerLine]:
    """In the order of the ids; unknown ones are left out. 4 queries, none for no ids."""
    if not customer_ids:
        return []
    rows = {row.pk: row for row in Customer.objects.filter(pk__in=customer_ids).defer(*_NOT_SHOWN)}
    phones = _first(Phone.objects.filter(customer_id__in=customer_ids).values_list("customer_id", "number"))
    mails = _first(Mail.objects.filter(customer_id__in=customer_ids).values_list("customer_id", "address"))
    addresses = _first(
        (row.customer_id, str(row)) for row in Address.objects.filter(customer_id__in=customer_ids)
    )
    return [
        CustomerLine(
            id=row.pk,
            code=row.code or "",
            kind=CustomerKind(row.kind),
            name=row.name,
            kana=kana_of(row),
            company_name=row.company_name,
            phone=phones.get(row.pk, ""),
            mail=mails.get(row.pk, ""),
            address=addresses.get(row.pk, ""),
            tags=tuple(row.tags),
            in_charge_id=row.in_charge_id,
            open_complaint=row.open_complaint,
        )
        for row in (rows[customer_id] for customer_id in customer_ids if customer_id in rows)
    ]


def _first(pairs: Iterable[tuple[int, str]]) -> dict[int, str]:
    found: dict[int, str] = {}
    for customer_id, text in pairs:
        found.setdefault(customer_id, text)
    return found
