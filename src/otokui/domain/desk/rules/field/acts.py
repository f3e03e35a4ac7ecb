"""What somebody at a door or at a counter writes down, and what is answered to it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Final
from uuid import UUID

from otokui.domain.customers.types import Channel, ObservationSource

LATEST: Final = timedelta(days=7)
"""How old something may be when it arrives: a phone that lay about for a week has been overtaken."""
_AHEAD: Final = timedelta(minutes=5)


class ActKind(StrEnum):
    """お届け済み・置き配・取り消し・ご不在・見えたこと・メモ・写真・新しい方."""

    DELIVERED = "delivered"
    LEFT = "left"
    TAKEN_BACK = "taken_back"
    ABSENT = "absent"
    SEEN = "seen"
    NOTE = "note"
    PHOTO = "photo"
    PROSPECT = "prospect"


class Met(StrEnum):
    """How a new prospect came to us."""

    COUNTER = "counter"
    VISIT = "visit"
    EVENT = "event"
    REFERRAL = "referral"
    OTHER = "other"


class State(StrEnum):
    """DONE; TOLD: done, with a word; ASKED: not done before somebody decides; REFUSED: not done."""

    DONE = "done"
    TOLD = "told"
    ASKED = "asked"
    REFUSED = "refused"


@dataclass(frozen=True, slots=True)
class Newcomer:
    """A prospect as taken down in a few seconds; `consents` are the ways they agreed to."""

    name: str
    kana: str = ""
    phone: str = ""
    mail: str = ""
    met: Met = Met.COUNTER
    wish: str = ""
    consents: tuple[Channel, ...] = ()


@dataclass(frozen=True, slots=True)
class FieldAct:
    """One act under a key of the phone's making. `at` is when it happened there, `sure` after being asked.

    `found_as`: who the customer was when the phone read of them, if two records have been merged since.
    `mark`: the household or the thing seen (`household:family`, `dog`); `signed` shows that the customer was
    found by whoever acts.
    """

    key: UUID
    kind: ActKind
    at: datetime
    occasion: ObservationSource = ObservationSource.DELIVERY
    order_id: int | None = None
    customer_id: int | None = None
    found_as: int | None = None
    signed: str = ""
    mark: str = ""
    is_so: bool = True
    text: str = ""
    sure: bool = False
    newcomer: Newcomer | None = None
    photo: bytes = b""


@dataclass(frozen=True, slots=True)
class FieldAnswer:
    """What the phone shows; `text` is in the words of whoever acts."""

    state: State
    text: str = ""

    def plain(self) -> dict[str, str]:
        """As it is kept and sent."""
        return {"state": self.state.value, "text": self.text}


def happened_at(claimed: datetime, *, now: datetime) -> datetime | None:
    """When it happened, as the phone says; now if its clock runs ahead; None if that is too long ago."""
    if claimed < now - LATEST:
        return None
    return min(claimed, now) if claimed <= now + _AHEAD else now


def said_by(sent: Mapping[str, str]) -> str:
    """All that was sent, in one order: the same act sent twice says the same."""
    return "\n".join(f"{name}={sent[name]}" for name in sorted(sent))
