"""What the pages show, ready to show."""

from dataclasses import dataclass, field
from datetime import date, datetime

from otokui.domain.accounts.types import BusinessSettings
from otokui.domain.customers.types import (
    Completeness,
    Count,
    CustomerLine,
    CustomerRecord,
    FollowUpRecord,
    TimelineEntry,
)
from otokui.domain.insights.types import (
    ClassChange,
    CustomerExplanation,
    DueStatus,
    Forecast,
    RunView,
    StandingView,
)
from otokui.domain.purchases.types import OrderView

CLASSES = ("prospect", "first", "toddler", "steady", "trend", "best")
STATES = ("active", "dormant", "dead")
INDEX = ("ア", "カ", "サ", "タ", "ナ", "ハ", "マ", "ヤ", "ラ", "ワ", "A", "他")


@dataclass(frozen=True, slots=True, kw_only=True)
class ListQuery:
    """What the reader of the list asked for; "" does not restrict.

    `in_order`: a search in the order of readings with all pages, instead of the best fifty first.
    """

    text: str = ""
    letter: str = ""
    customer_class: str = ""
    state: str = ""
    overdue: bool = False
    in_order: bool = False
    cursor: str = ""

    @property
    def narrows(self) -> bool:
        """Whether anything but the text restricts the list."""
        return bool(self.letter or self.customer_class or self.state or self.overdue)


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One customer in the list; without a standing the customer has never bought.

    `awaited_on`: the next order's day as the silence has it by now, or, once it is overdue, as it was
    expected.
    """

    line: CustomerLine
    standing: StandingView | None
    due: DueStatus | None
    awaited_on: date | None
    in_charge: str

    @property
    def customer_class(self) -> str:
        return self.standing.customer_class if self.standing else "prospect"


@dataclass(frozen=True, slots=True, kw_only=True)
class ListPage:
    """A page of the list. `more_matches`: the search fits more than the best ones shown."""

    asked: ListQuery
    rows: tuple[Row, ...]
    count: Count | None
    next_cursor: str
    more_matches: bool
    today: date


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
    """One entry of the timeline; exactly one of order, touch and change is set."""

    at: datetime
    order: OrderView | None = None
    touch: TimelineEntry | None = None
    change: ClassChange | None = None


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
    completeness: Completeness
    explanation: CustomerExplanation | None
    days: tuple[PurchaseDay, ...]
    products: tuple[ProductLine, ...]
    timeline: tuple[Happening, ...]
    more_timeline: bool
    follow_ups: tuple[FollowUpRecord, ...] = field(default=())
