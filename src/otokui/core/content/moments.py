"""Days and times in workbooks: numbers of which only the format of the cell says so."""

import re
from datetime import date, timedelta
from typing import Final

from otokui.core.content.markup import Listener

_BUILT_IN: Final = frozenset([*range(14, 23), *range(27, 37), *range(45, 48), *range(50, 59)])
# What stands in quotes or brackets, or behind a backslash, is no letter of the format; [h] is hours.
_ASIDE: Final = re.compile(r'"[^"]*"|\\.|_.|\*.|\[(?!h+\]|m+\]|s+\])[^\]]*\]', re.IGNORECASE)
_LETTERS: Final = re.compile(r"[ymdhs]", re.IGNORECASE)
_FIRST: Final = date(1899, 12, 30)
_FIRST_OF_MAC: Final = date(1904, 1, 1)
_MOST_DAYS: Final = 2_958_466  # to the end of the year 9999
_MADE_UP_DAY: Final = 60
"""The 29th of February 1900, of which the program that all others follow is sure."""


class Formats(Listener):
    """By the number of a cell's format whether it shows a day or a time."""

    def __init__(self) -> None:
        self.codes: dict[str, str] = {}
        self.are_moments: list[bool] = []
        self.inside = False

    def start(self, name: str, attributes: dict[str, str]) -> None:
        if name == "numFmt":
            self.codes[attributes.get("numFmtId", "")] = attributes.get("formatCode", "")
        elif name == "cellXfs":
            self.inside = True
        elif name == "xf" and self.inside:
            self.are_moments.append(self._is_moment(attributes.get("numFmtId", "")))

    def end(self, name: str) -> None:
        self.inside = self.inside and name != "cellXfs"

    def text(self, text: str) -> None: ...

    def of_cell(self, style: str) -> bool:
        """Whether a cell with this style shows a day or a time."""
        return style.isdecimal() and int(style) < len(self.are_moments) and self.are_moments[int(style)]

    def _is_moment(self, number: str) -> bool:
        if number in self.codes:
            return bool(_LETTERS.search(_ASIDE.sub("", self.codes[number])))
        return number.isdecimal() and int(number) in _BUILT_IN


def shown_moment(number: str, *, since_1904: bool) -> str:
    """2026/11/22, 2026/11/22 14:30 or 14:30; as it came if it is no such number."""
    try:
        days = float(number)
    except ValueError:
        return number
    if not 0 <= days < _MOST_DAYS:
        return number
    day, minutes = divmod(round(days * 24 * 60), 24 * 60)
    clock = f"{minutes // 60:02}:{minutes % 60:02}"
    if days < 1:
        return clock
    first = _FIRST_OF_MAC if since_1904 else _FIRST
    early = not since_1904 and day < _MADE_UP_DAY
    on = first + timedelta(days=day + early)
    return f"{on:%Y/%m/%d} {clock}" if minutes else f"{on:%Y/%m/%d}"
