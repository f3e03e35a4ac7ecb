"""Plain values of purchases, and the table in which a batch of lines is handed over."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import Final

import pyarrow as pa

from otokui.core.kernel.errors import Refused

PIECE: Final = 1000
"""Quantities are whole thousandths: one piece is 1000, 1.5 kg is 1500."""


class UnknownOrder(Refused):
    """There is no such order (any more)."""

    code = "unknown_order"


class LineKind(StrEnum):
    """A sale (販売), or a reversal: goods came back (返品) or the order was called off (取消)."""

    SALE = "sale"
    RETURN = "return"
    CANCEL = "cancel"

    @property
    def is_reversal(self) -> bool:
        return self is not LineKind.SALE


class Channel(StrEnum):
    """The usual ways to buy; a channel we do not know keeps the shop's own word."""

    STORE = "store"
    WEB = "web"
    PHONE = "phone"
    FAX = "fax"
    POST = "post"
    VISIT = "visit"
    WHOLESALE = "wholesale"


class ShopKind(StrEnum):
    """店舗・売場・サイト."""

    STORE = "store"
    COUNTER = "counter"
    SITE = "site"


class Relation(StrEnum):
    """How one product belongs to another: 詰替 (refill of), 付属品 (accessory of)."""

    REFILL_OF = "refill_of"
    ACCESSORY_OF = "accessory_of"


@dataclass(frozen=True, slots=True, kw_only=True)
class Days:
    """A period: the `last` so many days up to today, or `since` a day `until` a day, both included.

    Nothing said is all the time there is.
    """

    last: int | None = None
    since: date | None = None
    until: date | None = None

    def bounds(self, as_of: date) -> tuple[date | None, date | None]:
        """The first and the last day; None: open."""
        if self.last is not None:
            return as_of - timedelta(days=self.last - 1), None
        return self.since, None if self.until is None or self.until >= as_of else self.until


@dataclass(frozen=True, slots=True, kw_only=True)
class Bought:
    """Who bought: any of the `products`, of the product groups `categories`, else anything at all; with
    `every` each of them, each as all that follows says.

    On at least `times` days of the period, for at least and at most so much money in it. `shop` and `channel`
    ask where. `never`: everybody but these.
    """

    products: tuple[int, ...] = ()
    categories: tuple[int, ...] = ()
    days: Days = Days()
    times: int = 1
    at_least: int | None = None
    at_most: int | None = None
    shop: int | None = None
    channel: str = ""
    never: bool = False
    every: bool = False

    @property
    def each(self) -> tuple[Bought, ...]:
        """What holds together: one of every product and group with `every`, else just this."""
        if not self.every or len(self.products) + len(self.categories) < 2:
            return (self,)
        of_products = (replace(self, products=(one,), categories=(), every=False) for one in self.products)
        of_groups = (replace(self, products=(), categories=(one,), every=False) for one in self.categories)
        return (*of_products, *of_groups)


@dataclass(frozen=True, slots=True, kw_only=True)
class FirstBought:
    """How the first purchase came about: its shop, its channel (媒体) and what led here (きっかけ)."""

    shop: int | None = None
    channel: str = ""
    trigger: str = ""


class RunPeople(StrEnum):
    """Which people of an import run: all of them, those it brought, those who were there before."""

    ALL = ""
    NEW = "new"
    CHANGED = "changed"


