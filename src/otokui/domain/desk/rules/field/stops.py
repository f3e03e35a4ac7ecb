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
    def place(self) -> str:
        """Where it is brought: as the order says, else to the customer's own address."""
        return self.delivery.to or (self.door.address if self.door else "")


def in_order(stops: Iterable[Stop]) -> list[Stop]:
    """By slot, then street by street: 2-9 stands before 2-10. Without a place at the end of the slot."""
    return sorted(stops, key=_of_stop)


def _of_stop(stop: Stop) -> tuple[int, bool, list[tuple[int, str]], int]:
    delivery = stop.delivery
    return delivery.minutes, not stop.place, _counted(stop.place), delivery.order_id


def _counted(place: str) -> list[tuple[int, str]]:
    parts = _NUMBERS.split(unicodedata.normalize("NFKC", place).translate(_DASHES))
    return [(int(part), "") if part.isdecimal() else (-1, part) for part in parts if part]
