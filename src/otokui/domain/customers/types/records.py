"""What the queries of this room answer with, ready to show."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from otokui.domain.customers.types.inputs import AttributeValue
from otokui.domain.customers.types.words import (
    AttributeKind,
    Channel,
    ContactWay,
    CustomerKind,
    Direction,
    HouseholdKind,
    HouseholdSource,
    ObservationKind,
    ObservationSource,
    Outcome,
    PreferenceKind,
)


@dataclass(frozen=True, slots=True)
class PhoneRecord:
    id: int
    number: str
    digits: str
    label: str
    is_fax: bool
    contact_person_id: int | None


@dataclass(frozen=True, slots=True)
class MailRecord:
    id: int
    address: str
    label: str
    contact_person_id: int | None


@dataclass(frozen=True, slots=True)
class AddressRecord:
    """`postal_code` is `123-4567`; `line` is without the prefecture."""

    id: int
    postal_code: str
    prefecture: str
    line: str
    building: str
    label: str
    recipient: str

    @property
    def text(self) -> str:
        return f"{self.prefecture}{self.line} {self.building}".strip()


@dataclass(frozen=True, slots=True)
class ContactPersonRecord:
    id: int
    family_name: str
    given_name: str
    family_kana: str
    given_kana: str
    department: str
    post: str
    honorific: str
    proposed_honorific: str
    decides: bool
    memo: str
    left_on: date | None

    @property
    def name(self) -> str:
        return f"{self.family_name} {self.given_name}".strip()


@dataclass(frozen=True, slots=True)
class HouseholdRecord:
    id: int
    kind: HouseholdKind
    size: int | None
    source: HouseholdSource
    noted_on: date
    expires_on: date | None


@dataclass(frozen=True, slots=True)
class ObservationRecord:
    """What somebody saw and what is still believed; `staff` is empty where nobody is named."""

    id: int
    kind: ObservationKind
    source: ObservationSource
    noted_at: datetime
    noted_on: date
    expires_on: date | None
    note: str
    staff_id: int | None
    staff: str


@dataclass(frozen=True, slots=True)
class PreferenceRecord:
    id: int
    kind: PreferenceKind
    text: str
    noted_on: date


@dataclass(frozen=True, slots=True)
class ConsentRecord:
    """The latest word on a channel."""

    channel: Channel
    granted: bool
    at: datetime
    source: str
    way: str
    wording: str


@dataclass(frozen=True, slots=True)
class AttributeRecord:
    """A definition; `value` is the customer's, None where unknown."""

    key: str
    label: str
    kind: AttributeKind
    options: tuple[str, ...]
    value: AttributeValue | None = None
    position: int = 0
    is_retired: bool = False


@dataclass(frozen=True, slots=True)
class CustomerRecord:
    """One customer, whole. `proposed_honorific` is for where `honorific` is empty."""

    id: int
    version: int
    code: str
    kind: CustomerKind
    name: str
    kana: str
    family_name: str
    given_name: str
    family_kana: str
    given_kana: str
    company_name: str
    company_kana: str
    honorific: str
    proposed_honorific: str
    birthday: date | None
    customer_since: date | None
    line_id: str
    tags: tuple[str, ...]
    attributes: tuple[AttributeRecord, ...]
    reason_chosen: str
    referred_by_id: int | None
    referred_by: str
    referrer_in_charge_id: int | None
    in_charge_id: int | None
    in_charge: str
    memo: str
    memo_pops_up: bool
    open_complaint: bool
    created_at: datetime
    updated_at: datetime
    phones: tuple[PhoneRecord, ...]
    mails: tuple[MailRecord, ...]
    addresses: tuple[AddressRecord, ...]
    contact_persons: tuple[ContactPersonRecord, ...]
    household: HouseholdRecord | None
    preferences: tuple[PreferenceRecord, ...]
    consents: tuple[ConsentRecord, ...]
    observations: tuple[ObservationRecord, ...] = ()
    merged_into_id: int | None = None
    erased: bool = False


@dataclass(frozen=True, slots=True)
class Doorstep:
    """The least that somebody at the door needs: who, where, what to mind. No purchases, no money.

    `honorific` is the proposed one where none is written; `memo` only if it is to be shown at every contact;
    `absent_at`: when nobody was in last, since whatever instant was asked for.
    """

    customer_id: int
    name: str
    kana: str
    honorific: str
    is_company: bool
    postal_code: str
    address: str
    phones: tuple[str, ...]
    memo: str
    household: HouseholdRecord | None
    observations: tuple[ObservationRecord, ...]
    absent_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class DealRecord:
    """An open deal (商談中): until when, what about, and who works on it."""

    until: date
    note: str
    staff: str