LINES: pa.Schema
"""The table `record_purchases` takes. Columns may be missing except the first three; order of rows = file."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PurchaseLine:
    """One line as somebody typed or sent it; the fields of `LINES` but who sold and what is brought."""

    customer_id: int | None
    ordered_at: datetime
    amount: int
    order_id: str | None = None
    line_no: int | None = None
    product_code: str | None = None
    product_name: str | None = None
    category: str | None = None
    quantity: int | None = None
    unit_price: int | None = None
    discount: int | None = None
    unit_cost: int | None = None
    customer_ref: str | None = None
    shop: str | None = None
    channel: str | None = None
    status: str | None = None
    returned_order_id: str | None = None
    trigger: str | None = None


@dataclass(frozen=True, slots=True)
class RecordResult:
    """What became of the rows of a batch: new + updated + unchanged = rows handed over.

    `removed` counts lines that vanished because their order was sent again without them. `customer_ids`
    are those whose lines changed, ascending.
    """

    new: int
    updated: int
    unchanged: int
    removed: int
    customer_ids: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class UndoResult:
    """What an undo did to the orders of a run; `refused` names those edited since."""

    removed: int
    restored: int
    refused: tuple[UndoRefusal, ...]
    customer_ids: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class UndoForeseen:
    """What an undo would do; `buyers`: of those whose orders it concerns, whether they will have any."""

    removed: int
    restored: int
    refused: tuple[UndoRefusal, ...]
    buyers: Mapping[int, bool]


@dataclass(frozen=True, slots=True)
class UndoPart:
    """What one part of an undo did; the next one begins behind `after`, None when nothing is left."""

    removed: int
    restored: int
    refused: tuple[UndoRefusal, ...]
    customer_ids: tuple[int, ...]
    after: int | None


@dataclass(frozen=True, slots=True)
class UndoRefusal:
    """An order or product that stays as it is, and why."""

    what: str
    reason: str


@dataclass(frozen=True, slots=True)
class WriteResult:
    """What a bulk write of products did."""

    new: int
    updated: int
    unchanged: int


@dataclass(frozen=True, slots=True, kw_only=True)
class LineView:
    """One line, ready to show."""

    line_no: int
    product_id: int | None
    product_code: str
    product_name: str
    quantity: int | None
    amount: int
    unit_price: int | None
    discount: int | None
    unit_cost: int | None
    kind: LineKind
    status: str
    names_order: str
    is_free: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class OrderView:
    """One order with its lines, ready to show.

    `amount` is the sum of the lines; `external_id` is empty where the source has no order numbers. `staff`:
    who sold, by their present name, or as the source named them.
    """

    id: int
    source: str
    external_id: str
    customer_id: int | None
    ordered_at: datetime
    order_day: date
    shop: str
    channel: str
    trigger: str
    staff: str
    amount: int
    lines: tuple[LineView, ...]
    deliver_on: date | None = None
    deliver_slot: str = ""
    deliver_to: str = ""
    staff_id: int | None = None
    delivered_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Reversal:
    """An order that takes another one back, `amount` below zero. `cancels`: called off, nothing came back."""

    order_id: int
    number: str
    at: datetime
    amount: int
    cancels: bool


@dataclass(frozen=True, slots=True)
class DeliveryPlan:
    """When and where an order is brought; `on` None: not at all, `to` empty: to the customer's address."""

    on: date | None = None
    slot: str = ""
    to: str = ""


NOT_BROUGHT: Final = DeliveryPlan()
LONGEST_PLAN: Final = 300
"""So many characters of the time and of the place are kept."""


class Catalogued(StrEnum):
    """What orders speak of by name: 売場・商品分類・商品."""

    SHOP = "shop"
    GROUP = "group"
    PRODUCT = "product"


@dataclass(frozen=True, slots=True, kw_only=True)
class CatalogueRow:
    """One of them. `run`: the import that brought it; `products`: how many a group has."""

    id: int
    name: str
    run: int | None
    is_used: bool = True
    products: int = 0


@dataclass(frozen=True, slots=True)
class GoneOrder:
    """An order that somebody removed; `id` is what it had, and has again when it is brought back."""

    id: int
    removed_at: datetime
    removed_by: int | None
    external_id: str
    is_numbered: bool
    customer_id: int | None
    ordered_at: datetime


@dataclass(frozen=True, slots=True)
class Delivery:
    """An order that is brought (配達). `number` is empty where the source has no order numbers.

    `minutes`: where the slot stands in the day, since midnight. `delivered_at` None: not yet; `delivered_by`
    is empty where nobody is named.
    """

    order_id: int
    number: str
    customer_id: int | None
    on: date
    slot: str
    minutes: int
    to: str
    delivered_at: datetime | None
    delivered_by_id: int | None
    delivered_by: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ProductHabit:
    """How a customer buys one product: purchases, usual quantity (thousandths), typical gap (days)."""

    product_id: int
    product_code: str
    product_name: str
    unit: str
    orders: int
    first_on: date
    last_on: date
    net: int
    usual_quantity: int | None
    gap_median: float | None
    habit_hits: int
    habit_gaps: int
    habit_lo: int | None
    habit_hi: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Discounts:
    """What somebody bought on lines that say whether they were reduced: days, money, and of it reduced.

    `tenths`: the share of the reduced money, rounded down; None as long as too few days tell.
    """

    days: int
    priced: int
    reduced: int
    tenths: int | None

    @property
    def percent(self) -> int:
        """Rounded down; 0 without any such line."""
        return self.reduced * 100 // self.priced if self.priced else 0


