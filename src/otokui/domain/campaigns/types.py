"""Plain values of the class programmes."""

from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass, field
from datetime import date, datetime
from enum import StrEnum
from typing import Any

from otokui.domain.customers.types import PurposeKind


class Trigger(StrEnum):
    """What a step waits for.

    PURCHASE, CLASS and STATE: so many days after the last purchase, after the customer entered the class,
    after they entered the state. INTERVAL: again and again. ORDER: so many days before the order that is
    expected. SILENCE: half of the customers of this rhythm would be back by now.
    """

    PURCHASE = "purchase"
    CLASS = "class"
    STATE = "state"
    INTERVAL = "interval"
    ORDER = "order"
    SILENCE = "silence"

    @property
    def is_live(self) -> bool:
        """Whether 今日 finds it in the forecast, and no occasion is written down."""
        return self in (Trigger.ORDER, Trigger.SILENCE)


class Aim(StrEnum):
    """What a step is for.

    お礼・使い方・アンケート・2回目のお得・お店の紹介・他との違い・商品知識・新商品・合う品・回数の理由・
    限定品・催し・便り・呼び戻し・いつもの注文.
    """

    THANKS = "thanks"
    USAGE = "usage"
    SURVEY = "survey"
    SECOND = "second"
    HOUSE = "house"
    WHY_US = "why_us"
    KNOWLEDGE = "knowledge"
    NEWS = "news"
    ADDON = "addon"
    WHY_NOT_MORE = "why_not_more"
    EXCLUSIVE = "exclusive"
    EVENT = "event"
    LETTER = "letter"
    WIN_BACK = "win_back"
    USUAL = "usual"


class Way(StrEnum):
    """How a step is done: 電話・訪問・手紙・はがき・メール・LINE・同梱・用事."""

    CALL = "call"
    VISIT = "visit"
    LETTER = "letter"
    POSTCARD = "postcard"
    MAIL = "mail"
    LINE = "line"
    PARCEL = "parcel"
    TASK = "task"

    @property
    def is_task(self) -> bool:
        """Whether it needs hands: then the step writes a task for somebody, too."""
        return self in (Way.VISIT, Way.POSTCARD, Way.PARCEL, Way.TASK)


class Never(StrEnum):
    """What a class is never offered; each is a guard."""

    CROSS_SELL = "cross_sell"
    OFFER = "offer"
    ADVERT = "advert"


class Left(StrEnum):
    """Why an occasion is over."""

    DONE = "done"
    EXPIRED = "expired"
    MOVED = "moved"
    BOUGHT = "bought"
    OFF = "off"


class WhyNotMore(StrEnum):
    """Why a customer does not buy more often (R143)."""

    LOW_NEED = "low_need"
    NOTHING_TO_BUY = "nothing"
    ELSEWHERE = "elsewhere"
    PRICE = "price"
    FORGETS = "forgets"
    OTHER = "other"


