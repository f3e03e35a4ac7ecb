"""The words and values of this room; what crosses its door."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum


class CustomerKind(StrEnum):
    PERSON = "person"
    COMPANY = "company"


class HouseholdKind(StrEnum):
    """単身・夫婦・家族・三世代・その他."""

    SINGLE = "single"
    COUPLE = "couple"
    FAMILY = "family"
    THREE_GENERATIONS = "generations"
    OTHER = "other"


class HouseholdSource(StrEnum):
    """How we came to know; never by asking on the telephone."""

    AT_DOOR = "door"
    TOLD = "told"
    SURVEY = "survey"
    IMPORT = "import"
    GUESS = "guess"


class PreferenceKind(StrEnum):
    LIKE = "like"
    DISLIKE = "dislike"
    NEED = "need"


class Channel(StrEnum):
    """The ways a consent speaks of."""

    MAIL = "mail"
    SMS = "sms"
    LINE = "line"
    PHONE = "phone"
    POST = "post"
    FAX = "fax"


class AttributeKind(StrEnum):
    TEXT = "text"
    NUMBER = "number"
    DATE = "date"
    CHOICE = "choice"
    YES_NO = "yes_no"


class ContactWay(StrEnum):
    """電話・訪問・メール・手紙・配達・店頭・LINE・メモ."""

    CALL = "call"
    VISIT = "visit"
    MAIL = "mail"
    LETTER = "letter"
    DELIVERY = "delivery"
    COUNTER = "counter"
    LINE = "line"
    NOTE = "note"


class Direction(StrEnum):
    FROM_US = "out"
    FROM_CUSTOMER = "in"


class Outcome(StrEnum):
    """What came of a contact or a follow-up."""

    REACHED = "reached"
    ABSENT = "absent"
    CALL_BACK = "call_back"
    ORDERED = "ordered"
    DECLINED = "declined"
    COMPLAINT = "complaint"
    WRONG_NUMBER = "wrong"
    DONE = "done"
    NOT_NEEDED = "not_needed"


class PurposeKind(StrEnum):
    """Why we get in touch: TRANSACTION and SERVICE answer the customer, the others are our own wish."""

    TRANSACTION = "transaction"
    SERVICE = "service"
    THANKS = "thanks"
    SURVEY = "survey"
    ADVERT = "advert"
    CROSS_SELL = "cross_sell"
    OFFER = "offer"


@dataclass(frozen=True, slots=True)
class Purpose:
    """A wish to contact or to offer, as guards see it.

    `subjects` are what it is about (product names, categories, ingredients); `serves` the number of people
    the offered quantity is meant for.
    """

    kind: PurposeKind
    subjects: tuple[str, ...] = ()
    serves: int = 1


@dataclass(frozen=True, slots=True)
class Reason:
    """Why not. `code` is stable; `values` fill the sentence that the page shows for the code."""

    code: str
    values: Mapping[str, str | int] = field(default_factory=dict)


class MatchKey(StrEnum):
    """What an import recognises a customer by."""

    CODE = "code"
    MAIL = "mail"
    PHONE = "phone"
    NAME_PHONE = "name_phone"
    NAME_ADDRESS = "name_address"


class Policy(StrEnum):
    """Which rows an import may write."""

    NEW = "new"
    UPDATE = "update"
    BOTH = "both"


@dataclass(frozen=True, slots=True)
class ConsentGiven:
    channel: Channel
    granted: bool
    source: str = ""
    wording: str = ""
    way: str = ""
    at: datetime | None = None


@dataclass(frozen=True, slots=True)
class AddressInput:
    """An address as typed. `line` is 市区町村 and 番地, prefecture first if `prefecture` is empty."""

    postal_code: str = ""
    prefecture: str = ""
    line: str = ""
    building: str = ""
    label: str = ""

    def __bool__(self) -> bool:
        return bool(self.postal_code or self.prefecture or self.line)


@dataclass(frozen=True, slots=True)
class CustomerRow:
    """One row of a customer file, text as given. An empty field says nothing and changes nothing.

    `line` is the row's number in its file and comes back with the outcome. `name` is used where 姓 and 名
    are not apart. `kind` empty: proposed from the name.
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
    phones: tuple[str, ...] = ()
    mails: tuple[str, ...] = ()
    line_id: str = ""
    address: AddressInput = AddressInput()
    household: HouseholdKind | None = None
    memo: str = ""
    reason_chosen: str = ""
    tags: tuple[str, ...] = ()
    attributes: Mapping[str, str] = field(default_factory=dict)
    consents: tuple[ConsentGiven, ...] = ()


class RowOutcome(StrEnum):
    NEW = "new"
    UPDATED = "updated"
    UNCHANGED = "unchanged"
    REJECTED = "rejected"
    SKIPPED = "skipped"


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
    """What a purchase file tells about the customer behind a code."""

    name: str = ""
    kana: str = ""
    phone: str = ""
    mail: str = ""
    postal_code: str = ""
    address: str = ""
