"""Two records that may be one customer."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from otokui.domain.customers.types.records import CustomerLine


class Sign(StrEnum):
    """What speaks for or against two records being one customer."""

    SAME_MAIL = "same_mail"
    SAME_LINE = "same_line"
    SAME_NAME = "same_name"
    SAME_FAMILY_NAME = "same_family_name"
    SAME_READING = "same_reading"
    SAME_PHONE = "same_phone"
    SAME_ADDRESS = "same_address"
    SAME_BIRTHDAY = "same_birthday"
    SAME_NUMBER = "same_number"
    OTHER_FAMILY_NAME = "other_family_name"
    OTHER_NAME = "other_name"
    OTHER_IN_FAMILY = "other_in_family"
    OTHER_BIRTHDAY = "other_birthday"
    OTHER_KIND = "other_kind"


class PairAnswer(StrEnum):
    """What became of a pair. `GONE`: nothing speaks for it any more."""

    OPEN = ""
    DIFFERENT = "different"
    LATER = "later"
    SAME = "same"
    GONE = "gone"


@dataclass(frozen=True, slots=True)
class Judgement:
    """0…100, and the signs that made it, the weightiest first."""

    score: int
    signs: tuple[Sign, ...]


@dataclass(frozen=True, slots=True)
class Pair:
    """Two records in the queue.

    `money`: what both bought, in minor units, when the pair was last looked at.
    """

    id: int
    one: CustomerLine
    other: CustomerLine
    score: int
    signs: tuple[Sign, ...]
    money: int
    found_at: datetime


@dataclass(frozen=True, slots=True)
class PairState:
    """What was found of two records, and what somebody said of them."""

    id: int
    score: int
    signs: tuple[Sign, ...]
    answer: PairAnswer


@dataclass(frozen=True, slots=True)
class PairPage:
    """Open pairs, the likeliest first, of equally likely ones those with the most money."""

    pairs: tuple[Pair, ...]
    next_cursor: str
