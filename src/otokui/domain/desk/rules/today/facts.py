"""What the rules of 今日 look at, and what they answer."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

from otokui.domain.campaigns.types import DueStep, Plan, Programme, Step, Trigger
from otokui.domain.customers.types import ContactWay, DueTask, Known
from otokui.domain.insights.types import Candidate, CandidateKind, StandingView
from otokui.domain.purchases.types import Good, Worth

ORIGIN = "today:"
STEP = "today:step:"
"""The beginning of what the plan asked for; the occasion's id comes after it."""
NO_PLAN = Plan(())
CERTAIN = 1000
"""Chances are whole thousandths."""


class Kind(StrEnum):
    """Why somebody stands on the list, the strongest reason first (docs/algorithms/today.md)."""

    TASK = "task"
    OVERDUE = "overdue"
    RIVAL = "rival"
    FALLING = "falling"
    EXPECTED = "expected"
    LIFTED = "lifted"
    FIRST_THANKS = "first_thanks"
    SECOND = "second"
    WIN_BACK = "win_back"
    USAGE = "usage"
    HOUSE = "house"
    WHY_US = "why_us"
    KNOWLEDGE = "knowledge"
    ADDON = "addon"
    THANKS = "thanks"
    WHY_NOT_MORE = "why_not_more"
    SURVEY = "survey"
    EXCLUSIVE = "exclusive"
    EVENT = "event"
    NEWS = "news"
    LETTER = "letter"
    MOVED = "moved"
    BIRTHDAY = "birthday"


@dataclass(frozen=True, slots=True, kw_only=True)
class Story:
    """One customer with all that is known today.

    `returns_permille`: how many of 1000 purchases in the shop are followed by another. `steps`: those of the
    plan that are due.
    """

    today: date
    customer: Known
    standing: StandingView | None
    worth: Worth | None
    candidates: tuple[Candidate, ...] = ()
    tasks: tuple[DueTask, ...] = ()
    has_birthday: bool = False
    returns_permille: int = CERTAIN
    steps: tuple[DueStep, ...] = ()
    plan: Plan = NO_PLAN

    @property
    def programme(self) -> Programme:
        """What the plan does for this class in this state."""
        return self.plan.of(self.customer_class, self.standing.state if self.standing else None)

    def step_by(self, trigger: Trigger) -> Step | None:
        """The step of this customer's programme that waits for this and is on."""
        return next((step for step in self.programme.steps if step.on and step.trigger is trigger), None)

    @property
    def customer_class(self) -> str:
        return self.standing.customer_class if self.standing else "prospect"

    def of(self, *kinds: CandidateKind) -> list[Candidate]:
        """The candidates of these kinds."""
        return [one for one in self.candidates if one.kind in kinds]


@dataclass(frozen=True, slots=True, kw_only=True)
class Cause:
    """One reason to get in touch, before anybody looked whether it may be.

    `key` is its origin: done once, it does not come again. `products`: what it is about, the main one first.
    `gap`, `since`, `late`: the usual gap, the days since the last purchase, the days past the expected one.
    `chance`: in thousandths, that the order is still to be won. `value`: what such an order is worth.
    `whole`: the silence is that of the customer, not of one product alone. `step`: what the plan says of it.
    """

    kind: Kind
    key: str
    products: tuple[int, ...] = ()
    last_on: date | None = None
    on: date | None = None
    gap: float | None = None
    since: int = 0
    late: int = 0
    quantity: int | None = None
    chance: int = CERTAIN
    value: int = 0
    whole: bool = False
    numbers: Mapping[str, int | str] = field(default_factory=dict)
    task: DueTask | None = None
    step: Step | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Way:
    """A way to get in touch. `refused`: a stable code why not, "" if it may be used."""

    way: ContactWay
    target: str
    refused: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Reason:
    """A cause that stands on the list, with the money at stake in minor units and an open follow-up's id."""

    cause: Cause
    stake: int
    follow_up: int | None = None
    origin: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class AddOn:
    """What to propose beside the usual: it belongs to `base` (its `refill` alone to a first buyer), is bought
    along with it, or fits a need.
    """

    good: Good
    why: str
    base: str = ""
    fits: str = ""