@dataclass(frozen=True, slots=True, kw_only=True)
class CustomerPurchases:
    """What a customer's purchases come to: counted purchases, first and last day, net, number of gaps."""

    orders: int
    first_on: date | None
    last_on: date | None
    net: int
    gaps: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ProductRow:
    """A product as a file or a form gives it; `None` leaves what is stored."""

    code: str
    name: str | None = None
    category: str | None = None
    unit: str | None = None
    cost: int | None = None
    price: int | None = None
    stock: int | None = None
    active: bool | None = None
    refill_of: tuple[str, ...] | None = None
    accessory_of: tuple[str, ...] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ProductChoice:
    """A product to choose while an order is written; money in minor units, stock in thousandths."""

    code: str
    name: str
    unit: str
    price: int | None
    stock: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class OrderChange:
    """What to change; `None` leaves it. `lines` replaces all lines, `to_guest` takes the customer off.

    `sold_by` is a member of staff, `by_nobody` takes them off.
    """

    customer_id: int | None = None
    to_guest: bool = False
    sold_by: int | None = None
    by_nobody: bool = False
    ordered_at: datetime | None = None
    shop: str | None = None
    channel: str | None = None
    trigger: str | None = None
    lines: tuple[PurchaseLine, ...] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Habit:
    """One product of one customer; days and quantities as `ProductHabit` has them."""

    product_id: int
    orders: int
    net: int
    last_on: date
    usual_quantity: int | None
    gap_median: float | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Worth:
    """`usual_value`: the median of the last five order values, the lower of two middle ones.

    `sold`, `cost`: of the year's lines whose cost is known. `net_now` is the money of the last 180 days,
    `net_before` and `orders_before` of the 180 days before them; returns lower the days on which they came.
    """

    usual_value: int
    sold: int
    cost: int
    net_now: int
    net_before: int
    orders_before: int
    habits: tuple[Habit, ...]

    @property
    def margin_permille(self) -> int:
        """Gross margin share; 1000 where no cost is known, never below 0."""
        return max(0, (self.sold - self.cost) * 1000 // self.sold) if self.sold > 0 else 1000


@dataclass(frozen=True, slots=True, kw_only=True)
class Good:
    """A product as a proposal needs it. `in_stock`: or not counted; what is out of stock is not proposed."""

    id: int
    name: str
    unit: str
    category: str
    price: int | None
    active: bool
    in_stock: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class Companions:
    """A product with what belongs to it (refill or accessory), its `refills` alone, and what its buyers also
    buy, most often first."""

    good: Good
    belonging: tuple[Good, ...]
    bought_along: tuple[Good, ...]
    refills: tuple[Good, ...] = ()


@dataclass(frozen=True, slots=True)
class FoundOrder:
    """An order that was searched for; `number` is '' where its source has none, `customer` for a guest."""

    id: int
    number: str
    ordered_at: datetime
    customer: str
    amount: int


@dataclass(frozen=True, slots=True)
class FoundProduct:
    """A product that was searched for."""

    id: int
    code: str
    name: str
    active: bool


def __getattr__(name: str) -> pa.Schema:
    """`LINES`, made when it is first asked for: whoever only knows the other types does not load Arrow."""
    if name != "LINES":
        raise AttributeError(name)
    made = globals()[name] = _lines()
    return made


def _lines() -> pa.Schema:
    return pa.schema(
        [
            ("customer_id", pa.int64()),  # our id; null = guest
            (
                "customer_ref",
                pa.string(),
            ),  # the customer as the source names it: the key of lines without order_id
            ("ordered_at", pa.timestamp("us", tz="UTC")),
            ("amount", pa.int64()),  # minor units
            ("order_id", pa.string()),  # as given; null = the file has no order numbers
            ("line_no", pa.int32()),
            ("product_code", pa.string()),  # identity of the product; null falls back to its name
            ("product_name", pa.string()),  # as typed
            ("category", pa.string()),
            ("quantity", pa.int64()),  # thousandths; null = not said
            ("unit_price", pa.int64()),
            ("discount", pa.int64()),
            ("unit_cost", pa.int64()),
            ("shop", pa.string()),
            ("channel", pa.string()),
            ("status", pa.string()),  # as given
            ("returned_order_id", pa.string()),  # the order (of the same source) that this line takes back
            ("trigger", pa.string()),  # campaign or media that led here (R146)
            ("staff", pa.string()),  # who sold, as the source names them: mail address or name
            ("deliver_on", pa.date32()),  # the day on which the order is brought; null = not said
            ("deliver_slot", pa.string()),  # the time of that day, in any words
            ("deliver_to", pa.string()),  # where to; null = not said
        ]
    )
