"""The time at which something is to be brought, as people write it."""

import re
import unicodedata
from typing import Final

USUAL_SLOTS: Final = ("午前中", "12-14時", "14-16時", "16-18時", "18-20時", "19-21時")
"""What carriers in Japan offer; any other words may be written."""

_ANY_TIME: Final = 24 * 60
_PARTS_OF_THE_DAY: Final = {"早朝": 6, "朝": 8, "午前": 8, "昼": 12, "午後": 13, "夕": 17, "夜": 19}
_CLOCK: Final = re.compile(r"(\d{1,2})(?::(\d{2}))?")


def minutes_of_slot(text: str) -> int:
    """Where a slot stands in the day, in minutes since midnight; without a time it stands at the end.

    `午後3時` is fifteen o'clock.
    """
    plain = unicodedata.normalize("NFKC", text)
    part = next((hour for word, hour in _PARTS_OF_THE_DAY.items() if word in plain), None)
    clock = _CLOCK.search(plain)
    if clock and int(clock[1]) <= 24:
        hour = int(clock[1])
        afternoon = part is not None and part >= 12 and hour < 12
        return (hour + 12 * afternoon) * 60 + int(clock[2] or 0)
    return _ANY_TIME if part is None else part * 60
