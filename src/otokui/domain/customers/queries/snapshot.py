"""The present state of many customers, as far as a file can change it."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Final

from otokui.core.kernel.text import name_key
from otokui.domain.customers.models import Address, ContactPerson, Customer, Mail, Phone, Preference
from otokui.domain.customers.queries.records import latest_consents, present_households
from otokui.domain.customers.rules.keys import PARTS, Naming
from otokui.domain.customers.rules.rows import Draft
from otokui.domain.customers.types import ContactPersonInput, CustomerKind

_PLAIN: Final = (
    "honorific", "birthday", "customer_since", "in_charge_id", "referred_by_id", "line_id", "reason_chosen",
    "memo", "attributes", "memo_pops_up", "open_complaint",
)  # fmt: skip
OF_PERSON: Final = ("family_kana", "given_kana", "department", "post")
_DRAFTED: Final = ("code", "kind", "name", *PARTS, "tags", *_PLAIN)


@dataclass(slots=True)
class KnownAddress:
    """What decides whether a file says something new of an address. No id: not written yet."""

    id: int | None
    key: str
    postal_code: str
    building: str


@dataclass(slots=True)
class KnownPerson:
    """Somebody at a company, as far as a file tells. No id: not written yet."""

    id: int | None
    told: dict[str, str]

    @property
    def reading(self) -> str:
        return f"{self.told['family_kana']} {self.told['given_kana']}"


@dataclass(slots=True)
class Snapshot:
    """One customer. Phones and mails by key, people at a company by that of their name; addresses by
    position; consents by channel; preferences as (kind, key)."""

    draft: Draft
    version: int = 0
    phones: set[str] = field(default_factory=set)
    mails: set[str] = field(default_factory=set)
    addresses: list[KnownAddress] = field(default_factory=list)
    consents: dict[str, bool] = field(default_factory=dict)
    household: str = ""
    preferences: set[tuple[str, str]] = field(default_factory=set)
    contact_persons: list[str] = field(default_factory=list)
    people: dict[str, KnownPerson] = field(default_factory=dict)

    def know(self, person: "ContactPerson | ContactPersonInput", row_id: int | None) -> None:
        """Somebody at the company, who is found by name and reading."""
        name, kana = (
            f"{person.family_name} {person.given_name}",
            f"{person.family_kana} {person.given_kana}",
        )
        self.contact_persons += [name, kana]
        told = {part: getattr(person, part) for part in OF_PERSON}
        self.people.setdefault(name_key(name), KnownPerson(row_id, told))

    def tell(self, person: KnownPerson, told: dict[str, str]) -> None:
        """More of somebody who is known."""
        before = self.contact_persons.index(person.reading)
        person.told |= told
        self.contact_persons[before] = person.reading


def snapshots(customer_ids: Iterable[int], *, as_of: date) -> dict[int, Snapshot]:
    """By id. 8 queries for any number of customers, none for none."""
    ids = list(customer_ids)
    if not ids:
        return {}
    found: dict[int, Snapshot] = {}
    rows = Customer.objects.filter(pk__in=ids).values_list("pk", "version", *_DRAFTED, named=True)
    for row in rows:
        found[row.pk] = Snapshot(draft_of(row), row.version)
    around = {"customer_id__in": ids}
    for customer_id, digits in Phone.objects.filter(**around).values_list("customer_id", "digits"):
        found[customer_id].phones.add(digits)
    for customer_id, key in Mail.objects.filter(**around).values_list("customer_id", "key"):
        found[customer_id].mails.add(key)
    addresses = Address.objects.filter(**around)
    for customer_id, *address in addresses.values_list("customer_id", "pk", "key", "postal_code", "building"):
        found[customer_id].addresses.append(KnownAddress(*address))  # type: ignore[arg-type]
    consents = latest_consents().filter(**around)
    for customer_id, channel, granted in consents.values_list("customer_id", "channel", "granted"):
        found[customer_id].consents[channel] = granted
    for customer_id, kind in present_households(as_of).filter(**around).values_list("customer_id", "kind"):
        found[customer_id].household = kind
    preferences = Preference.objects.filter(**around)
    for customer_id, kind, key in preferences.values_list("customer_id", "kind", "key"):
        found[customer_id].preferences.add((kind, key))
    for person in ContactPerson.objects.filter(company_id__in=ids):
        found[person.company_id].know(person, person.pk)
    return found


def draft_of(row: Any) -> Draft:
    """From the customer's row or from its history."""
    named = Naming(CustomerKind(row.kind), row.name, **{part: getattr(row, part) for part in PARTS})
    plain = {name: getattr(row, name) for name in _PLAIN}
    return Draft(code=row.code or "", named=named, tags=tuple(row.tags), **plain)
