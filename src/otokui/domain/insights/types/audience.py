"""Conditions about people (条件): what a saved list, a programme or a campaign asks of customers.

Plain values: they are stored, sent in addresses and compared. What they mean in the books is compiled by
`queries.audience`; `rules.audiences` checks them and turns them into JSON and back.
"""

from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from otokui.domain.customers.types import AttributeValue
from otokui.domain.purchases.types import Bought, FirstBought

VERSION: Final = 1
"""Of the JSON form. A later version reads all earlier ones."""
MOST_CONDITIONS: Final = 20


class Trait(StrEnum):
    """What a customer has one or several of; keys are listed in `queries.audience`.

    IN_CHARGE: ids of staff, "" for nobody. CONSENT: ways that are allowed now, all of them. ORDER_VALUE:
    `low` `middle` `high`, DISCOUNT: `rarely` `sometimes` `mostly` (docs/algorithms/finer-groups.md).
    WHY_NOT_MORE and ANSWER: what they said last when they were asked why they do not buy more often, and
    about an order that did not come.
    """

    CLASS = "class"
    STATE = "state"
    KIND = "kind"
    TAG = "tag"
    IN_CHARGE = "in_charge"
    PREFECTURE = "prefecture"
    HOUSEHOLD = "household"
    CONSENT = "consent"
    BIRTH_MONTH = "birth_month"
    ORDER_VALUE = "order_value"
    DISCOUNT = "discount"
    WHY_NOT_MORE = "why_not_more"
    ANSWER = "answer"


class Figure(StrEnum):
    """What is measured: counts, days and money in minor units.

    SILENT: days since the last purchase. DUE_IN: days until the next order is due, not overdue. DORMANT_IN:
    days until an active customer falls asleep. BIRTHDAY_IN: days until the next birthday. UNTOUCHED: days
    since the last contact; who was never contacted is above any. KNOWN: percent of the face that is known.
    DISCOUNT_SHARE: percent of the money that was spent on reduced goods.
    """

    ORDERS = "orders"
    NET = "net"
    AVERAGE = "average"
    SILENT = "silent"
    R = "r"
    F = "f"
    M = "m"
    DUE_IN = "due_in"
    DORMANT_IN = "dormant_in"
    BIRTHDAY_IN = "birthday_in"
    UNTOUCHED = "untouched"
    KNOWN = "known"
    DISCOUNT_SHARE = "discount_share"


class Mark(StrEnum):
    """What is so or not. NEAR_BEST: at most one average purchase is missing to 7A."""

    OVERDUE = "overdue"
    RFM_TOP = "rfm_top"
    NEAR_BEST = "near_best"
    COMPLAINT = "complaint"
    REASON_KNOWN = "reason_known"


class Wording(StrEnum):
    """Texts: a postal code begins with, the reason why they chose us contains.

    BEHIND: a number of the analysis (`otokui.analytics.marks`), as the newest survey has it.
    """

    POSTAL_CODE = "postal_code"
    REASON = "reason"
    BEHIND = "behind"


@dataclass(frozen=True, slots=True, kw_only=True)
class OneOf:
    """Has one of the keys; with `never` none of them."""

    what: Trait
    keys: tuple[str, ...]
    never: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Within:
    """At least and at most, both included; one of them may be open."""

    what: Figure
    least: int | None = None
    most: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Holds:
    what: Mark
    yes: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class Own:
    """A field of the shop's own has this value."""

    key: str
    value: AttributeValue


@dataclass(frozen=True, slots=True, kw_only=True)
class Says:
    what: Wording
    text: str


Condition = OneOf | Within | Holds | Own | Says | Bought | FirstBought


@dataclass(frozen=True, slots=True, kw_only=True)
class AnyOf:
    """At least one of these holds."""

    conditions: tuple[Condition, ...]


class Ranking(StrEnum):
    """By reading, by the last purchase, by money."""

    READING = "reading"
    LAST = "last"
    MONEY = "money"


@dataclass(frozen=True, slots=True, kw_only=True)
class Audience:
    """All of `conditions` hold; of those the first `limit` in the order of `ranking`, None: all of them."""

    conditions: tuple[Condition | AnyOf, ...] = ()
    ranking: Ranking = Ranking.READING
    limit: int | None = None

    def __bool__(self) -> bool:
        return bool(self.conditions) or self.limit is not None
