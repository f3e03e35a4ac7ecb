"""What the pages show, ready to show."""

from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from otokui.domain.accounts.types import BusinessSettings, Sight
from otokui.domain.campaigns.types import WhyNotMore
from otokui.domain.customers.types import (
    AttributeValue,
    BulkState,
    Count,
    Crowd,
    CustomerLine,
    CustomerRecord,
    FollowUpRecord,
    Handful,
    TimelineEntry,
)
from otokui.domain.insights.types import (
    Answer,
    AnswerGiven,
    ClassChange,
    CustomerExplanation,
    DueStatus,
    Forecast,
    RunView,
    StandingView,
)
from otokui.domain.insights.types.audience import Audience
from otokui.domain.purchases.types import (
    NOT_BROUGHT,
    DeliveryPlan,
    Discounts,
    LineView,
    OrderView,
    Reversal,
    RunPeople,
)

CLASSES = ("prospect", "first", "toddler", "steady", "trend", "best")
STATES = ("active", "dormant", "dead")
SORTS = ("reading", "last", "money")
BESIDE = ("discount", "why_not_more", "answer")
"""Columns of the list that are read beside it, each with one SQL query more."""
INDEX = ("ア", "カ", "サ", "タ", "ナ", "ハ", "マ", "ヤ", "ラ", "ワ", "A", "他")