PURPOSES: Mapping[Aim, PurposeKind] = {
    Aim.THANKS: PurposeKind.THANKS,
    Aim.USAGE: PurposeKind.SERVICE,
    Aim.SURVEY: PurposeKind.SURVEY,
    Aim.SECOND: PurposeKind.OFFER,
    Aim.HOUSE: PurposeKind.ADVERT,
    Aim.WHY_US: PurposeKind.ADVERT,
    Aim.KNOWLEDGE: PurposeKind.SERVICE,
    Aim.NEWS: PurposeKind.ADVERT,
    Aim.ADDON: PurposeKind.CROSS_SELL,
    Aim.WHY_NOT_MORE: PurposeKind.SURVEY,
    Aim.EXCLUSIVE: PurposeKind.ADVERT,
    Aim.EVENT: PurposeKind.ADVERT,
    Aim.LETTER: PurposeKind.THANKS,
    Aim.WIN_BACK: PurposeKind.ADVERT,
    Aim.USUAL: PurposeKind.SERVICE,
}
"""What the guards are asked about a step."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """One step of a programme.

    `days`: see `Trigger`. `lasts`: for how many days it is worth doing once it is due. `again`: 0 once for
    each occasion, so many days at the earliest, None once for ever. `ways`: the first that the customer has
    is used. `doer`: `charge`, `anybody`, `role:<role>` or `staff:<id>`. `a_day`: so many customers a day at
    most, those with the most money first. `words`: by language; empty: the house's own words for this aim.
    """

    key: str
    aim: Aim
    trigger: Trigger
    days: int
    lasts: int = 14
    again: int | None = 0
    ways: tuple[Way, ...] = (Way.CALL,)
    doer: str = "charge"
    a_day: int = 200
    on: bool = True
    words: Mapping[str, str] = field(default_factory=dict, hash=False)

    @property
    def purpose(self) -> PurposeKind:
        return PURPOSES[self.aim]

    @property
    def writes_task(self) -> bool:
        return not self.trigger.is_live and bool(self.ways) and self.ways[0].is_task

    @property
    def timing(self) -> tuple[object, ...]:
        """What decides when it is due and for whom."""
        return self.aim, self.trigger, self.days, self.lasts, self.again

    @property
    def doer_id(self) -> int | None:
        kind, _colon, number = self.doer.partition(":")
        return int(number) if kind == "staff" and number.isdigit() else None

    @property
    def role(self) -> str:
        kind, _colon, role = self.doer.partition(":")
        return role if kind == "role" else ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Programme:
    """What is done for customers of one class in one state, and what is never offered to them."""

    customer_class: str
    state: str
    steps: tuple[Step, ...] = ()
    never: tuple[Never, ...] = ()


@dataclass(frozen=True, slots=True)
class Plan:
    """All programmes, one for each class and state."""

    programmes: tuple[Programme, ...]

    def of(self, customer_class: str, state: str | None) -> Programme:
        """The programme of a class in a state; an empty one where there is none (prospects)."""
        for programme in self.programmes:
            if (programme.customer_class, programme.state) == (customer_class, state):
                return programme
        return Programme(customer_class=customer_class, state=state or "active")

    def steps(self) -> Iterator[tuple[Programme, Step]]:
        for programme in self.programmes:
            for step in programme.steps:
                yield programme, step

    def to_plain(self) -> dict[str, Any]:
        """As JSON keeps it."""
        return {"programmes": [asdict(programme) for programme in self.programmes]}

    @classmethod
    def from_plain(cls, plain: Mapping[str, Any]) -> "Plan":
        return cls(tuple(_programme(one) for one in plain["programmes"]))


def _programme(plain: Mapping[str, Any]) -> Programme:
    return Programme(
        customer_class=plain["customer_class"],
        state=plain["state"],
        steps=tuple(_step(one) for one in plain["steps"]),
        never=tuple(Never(one) for one in plain["never"]),
    )


def _step(plain: Mapping[str, Any]) -> Step:
    given = dict(plain)
    return Step(
        **given
        | {
            "aim": Aim(given["aim"]),
            "trigger": Trigger(given["trigger"]),
            "ways": tuple(Way(way) for way in given["ways"]),
        }
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class PlanVersionView:
    """A saved version of the plan; `id` None: the articles' plan, which nobody has changed yet."""

    id: int | None
    plan: Plan
    note: str = ""
    author: int | None = None
    saved_at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class DueStep:
    """A step that is due for a customer now. `anchor`: the day of the purchase or move it follows."""

    id: int
    customer_id: int
    step: Step
    anchor: date
    due_on: date
    until: date


@dataclass(frozen=True, slots=True, kw_only=True)
class StepTaken:
    """A step of one customer: open, or over for a reason, with the class and state they went to."""

    aim: Aim
    due_on: date
    until: date
    left: Left | None
    left_at: datetime | None
    to_class: str
    to_state: str
    outcome: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Foreseen:
    """Whom a step brings: as soon as it is saved, tomorrow, and in the last 30 days (of the forecast: the
    next); and some of those of now and tomorrow, richest first.
    """

    soon: int
    tomorrow: int
    month: int
    examples: tuple[tuple[int, str], ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Response:
    """Customers of a class who were contacted, and how many of them bought within 30 days after and before.

    Without a hold-out this is no effect: who is contacted when an order is due would often have bought
    anyway.
    """

    customer_class: str
    contacted: int
    after: int
    before: int
    benchmark: int
