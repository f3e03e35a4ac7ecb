"""What can be chosen on the pages of the settings."""

import re
from typing import Final

from django.conf import settings

from otokui.core.kernel.text import compatible

LANGUAGES: Final = tuple(settings.LANGUAGES)
# digits of the minor unit (ISO 4217)
CURRENCIES: Final = {
    "JPY": 0,
    "USD": 2,
    "EUR": 2,
    "GBP": 2,
    "CNY": 2,
    "KRW": 0,
    "TWD": 2,
    "HKD": 2,
    "SGD": 2,
    "THB": 2,
    "VND": 0,
    "AUD": 2,
}
ZONES: Final = (
    "Asia/Tokyo",
    "Asia/Seoul",
    "Asia/Shanghai",
    "Asia/Taipei",
    "Asia/Hong_Kong",
    "Asia/Singapore",
    "Asia/Bangkok",
    "Asia/Ho_Chi_Minh",
    "Asia/Jakarta",
    "Asia/Manila",
    "Asia/Kolkata",
    "Australia/Sydney",
    "Pacific/Auckland",
    "Europe/London",
    "Europe/Paris",
    "Europe/Berlin",
    "America/New_York",
    "America/Chicago",
    "America/Denver",
    "America/Los_Angeles",
    "America/Sao_Paulo",
    "Pacific/Honolulu",
    "UTC",
)
_CLOCK = re.compile(r"([01]?\d|2[0-3])[:時]?([0-5]\d)?分?")


def minutes_of(text: str) -> int | None:
    """Minutes after midnight of 5:00, 5時, 05:30; None if it is no time of day."""
    found = _CLOCK.fullmatch(compatible(text).strip())
    return None if found is None else int(found[1]) * 60 + int(found[2] or 0)


def clock_of(minutes: int) -> str:
    """5:00."""
    return f"{minutes // 60}:{minutes % 60:02d}"
