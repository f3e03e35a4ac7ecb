"""The rows that a batch of files' rows inserts and updates, collected first and written together."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from otokui.core.kernel.phone import reversed_key
from otokui.domain.customers.adapters.bulk import Columns, insert_rows, update_rows
from otokui.domain.customers.models import Address, Consent, Customer, Household, Mail, Phone
from otokui.domain.customers.queries.snapshot import KnownAddress, Snapshot
from otokui.domain.customers.rules import keys
from otokui.domain.customers.rules.completeness import household_expires_on
from otokui.domain.customers.rules.rows import Draft, Said, named_as
from otokui.domain.customers.types import HouseholdSource

_HOUSEHOLD_BELIEVED_YEARS = 3


@dataclass(slots=True)
class Batch:
    """What is to be written. `run` marks every new row."""

    run: int | None
    now: datetime
    today: date
    staff_id: int | None
    new_customers: list[Columns] = field(default_factory=list)
    changed_customers: list[Columns] = field(default_factory=list)
    new_rows: dict[type, list[Columns]] = field(default_factory=dict)
    changed_addresses: dict[int, Columns] = field(default_factory=dict)

    def add_customer(self, customer_id: int, draft: Draft) -> None:
        self.new_customers.append(customer_columns(customer_id, draft, []))

    def change_customer(self, customer_id: int, draft: Draft, before: Snapshot) -> None:
        self.changed_customers.append(
            customer_columns(customer_id, draft, before.contact_persons)
            | {"updated_at": self.now, "version": before.version + 1}
        )

    def add_around(self, customer_id: int, said: Said, known: Snapshot) -> bool:
        """Everything beside the customer's own row; `known` is kept up to date. Whether anything is new."""
        before = self._size()
        for digits, number in said.phones.items():
            if digits not in known.phones:
                columns = {"number": number, "digits": digits, "reversed_digits": reversed_key(digits)}
                self._add(Phone, customer_id, columns | {"is_fax": False}, position=len(known.phones))
                known.phones.add(digits)
        for key, address in said.mails.items():
            if key not in known.mails:
                self._add(Mail, customer_id, {"address": address, "key": key}, position=len(known.mails))
                known.mails.add(key)
        if said.place:
            self._place(customer_id, said.place, known)
        self._consents(customer_id, said, known)
        if said.household and said.household != known.household:
            self._household(customer_id, said.household.value)
            known.household = said.household.value
        return self._size() != before

    def write(self) -> None:
        insert_rows(Customer, self.new_customers, columns_of_new(self.run, self.now))
        update_rows(Customer, self.changed_customers)
        for changes in self._address_changes():
            update_rows(Address, changes)
        for model, rows in self.new_rows.items():
            insert_rows(model, rows, {"created_by_run": self.run})

    def _address_changes(self) -> Iterable[list[Columns]]:
        """By the columns that change, since one statement writes the same columns of each row."""
        changes: dict[tuple[str, ...], list[Columns]] = {}
        for row_id, columns in self.changed_addresses.items():
            changes.setdefault(tuple(columns), []).append({"id": row_id} | columns)
        return changes.values()

    def _size(self) -> int:
        return sum(map(len, self.new_rows.values())) + len(self.changed_addresses)

    def _add(
        self, model: type, customer_id: int, columns: dict[str, Any], *, position: int | None = None
    ) -> None:
        row = {"customer_id": customer_id, **columns}
        if position is not None:
            row |= {"label": "", "position": position}
        self.new_rows.setdefault(model, []).append(row)

    def _place(self, customer_id: int, place: keys.Place, known: Snapshot) -> None:
        columns = {
            "postal_code": place.postal_code,
            "prefecture": place.prefecture,
            "line": place.line,
            "building": place.building,
            "key": place.key,
        }
        if not known.addresses:
            self._add(Address, customer_id, columns | {"recipient": ""}, position=0)
            known.addresses.append(KnownAddress(None, place.key, place.postal_code, place.building))
            return
        same = next((address for address in known.addresses if address.key == place.key), None)
        address = same or known.addresses[0]
        if same is not None:
            given = {"postal_code": place.postal_code, "building": place.building}
            columns = {name: text for name, text in given.items() if text and text != getattr(same, name)}
        if not columns or address.id is None:
            return
        self.changed_addresses.setdefault(address.id, {}).update(columns)
        for name in ("key", "postal_code", "building"):
            setattr(address, name, columns.get(name, getattr(address, name)))

    def _consents(self, customer_id: int, said: Said, known: Snapshot) -> None:
        for consent in said.consents:
            if known.consents.get(consent.channel) == consent.granted:
                continue
            columns = {
                "channel": consent.channel.value,
                "granted": consent.granted,
                "at": consent.at or self.now,
                "source": consent.source,
                "way": consent.way,
                "wording": consent.wording,
                "noted_by_id": self.staff_id,
            }
            self._add(Consent, customer_id, columns)
            known.consents[consent.channel] = consent.granted

    def _household(self, customer_id: int, kind: str) -> None:
        columns = {
            "kind": kind,
            "source": HouseholdSource.IMPORT.value,
            "noted_on": self.today,
            "expires_on": household_expires_on(self.today, _HOUSEHOLD_BELIEVED_YEARS),
            "noted_by_id": self.staff_id,
        }
        self._add(Household, customer_id, columns)


def columns_of_new(run: int | None, now: datetime) -> Columns:
    """What all new customers of a batch have in common."""
    made = {"created_at": now, "updated_at": now, "created_by_run": run, "version": 1}
    return made | {"memo_pops_up": False, "open_complaint": False}


def customer_columns(customer_id: int, draft: Draft, contact_persons: list[str]) -> Columns:
    """All columns that a draft decides, keys included."""
    named = named_as(draft)
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
        "line_id": draft.line_id,
        "reason_chosen": draft.reason_chosen,
        "memo": draft.memo,
        "tags": sorted(set(draft.tags)),
        "attributes": dict(draft.attributes),
        "name_key": derived.name_key,
        "kana_key": derived.kana_key,
        "sort_key": derived.sort_key,
        "search": derived.search,
    }
