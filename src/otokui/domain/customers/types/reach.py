"""Whom we may get in touch with, how, and what to mind: values for lists of many customers."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from otokui.domain.customers.types.words import Channel, ContactWay, CustomerKind, Outcome, PreferenceKind


@dataclass(frozen=True, slots=True, kw_only=True)
class Touch:
    """A contact of our own: when, which way, what came of it."""

    at: datetime
    way: ContactWay
    outcome: Outcome | None


@dataclass(frozen=True, slots=True, kw_only=True)
class AskedBefore:
    """A follow-up that a rule made: still open with its day, or done at an instant with its outcome."""

    id: int
    origin: str
    due_on: date
    done_at: datetime | None
    outcome: Outcome | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Reach:
    """One customer as somebody about to get in touch must know them.

    `consents`: the latest word per channel. `preferences`: (kind, text). `touches`: our own contacts of the
    last 30 days, newest first; `last_way` is how the customer was last really reached. `asked`: what rules
    asked for before, newest first.
    """

    id: int
    code: str
    kind: CustomerKind
    name: str
    kana: str
    honorific: str
    birthday: date | None
    in_charge_id: int | None
    in_charge: str
    open_complaint: bool
    memo: str
    phone: str
    digits: str
    mail: str
    address: str
    consents: Mapping[Channel, bool]
    preferences: tuple[tuple[PreferenceKind, str], ...]
    touches: tuple[Touch, ...]
    last_way: ContactWay | None
    asked: tuple[AskedBefore, ...]
    line_id: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class DoneToday:
    """Follow-ups finished since an instant: all of them, and what those with an order were worth."""

    finished: int
    ordered: int
    won: int


@dataclass(frozen=True, slots=True, kw_only=True)
class DueTask:
    """A follow-up that is open and due. `origin` is "" where a person wrote it."""

    id: int
    customer_id: int
    due_on: date
    way: ContactWay | None
    reason: str
    script: str
    origin: str
    assignee: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Agenda:
    """`birthdays`: customers whose birthday is today or in the days asked for."""

    tasks: tuple[DueTask, ...]
    birthdays: tuple[int, ...]
    done: DoneToday
