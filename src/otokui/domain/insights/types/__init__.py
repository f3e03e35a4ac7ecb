"""Plain values of insights. Classes and states are the keys of `otokui.analytics.schema`."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from otokui.analytics.explanation import Explanation
from otokui.analytics.settings import Settings


class RunReason(StrEnum):
    """Why new parameters were fixed: first purchases, grown books, a month, somebody's wish, new rules."""

    FIRST = "first"
    GROWN = "grown"
    MONTHLY = "monthly"
    ON_DEMAND = "on_demand"
    NEW_RULES = "new_rules"


class ChangeCause(StrEnum):
    """What moved a customer: 購入・返品・訂正・時の経過・新しいルール・新しい基準値・名寄せ・取込."""

    PURCHASE = "purchase"
    RETURN = "return"
    CORRECTION = "correction"
    TIME = "time"
    RULES = "rules"
    PARAMETERS = "parameters"
    MERGE = "merge"
    IMPORT = "import"


class Answer(StrEnum):
    """What a customer says of an order that is awaited: まだ在庫あり・他社に変更・不要になった・忘れていた.

    WITHDRAWN takes an earlier answer back.
    """

    IN_STOCK = "in_stock"
    ELSEWHERE = "elsewhere"
    NO_MORE = "no_more"
    FORGOT = "forgot"
    WITHDRAWN = "withdrawn"


class DueStatus(StrEnum):
    """Where a customer is in the wait for the next order: まだ・もうすぐ・そろそろ・遅れ."""

    WAITING = "waiting"
    SOON = "soon"
    DUE = "due"
    OVERDUE = "overdue"


@dataclass(frozen=True, slots=True, kw_only=True)
class RuleVersionView:
    """A saved version of the rules. `author` is None for the defaults of the trade."""

    id: int
    settings: Settings
    note: str
    author: int | None
    saved_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class RunView:
    """The run under which customers stand.

    `customers` were in the books when the parameters were frozen; `average` is A as a fraction of minor
    units, `bar` the smallest net that is 7A; `parameters_key` names the frozen values. `finished_at` is None
    while customers still move over. `days_passed_to`: up to and including this day the changes that time
    alone makes are in the standings.
    """

    id: int
    rules: int
    reason: RunReason
    as_of: date
    average: tuple[int, int]
    bar: int
    parameters_key: str
    frozen_at: datetime
    finished_at: datetime | None
    customers: int
    days_passed_to: date


@dataclass(frozen=True, slots=True, kw_only=True)
class StandingView:
    """Where one customer stands: what a list shows as badges. Dates are None where nothing can be said.

    `to_upper`: money still missing to 7A, for toddlers and steady customers. `due_lo`, `due_on`, `due_hi`:
    10/50/90 % of the next order day as it stood at the last purchase; `overdue_from`: the first day on which
    the silence is longer than the limit.
    """

    customer_id: int
    run: int
    customer_class: str
    state: str | None
    rule: str
    orders: int
    first_on: date | None
    last_on: date | None
    net: int
    short_history: bool
    next_change_on: date | None
    next_class: str | None
    next_state: str | None
    to_upper: int | None
    due_lo: date | None
    due_on: date | None
    due_hi: date | None
    overdue_from: date | None

    def due_status(self, as_of: date, *, soon_days: int = 7) -> DueStatus | None:
        """Where the wait for the next order is on this day; None if no next order can be dated."""
        return due_status(self.due_lo, self.overdue_from, as_of, soon_days=soon_days)


@dataclass(frozen=True, slots=True, kw_only=True)
class ReorderView:
    """One customer × product that is awaited, as the lists show it."""

    customer_id: int
    product_id: int
    orders: int
    last_on: date
    due_lo: date
    due_on: date
    due_hi: date
    overdue_from: date


@dataclass(frozen=True, slots=True, kw_only=True)
class AnswerView:
    """An answer that holds on a day. `product_id` None: it speaks of all products. `until` with IN_STOCK."""

    id: int
    customer_id: int
    product_id: int | None
    answer: Answer
    on: date
    until: date | None