@dataclass(frozen=True, slots=True)
class CustomerLine:
    """One customer in a list: the main phone, mail and address only, or those that were searched for.

    `persons`: the people we talk to at a company.
    """

    id: int
    code: str
    kind: CustomerKind
    name: str
    kana: str
    company_name: str
    phone: str
    mail: str
    address: str
    tags: tuple[str, ...]
    in_charge_id: int | None
    open_complaint: bool
    persons: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class CustomerDetail:
    """What a line does not say; `attributes` are the values of the shop's own fields by key."""

    birthday: date | None
    customer_since: date | None
    reason_chosen: str
    attributes: Mapping[str, AttributeValue]
    honorific: str
    memo: str
    postal_code: str
    address: str


@dataclass(frozen=True, slots=True)
class CustomerPage:
    """`next_cursor` '' on the last page, `previous_cursor` '' on the first."""

    lines: tuple[CustomerLine, ...]
    next_cursor: str
    previous_cursor: str = ""


@dataclass(frozen=True, slots=True)
class Place:
    """A customer's place in an order: `cursor` is the mark from which the list goes on."""

    cursor: str
    customer_id: int


@dataclass(frozen=True, slots=True)
class Count:
    """Exact up to a limit, an estimate (約) beyond."""

    value: int
    is_estimate: bool


@dataclass(frozen=True, slots=True)
class Question:
    """What is still unknown, what it is worth in percent, and who finds out how.

    `asked_by`: `phone` (order desk), `door` (driver, by looking, never by asking), `visit` (sales), `any`.
    """

    field: str
    weight: int
    asked_by: str


@dataclass(frozen=True, slots=True)
class Completeness:
    """顔が見えている: percent known, and what to find out next, most valuable first."""

    percent: int
    questions: tuple[Question, ...]


@dataclass(frozen=True, slots=True)
class TimelineEntry:
    """Something that happened between us. `kind`: `contact`, `follow_up`, `consent` or `household`."""

    kind: str
    id: int
    at: datetime
    way: ContactWay | None
    direction: Direction | None
    outcome: Outcome | None
    staff_id: int | None
    staff: str
    text: str


@dataclass(frozen=True, slots=True)
class FollowUpRecord:
    id: int
    customer_id: int
    customer: str
    assignee_id: int | None
    assignee: str
    due_on: date
    way: ContactWay | None
    reason: str
    script: str
    created_at: datetime
    done_at: datetime | None
    outcome: Outcome | None


@dataclass(frozen=True, slots=True)
class CustomerFile:
    """A customer with the latest of the timeline, newest first, and all that is still to be done."""

    customer: CustomerRecord
    timeline: tuple[TimelineEntry, ...]
    follow_ups: tuple[FollowUpRecord, ...]


@dataclass(frozen=True, slots=True)
class UndoRefusal:
    """A customer that an undo leaves alone, by name, and why."""

    what: str
    reason: str
    customer_id: int


@dataclass(frozen=True, slots=True)
class UndoResult:
    removed: int
    restored: int
    refused: tuple[UndoRefusal, ...]


@dataclass(frozen=True, slots=True)
class UndoPart:
    """What one part of an undo did; the next one begins behind `after`, None when nothing is left."""

    removed: int
    restored: int
    refused: tuple[UndoRefusal, ...]
    after: int | None


@dataclass(frozen=True, slots=True)
class FoundNote:
    """A text that was searched for: of a contact, or a customer's memo (`at` and `way` None)."""

    customer_id: int
    customer: str
    at: datetime | None
    way: ContactWay | None
    text: str


class FoundWordKind(StrEnum):
    """タスク・好みや要望・タグ・独自項目."""

    TASK = "task"
    TASTE = "taste"
    TAG = "tag"
    FIELD = "field"


@dataclass(frozen=True, slots=True)
class FoundWord:
    """A short text that was searched for; a tag names no customer.

    `label`: the kind of a taste, or what an own field is called. `on`: when a task is due or was done, or a
    taste was noted.
    """

    kind: FoundWordKind
    customer_id: int | None
    customer: str
    text: str
    label: str
    on: date | None
    is_done: bool
