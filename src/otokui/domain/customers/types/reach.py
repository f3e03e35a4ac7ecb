"""Whom we may get in touch with, how, and what to mind: values for lists of many customers."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from otokui.domain.accounts.types import Sight
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
class Known:
    """What decides whether to get in touch with a customer at all.

    `preferences`: (kind, text), where they were asked for. `touches`: our own contacts of the last 30 days,
    newest first. `asked`: what rules asked for before, newest first.
    """

    id: int
    birthday: date | None
    open_complaint: bool
    preferences: tuple[tuple[PreferenceKind, str], ...]
    touches: tuple[Touch, ...]
    asked: tuple[AskedBefore, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Reach(Known):
    """One customer as somebody about to get in touch must know them.

    `consents`: the latest word per channel. `last_way` is how the customer was last really reached.
    """

    code: str
    kind: CustomerKind
    name: str
    kana: str
    honorific: str
    in_charge_id: int | None
    in_charge: str
    memo: str
    phone: str
    digits: str
    mail: str
    address: str
    consents: Mapping[Channel, bool]
    last_way: ContactWay | None
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
class PlannedTask:
    """A follow-up that a rule asks for.

    `in_charge`: for whoever looks after the customer, else for `assignee_id`.
    """

    customer_id: int
    origin: str
    due_on: date
    way: ContactWay | None
    reason: str
    script: str
    assignee_id: int | None
    in_charge: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class AgendaQuery:
    """Which agenda: tasks due by `today` of these members of staff or nobody's (None: everybody's).

    `since`: the instant from which finished work counts as today's. `birthday_days`: how far birthdays are
    looked for, `limit`: how many of them and of the tasks. `customers`: of whom to tell what is known too;
    `tastes_of`: of whom of all these the preferences; `origin`: how the origins of their follow-ups begin.
    `sight`: whose tasks are out of it do not exist; `staff` must be part of it.
    """

    today: date
    since: datetime
    now: datetime
    staff: Sequence[int] | None
    birthday_days: int
    limit: int
    customers: Sequence[int]
    tastes_of: Sequence[int]
    origin: str
    sight: Sight


@dataclass(frozen=True, slots=True, kw_only=True)
class Agenda:
    """`birthdays`: customers whose birthday is today or in the days asked for.

    `known`: the customers of tasks and birthdays and those asked for, by id. Of them `deals` that are open
    (until when, whose), the instants of `adverts` in the last 30 days, and who is `erased`, for the guards.
    """

    tasks: tuple[DueTask, ...]
    birthdays: tuple[int, ...]
    done: DoneToday
    known: Mapping[int, Known]
    deals: Mapping[int, tuple[date, str]]
    adverts: tuple[tuple[int, datetime], ...]
    erased: frozenset[int] = frozenset()