@dataclass(frozen=True, slots=True, kw_only=True)
class AnswerGiven:
    """What a customer answered once, of one or several products at a time: what the history tells.

    `ids`: its lines, by which it is taken back. `products`: their names, () for all. `withdrawn`: it was.
    """

    ids: tuple[int, ...]
    answer: Answer
    products: tuple[str, ...]
    on: date
    until: date | None
    at: datetime
    staff: str
    withdrawn: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Forecast:
    """The next order of a customer, or of one product, as it looks on `as_of` after the silence so far.

    `answer`: what the customer said about it, if that still holds: with IN_STOCK the dates begin with its
    `until` and nothing is overdue; after ELSEWHERE and NO_MORE nobody waits, so nothing is overdue either.

    In words: `hits` of `gaps` gaps were between `lo` and `hi` days (「3回中3回、28〜32日」); without an own
    gap these are 0 and None and the dates come from the product's, or the shop's, typical gap.
    """

    product_id: int | None
    orders: int
    last_on: date
    next_on: date
    next_lo: date
    next_hi: date
    overdue: bool
    overdue_from: date
    gap_mean: float | None
    gap_sd: float | None
    gap_median: float | None
    usual_quantity: int | None
    hits: int
    gaps: int
    lo: int | None
    hi: int | None
    answer: AnswerView | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ClassChange:
    """One line of the class history. `from_class` is None where nothing was known before."""

    id: int
    customer_id: int
    on: date
    from_class: str | None
    from_state: str | None
    to_class: str
    to_state: str | None
    cause: ChangeCause
    run: int
    import_run: int | None
    recorded_at: datetime


class CandidateKind(StrEnum):
    """Why somebody may be worth a contact today; the desk decides with all it knows of the customer."""

    OVERDUE = "overdue"
    OVERDUE_PRODUCT = "overdue_product"
    EXPECTED_PRODUCT = "expected_product"
    LATE_TODDLER = "late_toddler"
    QUIET_UPPER = "quiet_upper"
    MOVED = "moved"


@dataclass(frozen=True, slots=True, kw_only=True)
class Candidate:
    """One customer whom one kind brought up. `reorder` with the kinds of products, `change` with moves."""

    kind: CandidateKind
    customer_id: int
    reorder: ReorderView | None = None
    change: ClassChange | None = None


@dataclass(frozen=True, slots=True)
class PastClass:
    """Class and state on a past day."""

    customer_class: str
    state: str | None


@dataclass(frozen=True, slots=True)
class Stand:
    """Where a customer stands by their purchases; `net` in minor units."""

    customer_class: str
    state: str | None
    orders: int
    net: int


@dataclass(frozen=True, slots=True)
class StandTogether:
    """Some customers each alone (who never bought is missing), and as one."""

    alone: Mapping[int, Stand]
    together: Stand


@dataclass(frozen=True, slots=True, kw_only=True)
class StandingFilter:
    """Which customers to pick; conditions that are None do not restrict, all others must hold.

    `as_of` is needed by the conditions on time. `near_upper`: at most this much money missing to 7A.
    `due_within`: the next order is due within so many days, and not overdue. `changed_since`: class or state
    changed on or after this day. `rfm_top`: RFM上位 on `as_of`, over the window of the rules if they set one;
    `r`, `f` and `m` are scores of that day.
    """

    classes: tuple[str, ...] | None = None
    states: tuple[str, ...] | None = None
    as_of: date | None = None
    overdue: bool | None = None
    due_within: int | None = None
    near_upper: int | None = None
    changed_since: date | None = None
    rfm_top: bool | None = None
    r: int | None = None
    f: int | None = None
    m: int | None = None
    short_history: bool | None = None

    @property
    def of_stretches(self) -> bool:
        """Whether nothing but classes, states and overdue is asked: each of them has its own index."""
        more = (self.due_within, self.near_upper, self.changed_since, self.rfm_top, self.short_history)
        return all(one is None for one in (*more, self.r, self.f, self.m))

    @property
    def of_classes(self) -> bool:
        """Whether nothing but classes and states is asked."""
        return self.of_stretches and self.overdue is None


