"""The rows that a batch of files' rows inserts and updates, collected first and written together."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from django.db.models import Model

from otokui.core.kernel.phone import reversed_key
from otokui.domain.customers.adapters.bulk import (
    Columns,
    array_text,
    copy_rows,
    document_text,
    update_rows,
)
from otokui.domain.customers.models import (
    Address,
    Consent,
    ContactPerson,
    Customer,
    Household,
    Mail,
    Phone,
    Preference,
)
from otokui.domain.customers.queries.snapshot import OF_PERSON, KnownAddress, Snapshot
from otokui.domain.customers.rules import keys
from otokui.domain.customers.rules.completeness import household_expires_on
from otokui.domain.customers.rules.rows import Draft, Said
from otokui.domain.customers.types import HouseholdSource

Row = tuple[Any, ...]
_HOUSEHOLD_BELIEVED_YEARS = 3


_POINT = ("customer_id", "position")
_COLUMNS: dict[type[Model], tuple[str, ...]] = {
    Phone: (*_POINT, "number", "digits", "reversed_digits", "is_fax"),
    Mail: (*_POINT, "address", "key"),
    Address: (*_POINT, *keys.Place._fields),
    Consent: ("customer_id", "channel", "granted", "at", "source", "way", "wording"),
    Household: ("customer_id", "kind", "source", "noted_on", "expires_on"),
    Preference: ("customer_id", "kind", "text", "key", "noted_on"),
    ContactPerson: ("company_id", "position", "family_name", "given_name", *OF_PERSON),
}


_NOTED = frozenset({Consent, Household, Preference})


@dataclass(slots=True)
class Batch:
    """What is to be written. `run` marks every new row."""

    run: int | None
    now: datetime
    today: date
    staff_id: int | None
    new_customers: list[tuple[int, Draft, list[str]]] = field(default_factory=list)
    changed_customers: list[Columns] = field(default_factory=list)
    new_rows: dict[type[Model], list[Row]] = field(default_factory=dict)
    changed_addresses: dict[int, Columns] = field(default_factory=dict)
    changed_people: dict[int, Columns] = field(default_factory=dict)
    _changes: int = 0

    def add_customer(self, customer_id: int, draft: Draft, people: list[str] | None = None) -> None:
        """`people`: names and readings of a company's contact persons."""
        self.new_customers.append((customer_id, draft, people or []))

    def change_customer(self, customer_id: int, draft: Draft, before: Snapshot) -> None:
        self.changed_customers.append(
            customer_columns(customer_id, draft, before.contact_persons)
            | {"updated_at": self.now, "version": before.version + 1}
        )

    def add_around(self, customer_id: int, said: Said, known: Snapshot) -> bool:
        """Everything beside the customer's own row; `known` is kept up to date. Whether anything is new."""
        before = self._changes
        for numbers, is_fax in ((said.phones, False), (said.faxes, True)):
            for digits, number in numbers.items():
                if digits not in known.phones:
                    row = (number, digits, reversed_key(digits), "t" if is_fax else "f")
                    self._add_point(Phone, customer_id, len(known.phones), row)
                    known.phones.add(digits)
        for key, address in said.mails.items():
            if key not in known.mails:
                self._add_point(Mail, customer_id, len(known.mails), (address, key))
                known.mails.add(key)
        if said.place:
            self._place(customer_id, said.place, known)
        for place in said.other_places:
            self._place(customer_id, place, known, is_one_more=True)
        if said.people:
            self._people(customer_id, said, known)
        if said.consents:
            self._consents(customer_id, said, known)
        if said.household and said.household != known.household:
            self._household(customer_id, said.household.value)
            known.household = said.household.value
        for (kind, key), text in said.preferences.items():
            if (kind.value, key) not in known.preferences:
                self._add_noted(Preference, customer_id, (kind.value, text, key, self.today))
                known.preferences.add((kind.value, key))
        return self._changes != before

    def write(self) -> None:
        if self.new_customers:
            names = [*customer_columns(0, Draft(), [])]
            alike = columns_of_new(self.run, self.now)
            copy_rows(Customer, names, self._ready_customers(), alike=alike)
        update_rows(Customer, self.changed_customers)
        for changes in self._address_changes():
            update_rows(Address, changes)
        update_rows(ContactPerson, [{"id": row_id} | told for row_id, told in self.changed_people.items()])
        for model, rows in self.new_rows.items():
            copy_rows(model, _COLUMNS[model], rows, alike=self._alike(model))

    def _alike(self, model: type[Model]) -> Columns:
        if model in _NOTED:
            return {"noted_by_id": self.staff_id, "created_by_run": self.run}
        if model is ContactPerson:
            return {"honorific": "", "decides": False, "memo": "", "created_by_run": self.run}
        point: Columns = {"label": "", "created_by_run": self.run}
        return point | {"recipient": ""} if model is Address else point

    def _ready_customers(self) -> Iterator[Row]:
        for customer_id, draft, people in self.new_customers:
            yield tuple(ready(customer_columns(customer_id, draft, people)).values())

    def _address_changes(self) -> Iterable[list[Columns]]:
        """By the columns that change, since one statement writes the same columns of each row."""
        changes: dict[tuple[str, ...], list[Columns]] = {}
        for row_id, columns in self.changed_addresses.items():
            changes.setdefault(tuple(columns), []).append({"id": row_id} | columns)
        return changes.values()

    def _add_point(self, model: type[Model], customer_id: int, position: int, row: Row) -> None:
        self._add(model, (str(customer_id), str(position), *row))  # texts alone are written fastest

    def _add_noted(self, model: type[Model], customer_id: int, row: Row) -> None:
        self._add(model, (customer_id, *row))

    def _add(self, model: type[Model], row: Row) -> None:
        self.new_rows.setdefault(model, []).append(row)
        self._changes += 1

    def _place(
        self, customer_id: int, place: keys.Place, known: Snapshot, *, is_one_more: bool = False
    ) -> None:
        """The main address, or one that stands beside those that are known."""
        same = next((address for address in known.addresses if address.key == place.key), None)
        if not known.addresses or (is_one_more and same is None):
            self._add_point(Address, customer_id, len(known.addresses), place)
            known.addresses.append(KnownAddress(None, place.key, place.postal_code, place.building))
            return
        address = same or known.addresses[0]
        columns = place._asdict()
        if same is not None:
            given = {"postal_code": place.postal_code, "building": place.building}
            columns = {name: text for name, text in given.items() if text and text != getattr(same, name)}
        if not columns or address.id is None:
            return
        self.changed_addresses.setdefault(address.id, {}).update(columns)
        self._changes += 1
        for name in ("key", "postal_code", "building"):
            setattr(address, name, columns.get(name, getattr(address, name)))

    def _people(self, company_id: int, said: Said, known: Snapshot) -> None:
        """Whoever is not known is new there; of whom is known, what the row tells holds."""
        for key, person in said.people.items():
            told = {name: text for name in OF_PERSON if (text := getattr(person, name))}
            present = known.people.get(key)
            if present is None:
                texts = [getattr(person, name) for name in ("family_name", "given_name", *OF_PERSON)]
                self._add_point(ContactPerson, company_id, len(known.people), tuple(texts))
                known.know(person, None)
            elif present.id is not None and not told.items() <= present.told.items():
                known.tell(present, told)
                self.changed_people[present.id] = dict(present.told)
                self._changes += 1

    def _consents(self, customer_id: int, said: Said, known: Snapshot) -> None:
        for consent in said.consents:
            if known.consents.get(consent.channel) == consent.granted:
                continue
            at = consent.at or self.now
            row = (consent.channel.value, consent.granted, at, consent.source, consent.way, consent.wording)
            self._add_noted(Consent, customer_id, row)
            known.consents[consent.channel] = consent.granted

    def _household(self, customer_id: int, kind: str) -> None:
        expires_on = household_expires_on(self.today, _HOUSEHOLD_BELIEVED_YEARS)
        self._add_noted(Household, customer_id, (kind, HouseholdSource.IMPORT.value, self.today, expires_on))


