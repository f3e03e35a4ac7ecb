"""What the writes of this room take."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime

from otokui.domain.customers.types.words import AttributeKind, Channel, CustomerKind

AttributeValue = str | int | float | bool
"""Text, a number, a date as ISO text, one of the options, or yes/no."""


@dataclass(frozen=True, slots=True)
class PhoneInput:
    number: str
    label: str = ""
    is_fax: bool = False
    contact_person_id: int | None = None


@dataclass(frozen=True, slots=True)
class MailInput:
    address: str
    label: str = ""
    contact_person_id: int | None = None


@dataclass(frozen=True, slots=True)
class AddressInput:
    """An address as typed. `line` is 市区町村・番地, the prefecture may stand in it; `id` of a known one."""

    postal_code: str = ""
    prefecture: str = ""
    line: str = ""
    building: str = ""
    label: str = ""
    recipient: str = ""
    id: int | None = None

    def __bool__(self) -> bool:
        return bool(self.postal_code or self.prefecture or self.line)


@dataclass(frozen=True, slots=True)
class CustomerInput:
    """All of a customer that a form edits; an update makes the customer equal to it.

    `name` counts where 姓 and 名 are not apart. The first phone, mail and address are the main ones.
    """

    kind: CustomerKind = CustomerKind.PERSON
    code: str = ""
    name: str = ""
    family_name: str = ""
    given_name: str = ""
    family_kana: str = ""
    given_kana: str = ""
    company_name: str = ""
    company_kana: str = ""
    honorific: str = ""
    birthday: date | None = None
    customer_since: date | None = None
    line_id: str = ""
    phones: tuple[PhoneInput, ...] = ()
    mails: tuple[MailInput, ...] = ()
    addresses: tuple[AddressInput, ...] = ()
    tags: tuple[str, ...] = ()
    attributes: Mapping[str, AttributeValue] = field(default_factory=dict)
    reason_chosen: str = ""
    referred_by_id: int | None = None
    in_charge_id: int | None = None
    memo: str = ""
    memo_pops_up: bool = False


@dataclass(frozen=True, slots=True)
class ContactPersonInput:
    """Somebody at a company. `id` of a known one."""

    family_name: str = ""
    given_name: str = ""
    family_kana: str = ""
    given_kana: str = ""
    department: str = ""
    post: str = ""
    honorific: str = ""
    decides: bool = False
    memo: str = ""
    left_on: date | None = None
    id: int | None = None


@dataclass(frozen=True, slots=True)
class ConsentGiven:
    """A grant or a withdrawal; `at` None = now."""

    channel: Channel
    granted: bool
    source: str = ""
    wording: str = ""
    way: str = ""
    at: datetime | None = None


@dataclass(frozen=True, slots=True)
class AttributeInput:
    """A field of the shop's own. `key` is chosen once; `options` are for AttributeKind.CHOICE."""

    key: str
    label: str
    kind: AttributeKind
    options: tuple[str, ...] = ()
    position: int = 0
    is_retired: bool = False
