"""The doors of a day, one after the other."""

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from otokui.domain.customers.types import Doorstep
from otokui.domain.purchases.types import Delivery

_NUMBERS: Final = re.compile(r"(\d+)")
_DASHES: Final = str.maketrans(dict.fromkeys("‐‑‒–—―−ーｰ", "-"))


@dataclass(frozen=True, slots=True)
class Stop:
    """An order that is brought, and whose door it is: `door` None for a guest's order."""

    delivery: Delivery
    door: Doorstep | None

    @property
    def is_missed(self) -> bool:
        """Nobody was in, and it has not been delivered since: it comes once more, at the end."""
        absent_at = self.door.absent_at if self.door else None
        return absent_at is not None and self.delivery.delivered_at is None

    @property
    def place(self) -> str:
        """Where it is brought: as the order says, else to the customer's own address."""
        return self.delivery.to or (self.door.address if self.door else "")


def in_order(stops: Iterable[Stop]) -> list[Stop]:
    """By slot, then street by street: 2-9 stands before 2-10. Without a place at the end of the slot.

    Where nobody was in comes after all others.
    """
    return sorted(stops, key=_of_stop)


def _of_stop(stop: Stop) -> tuple[bool, int, bool, list[tuple[int, str]], int]:
    delivery = stop.delivery
    return stop.is_missed, delivery.minutes, not stop.place, _counted(stop.place), delivery.order_id


def _counted(place: str) -> list[tuple[int, str]]:
    parts = _NUMBERS.split(unicodedata.normalize("NFKC", place).translate(_DASHES))
    return [(int(part), "") if part.isdecimal() else (-1, part) for part in parts if part]
