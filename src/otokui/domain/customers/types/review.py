"""What the review of the list looks for, and the rules that clean up by themselves."""

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from otokui.domain.customers.types.records import CustomerLine


class Flaw(StrEnum):
    """Why a customer stands in the review."""

    STALE = "stale"
    """Nobody was in touch and nothing was bought for a long time."""
    UNREACHABLE = "unreachable"
    """No way to reach them, or each one refused."""
    UNOWNED = "unowned"
    """Nobody on the staff is in charge, or somebody who has left."""
    INCOMPLETE = "incomplete"
    """Too little is known."""


class CleanUp(StrEnum):
    """A rule of the nightly clean-up."""

    KEYS = "keys"
    """Keys are derived anew where they no longer fit what was typed."""
    POSTAL = "postal"
    """Postal codes and addresses that contradict each other are listed; nothing is changed."""
    MERGE_CERTAIN = "merge_certain"
    """Records with the same mail address, name and birthday are merged."""


@dataclass(frozen=True, slots=True)
class ReviewSettings:
    """How the shop reviews its list. `asks_charge` None: if a fifth of the customers have somebody."""

    stale_days: int = 365
    incomplete_below: int = 50
    asks_charge: bool | None = None
    rules: frozenset[CleanUp] = frozenset({CleanUp.KEYS, CleanUp.POSTAL})
    reviewed_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Flawed:
    """One customer in the review: percent known, or the day of the last contact or purchase."""

    line: CustomerLine
    money: int
    percent: int | None
    since: date | None


@dataclass(frozen=True, slots=True)
class FlawPage:
    rows: tuple[Flawed, ...]
    next_cursor: str


@dataclass(frozen=True, slots=True)
class CleanUpReport:
    """What a rule did in one night. `examples` are ids of customers (merges for `MERGE_CERTAIN`)."""

    rule: CleanUp
    at: datetime
    looked_at: int
    found: int
    changed: int
    examples: tuple[int, ...]
