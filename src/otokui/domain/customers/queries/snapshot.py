"""The present state of many customers, as far as a file can change it."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date

from otokui.domain.customers.models import Address, ContactPerson, Customer, Mail, Phone
from otokui.domain.customers.queries.records import latest_consents, present_households
from otokui.domain.customers.rules.rows import Draft
from otokui.domain.customers.types import CustomerKind


@dataclass(slots=True)
class KnownAddress:
    """What decides whether a file says something new of an address. No id: not written yet."""

    id: int | None
    key: str
    postal_code: str
    building: str


@dataclass(slots=True)
class Snapshot:
    """One customer. Phones and mails by key; addresses by position; consents by channel."""

    draft: Draft
    version: int = 0
    phones: set[str] = field(default_factory=set)
    mails: set[str] = field(default_factory=set)
    addresses: list[KnownAddress] = field(default_factory=list)
    consents: dict[str, bool] = field(default_factory=dict)
    household: str = ""
    contact_persons: list[str] = field(default_factory=list)


def snapshots(customer_ids: Iterable[int], *, as_of: date) -> dict[int, Snapshot]:
    """By id. 7 queries for any number of customers, none for none."""
    ids = list(customer_ids)
    if not ids:
        return {}
    found = {
        row.pk: Snapshot(draft_of(row), row.version)
        for row in Customer.objects.filter(pk__in=ids).defer("search", "name_key", "kana_key", "sort_key")
    }
    for customer_id, digits in Phone.objects.filter(customer_id__in=ids).values_list("customer_id", "digits"):
        found[customer_id].phones.add(digits)
    for customer_id, key in Mail.objects.filter(customer_id__in=ids).values_list("customer_id", "key"):
        found[customer_id].mails.add(key)
    for address in Address.objects.filter(customer_id__in=ids):
        found[address.customer_id].addresses.append(
            KnownAddress(address.pk, address.key, address.postal_code, address.building)
        )
    for consent in latest_consents().filter(customer_id__in=ids):
        found[consent.customer_id].consents[consent.channel] = consent.granted
    for household in present_households(as_of).filter(customer_id__in=ids):
        found[household.customer_id].household = household.kind
    for person in ContactPerson.objects.filter(company_id__in=ids):
        names = found[person.company_id].contact_persons
        names += [f"{person.family_name} {person.given_name}", f"{person.family_kana} {person.given_kana}"]
    return found


def draft_of(row: Customer) -> Draft:
    """From the row itself or from its history."""
    return Draft(
        code=row.code or "",
        kind=CustomerKind(row.kind),
        family_name=row.family_name,
        given_name=row.given_name,
        family_kana=row.family_kana,
        given_kana=row.given_kana,
        company_name=row.company_name,
        company_kana=row.company_kana,
        honorific=row.honorific,
        birthday=row.birthday,
        line_id=row.line_id,
        reason_chosen=row.reason_chosen,
        memo=row.memo,
        tags=tuple(row.tags),
        attributes=row.attributes,
    )
