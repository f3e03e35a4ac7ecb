"""The parts of a round, so that those who share it each see their own."""

import re
from collections.abc import Callable, Sequence
from typing import Final

from otokui.core.kernel.address import split_prefecture

_FEWEST_STOPS: Final = 6
_MOST: Final = 8
# 四日市市, 東村山市 and 郡山市 are whole names; 区 ends a ward of Tokyo or of a large city.
_CITY: Final = re.compile(r"[^\d区]{1,5}?市(?!市)(?:[^\d市]{1,4}?区)?|[^\d]+?郡[^\d]+?[町村]|[^\d]+?[区町村]")
_TOWN: Final = re.compile(r"\D+")
_BLOCK: Final = re.compile(r"[〇一二三四五六七八九十]+丁目?$|大字$")


def areas_of(places: Sequence[str]) -> list[str]:
    """For each place its area: town, else city, else prefecture, whichever makes two to eight of them.

    All '' where there are few stops, or none of these parts them.
    """
    if len(places) >= _FEWEST_STOPS:
        for level in _LEVELS:
            found = [level(place) for place in places]
            if 2 <= len(set(found) - {""}) <= _MOST:
                return found
    return [""] * len(places)


def _prefecture(place: str) -> str:
    return split_prefecture(place)[0]


def _city(place: str) -> str:
    found = _CITY.match(split_prefecture(place)[1])
    return found[0] if found else ""


def _town(place: str) -> str:
    city = _city(place)
    found = _TOWN.match(split_prefecture(place)[1].removeprefix(city).strip()) if city else None
    return _BLOCK.sub("", found[0].strip()) if found else ""


_LEVELS: Final[tuple[Callable[[str], str], ...]] = (_town, _city, _prefecture)
