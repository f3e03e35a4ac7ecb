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
class LooksLike:
    """A newcomer by name, and the customer who was there before and may be the same."""

    name: str
    twin_id: int
    score: int
    signs: tuple[Sign, ...]


@dataclass(frozen=True, slots=True)
class Newcomers:
    """How many a run made, how many of them look like somebody who was there before, the likeliest first."""

    made: int
    alike: int
    first: tuple[LooksLike, ...]


@dataclass(frozen=True, slots=True)
class Apart:
    """Somebody said of these two, or of who was merged into them, that they are not the same.

    `one` and `other` are the records asked about, `names` those of whom it was said.
    """

    one: int
    other: int
    names: tuple[str, str]
    at: datetime | None
    by: str


@dataclass(frozen=True, slots=True)
class Parted:
    """Two had been merged, and were taken apart."""

    at: datetime
    by: str


@dataclass(frozen=True, slots=True)
class Pair:
    """Two records in the queue.

    `money`: what both bought, in minor units, when the pair was last looked at. `parted`: the last time they
    were taken apart.
    """

    id: int
    one: CustomerLine
    other: CustomerLine
    score: int
    signs: tuple[Sign, ...]
    money: int
    found_at: datetime
    parted: Parted | None = None


@dataclass(frozen=True, slots=True)
class PairState:
    """What was found of two records, what somebody said of them, and when they were last taken apart."""

    id: int
    score: int
    signs: tuple[Sign, ...]
    answer: PairAnswer
    parted: Parted | None = None


@dataclass(frozen=True, slots=True)
class PairPage:
    """Open pairs, the likeliest first, of equally likely ones those with the most money."""

    pairs: tuple[Pair, ...]
    next_cursor: str