def columns_of_new(run: int | None, now: datetime) -> Columns:
    """What all new customers of a batch have in common."""
    return {"created_at": now, "updated_at": now, "created_by_run": run, "version": 1}


def ready(columns: Columns) -> Columns:
    """The same columns as COPY takes them."""
    columns["tags"] = array_text(columns["tags"])
    columns["attributes"] = document_text(columns["attributes"])
    return columns


def customer_columns(customer_id: int, draft: Draft, contact_persons: list[str]) -> Columns:
    """All columns that a draft decides, keys included."""
    named = draft.named
    derived = keys.keys_of(named, contact_persons, code=draft.code)
    return {
        "id": customer_id,
        "code": draft.code or None,
        "kind": named.kind.value,
        "name": named.name,
        "family_name": named.family_name,
        "given_name": named.given_name,
        "family_kana": named.family_kana,
        "given_kana": named.given_kana,
        "company_name": named.company_name,
        "company_kana": named.company_kana,
        "honorific": draft.honorific,
        "birthday": draft.birthday,
        "customer_since": draft.customer_since,
        "in_charge_id": draft.in_charge_id,
        "referred_by_id": draft.referred_by_id,
        "line_id": draft.line_id,
        "reason_chosen": draft.reason_chosen,
        "memo": draft.memo,
        "tags": sorted(set(draft.tags)) if draft.tags else [],
        "attributes": dict(draft.attributes),
        "memo_pops_up": bool(draft.memo_pops_up),
        "open_complaint": bool(draft.open_complaint),
        "name_key": derived.name_key,
        "kana_key": derived.kana_key,
        "sort_key": derived.sort_key,
        "search": derived.search,
    }