def due_status(
    due_lo: date | None, overdue_from: date | None, as_of: date, *, soon_days: int
) -> DueStatus | None:
    """Where a wait with these bounds is on this day; None without bounds."""
    if due_lo is None or overdue_from is None:
        return None
    if as_of >= overdue_from:
        return DueStatus.OVERDUE
    if as_of >= due_lo:
        return DueStatus.DUE
    return DueStatus.SOON if (due_lo - as_of).days <= soon_days else DueStatus.WAITING


@dataclass(frozen=True, slots=True, kw_only=True)
class Scores:
    """RFM scores 1–5; `top` (RFM上位): all three at least 4. Never called 優良."""

    r: int
    f: int
    m: int
    top: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class CustomerExplanation:
    """Why a customer stands where it stands on a day, what would move it, and what comes next.

    `reasons` are the parts of the sentence: the rule line, n, d, s, M, A, 7A, what would move up and when.
    `next_change_on`, `next_class`, `next_state`: when time alone changes class or state. `leaving`: `low`
    `raised` `high`, with `leaving_permille` of 1000 customers of this rhythm that would be back by now;
    `reactivation`: `none` `reactivated` `win_back` `lost`. `other_class` is what the other preset would say:
    by the articles' wording tenure grows in silence too. `usual_value`: median of the last five order values.
    `due`: 10/50/90 % of the next order day as it stood at the last purchase.
    `forecast` is of all purchases, `products` of each product, the soonest first. `answers`: what was
    answered about awaited orders up to this day, newest first. `run`, its `days_passed_to`
    and `parameters_key` say how fresh all this is and by which numbers it was judged.
    """

    customer_id: int
    as_of: date
    reasons: Explanation
    customer_class: str
    state: str | None
    short_history: bool
    next_change_on: date | None
    next_class: str | None
    next_state: str | None
    leaving: str | None
    leaving_permille: int | None
    reactivation: str
    other_preset: str
    other_class: str
    rfm: Scores | None
    usual_value: int | None
    due: tuple[date, date, date] | None
    forecast: Forecast | None
    products: tuple[Forecast, ...]
    run: RunView
    settings: Settings
    answers: tuple[AnswerGiven, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Move:
    """One customer who moves, under a draft of the rules or in a month; `new`: not in the books before."""

    customer_id: int
    name: str
    net: int
    from_class: str
    from_state: str | None
    to_class: str
    to_state: str | None


@dataclass(frozen=True, slots=True)
class MoveKind:
    """Which movers to list: from and to what; None does not restrict."""

    from_class: str | None = None
    to_class: str | None = None
    from_state: str | None = None
    to_state: str | None = None

    @property
    def stays(self) -> bool:
        """Whether these are people who have not moved: from somewhere to there."""
        pairs = (self.from_class, self.to_class), (self.from_state, self.to_state)
        return any(one is not None and one == other for one, other in pairs)


@dataclass(frozen=True, slots=True, kw_only=True)
class WhatIf:
    """What a draft of the rules would do today, before anybody saves it.

    `matrix`: (class, state) now → (class, state) under the draft → customers, those who stay included.
    `moved` customers hold `moved_net` of all `net`. `moves`: the richest of them; `next_after` continues the
    list (`list_moves`), None at its end. A and 7A of both sides stand beside each other; the draft's A is
    that of today's books. `readings`: (class with tenure up to today, class with tenure up to the last
    purchase) → customers under the draft: where the two readings of the rule differ.
    """

    as_of: date
    customers: int
    moved: int
    net: int
    moved_net: int
    matrix: dict[tuple[str, str | None], dict[tuple[str, str | None], int]]
    readings: dict[tuple[str, str], int]
    moves: tuple[Move, ...]
    next_after: tuple[int, int] | None
    average_now: tuple[int, int]
    average_draft: tuple[int, int]
    bar_now: int
    bar_draft: int
