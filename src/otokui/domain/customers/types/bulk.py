"""Rows of customer and purchase files, and what became of them."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from types import MappingProxyType
from typing import NamedTuple

from otokui.domain.customers.types.inputs import AddressInput, ConsentGiven, ContactPersonInput
from otokui.domain.customers.types.words import HouseholdKind, PreferenceKind, RowOutcome

MatchValue = tuple[str, ...]
"""What customers are recognised by: (code,), (mail key,), (digits,), (name key, digits or address key)."""


class CustomerRow(NamedTuple):
    """One row of a customer file, text as given. An empty field says nothing and changes nothing.

    `line` is the row's number in its file and comes back with the outcome. `name` is used where 姓 and 名
    are not apart. `kind` empty: proposed from the name. `referred_by` is another customer's number or name;
    only who is in the books already is found (see `note_referrers`). `other_addresses` stand beside
    what is stored, while `address` is the main one.
    """

    line: int
    code: str = ""
    kind: str = ""
    name: str = ""
    family_name: str = ""
    given_name: str = ""
    kana: str = ""
    family_kana: str = ""
    given_kana: str = ""
    company_name: str = ""
    company_kana: str = ""
    honorific: str = ""
    birthday: date | None = None
    customer_since: date | None = None
    in_charge_id: int | None = None
    phones: tuple[str, ...] = ()
    faxes: tuple[str, ...] = ()
    mails: tuple[str, ...] = ()
    line_id: str = ""
    address: AddressInput | None = None
    household: HouseholdKind | None = None
    memo: str = ""
    reason_chosen: str = ""
    referred_by: str = ""
    preferences: tuple[tuple[PreferenceKind, str], ...] = ()
    tags: tuple[str, ...] = ()
    attributes: Mapping[str, str] = MappingProxyType({})
    consents: tuple[ConsentGiven, ...] = ()
    people: tuple[ContactPersonInput, ...] = ()
    other_addresses: tuple[AddressInput, ...] = ()
    memo_pops_up: bool | None = None
    open_complaint: bool | None = None


@dataclass(frozen=True, slots=True)
class RowProblem:
    """Why a row was not written: the field, a stable code, and the words for people."""

    line: int
    field: str
    code: str
    message: str


@dataclass(frozen=True, slots=True)
class WriteResult:
    """Counts and, per row in the order given, its outcome; SKIPPED = the policy leaves it alone."""

    outcomes: tuple[RowOutcome, ...]
    problems: tuple[RowProblem, ...]

    def count(self, outcome: RowOutcome) -> int:
        return self.outcomes.count(outcome)


@dataclass(frozen=True, slots=True)
class KnownAs:
    """What a purchase file tells about a customer."""

    code: str = ""
    name: str = ""
    kana: str = ""
    phone: str = ""
    mail: str = ""
    postal_code: str = ""
    address: str = ""