@dataclass(frozen=True, slots=True, kw_only=True)
class ListQuery:
    """What the reader of the list asked for; "" does not restrict.

    `letter`: a row of the あ–わ index, `kana`: one kana of it. `sort`: `reading`, `last` purchase or `money`;
    "" is by reading too, but a search comes the best fifty first. `cursor`: the page after this mark,
    `before`: the page before it. `run`: people of an import run, of them those it brought or changed.
    `audience`: conditions about people, those of the saved list `saved` unless they have been changed,
    `meant`: these as a sub-query, `standing`: what is asked of standings as one; put together once a page.
    `among`: whoever fulfils all that is not asked of records, read or known to be a crowd (`gathered`).
    `bulk`: people of a change of many, whom it left as `became` says.
    `sight`: whose list it is. `r` and `f`: scores of today. `tag`: one of theirs; `own`: (key, value) of
    the shop's own fields.
    """

    sight: Sight
    text: str = ""
    letter: str = ""
    kana: str = ""
    customer_class: str = ""
    state: str = ""
    overdue: bool = False
    rfm_top: bool = False
    r: int | None = None
    f: int | None = None
    run: int | None = None
    touched: RunPeople = RunPeople.ALL
    bulk: int | None = None
    became: BulkState = BulkState.DONE
    tag: str = ""
    own: tuple[tuple[str, AttributeValue], ...] = ()
    audience: Audience = field(default_factory=Audience)
    saved: str = ""
    meant: Any = field(default=None, compare=False)
    standing: Any = field(default=None, compare=False)
    among: Handful | Crowd | None = field(default=None, compare=False)
    sort: str = ""
    cursor: str = ""
    before: str = ""

    @property
    def narrows(self) -> bool:
        """Whether anything but the text restricts the list."""
        return bool(self.customer_class or self.state or self.of_counted or self._of_record)

    @property
    def of_counted(self) -> bool:
        """Whether something is asked that only buyers can be, beside class and state."""
        return self.overdue or self.rfm_top or self.r is not None or self.f is not None

    @property
    def names_narrow(self) -> bool:
        """Whether something is asked of the customers' records."""
        return bool(self.text or self._of_record)

    @property
    def asks_records(self) -> bool:
        """The same, but for what `among` knows already."""
        return bool(self.text or self.letter or self.kana or self.tag or self.own)

    @property
    def _of_record(self) -> bool:
        return bool(
            self.letter or self.kana or self.run or self.bulk or self.tag or self.own or self.audience
        )

    @property
    def is_search(self) -> bool:
        """Whether the best matches are wanted, and not a list in an order."""
        return bool(self.text) and not self.narrows and not self.sort


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One customer in the list; without a standing the customer has never bought.

    `awaited_on`: the next order's day as the silence has it by now, or, once it is overdue, as it was
    expected. `discounts`, `why` not more often with their words, and the last `answer` about an awaited
    order, where they were asked for (`BESIDE`).
    """

    line: CustomerLine
    standing: StandingView | None
    due: DueStatus | None
    awaited_on: date | None
    in_charge: str
    discounts: Discounts | None = None
    why: tuple[WhyNotMore, str] | None = None
    answer: Answer | None = None

    @property
    def customer_class(self) -> str:
        return self.standing.customer_class if self.standing else "prospect"


@dataclass(frozen=True, slots=True, kw_only=True)
class ListPage:
    """A page of the list. `more_matches`: the search fits more than the best ones shown.

    `count` on the first page only; `shares` if they have been counted lately.
    """

    asked: ListQuery
    rows: tuple[Row, ...]
    count: Count | None
    shares: "Shares | None"
    today: date
    next_cursor: str = ""
    previous_cursor: str = ""
    more_matches: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Share:
    """One class: its customers, and those of each state."""

    key: str
    customers: int
    states: dict[str, int]
    permille: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Shares:
    """All customers by class, with the run that judged them and the day to which time has been let pass."""

    classes: tuple[Share, ...]
    customers: int
    estimated: bool
    run: RunView | None


@dataclass(frozen=True, slots=True, kw_only=True)
class ProductLine:
    """What a customer bought of one product: over twelve months, month by month, and what comes next.

    `months`: purchases in each of the last twelve months, oldest first. Quantities in thousandths.
    """

    product_id: int
    name: str
    unit: str
    orders: int
    net: int
    last_on: date
    usual_quantity: int | None
    gap: float | None
    months: tuple[int, ...]
    forecast: Forecast | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Happening:
    """One entry of the timeline; exactly one of order, touch, change and answer is set."""

    at: datetime
    order: OrderView | None = None
    touch: TimelineEntry | None = None
    change: ClassChange | None = None
    answer: AnswerGiven | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class TimelinePage:
    """Part of a line of time. `kind` is the chip chosen; `next_cursor` '' at the end."""

    kind: str
    happenings: tuple[Happening, ...]
    next_cursor: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PurchaseDay:
    """One counted day: money and the names of what was bought."""

    on: date
    net: int
    products: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Face:
    """Everything the page of one customer shows, as of `today`."""

    today: date
    business: BusinessSettings
    customer: CustomerRecord
    explanation: CustomerExplanation | None
    days: tuple[PurchaseDay, ...]
    products: tuple[ProductLine, ...]
    timeline: TimelinePage
    changes: tuple[ClassChange, ...]
    discounts: Discounts | None = None
    follow_ups: tuple[FollowUpRecord, ...] = field(default=())


@dataclass(frozen=True, slots=True, kw_only=True)
class OrderRow:
    """One order in the list of orders. `customer` is "" for a guest."""

    order: OrderView
    customer: str


@dataclass(frozen=True, slots=True, kw_only=True)
class OrderList:
    """The latest orders; `next_cursor` continues, "" at the end. `number`: looked for by number."""

    rows: tuple[OrderRow, ...]
    next_cursor: str
    number: str
    today: date


@dataclass(frozen=True, slots=True, kw_only=True)
class UsualGoods:
    """What a customer buys, ready for one key: the usual quantity and the price paid last.

    Quantity in thousandths, price in minor units; None where nothing is known.
    """

    code: str
    name: str
    unit: str
    quantity: int
    price: int | None
    last_on: date
    forecast: Forecast | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Buyer:
    """Who is ordering, as the person who writes the order must see them."""

    customer: CustomerRecord
    standing: StandingView | None
    due: DueStatus | None
    usual: tuple[UsualGoods, ...]
    latest: tuple[OrderView, ...]
    today: date


@dataclass(frozen=True, slots=True, kw_only=True)
class OrderedLine:
    """One line as it was typed and understood. Quantity in thousandths, money in minor units."""

    product_code: str | None
    product_name: str
    quantity: int
    unit_price: int
    discount: int

    @property
    def amount(self) -> int:
        """Price times quantity, half a unit upwards, less the discount."""
        return (self.quantity * self.unit_price + 500) // 1000 - self.discount


@dataclass(frozen=True, slots=True, kw_only=True)
class OrderDraft:
    """An order as it was typed and understood. Without a customer it is a guest's.

    `sold_by`: a member of staff.
    """

    customer_id: int | None
    ordered_at: datetime
    shop: str
    channel: str
    trigger: str
    lines: tuple[OrderedLine, ...]
    delivery: DeliveryPlan = NOT_BROUGHT
    sold_by: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class SheetLine:
    """A line of an order, and how much of it can still come back (thousandths; None: as a whole or not).

    `reverses`: the id of the order that it takes back.
    """

    line: LineView
    left: int | None
    can_return: bool
    reverses: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class OrderSheet:
    """One order, whole. `seen` changes with everything that can be corrected; `reversals` take it back."""

    order: OrderView
    customer: str
    honorific: str
    standing: StandingView | None
    lines: tuple[SheetLine, ...]
    reversals: tuple[Reversal, ...]
    seen: str
    today: date

    @property
    def can_return(self) -> bool:
        return any(line.can_return for line in self.lines)

    @property
    def came_back(self) -> bool:
        """Something of it was returned or cancelled."""
        return any(line.left is not None and line.left != line.line.quantity for line in self._sold)

    @property
    def is_taken_back(self) -> bool:
        """All of it was returned or cancelled."""
        return bool(self._sold) and all(line.left == 0 for line in self._sold)

    @property
    def reverses(self) -> bool:
        """It takes another order back itself."""
        return any(line.reverses for line in self.lines)

    @property
    def is_cancelled(self) -> bool:
        """All of it was called off, and nothing came back."""
        return self.is_taken_back and bool(self.reversals) and all(one.cancels for one in self.reversals)

    @property
    def rest(self) -> int:
        """The money of it after what was taken back."""
        return self.order.amount + sum(one.amount for one in self.reversals)

    @property
    def _sold(self) -> tuple[SheetLine, ...]:
        return tuple(line for line in self.lines if not line.line.kind.is_reversal)

    @property
    def can_correct(self) -> bool:
        """What came back is booked, not corrected."""
        return not any(line.line.kind.is_reversal for line in self.lines)
