"""What can be chosen on the pages of the settings."""

import re
from typing import Final

from django.conf import settings
from django.utils.translation import gettext_lazy as _

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
CURRENCY_NAMES: Final = {
    "JPY": _("Japanese yen"),
    "USD": _("US dollar"),
    "EUR": _("Euro"),
    "GBP": _("Pound sterling"),
    "CNY": _("Chinese yuan"),
    "KRW": _("South Korean won"),
    "TWD": _("New Taiwan dollar"),
    "HKD": _("Hong Kong dollar"),
    "SGD": _("Singapore dollar"),
    "THB": _("Thai baht"),
    "VND": _("Vietnamese dong"),
    "AUD": _("Australian dollar"),
}
ZONES: Final = {
    "Asia/Tokyo": _("Tokyo"),
    "Asia/Seoul": _("Seoul"),
    "Asia/Shanghai": _("Shanghai"),
    "Asia/Taipei": _("Taipei"),
    "Asia/Hong_Kong": _("Hong Kong"),
    "Asia/Singapore": _("Singapore"),
    "Asia/Bangkok": _("Bangkok"),
    "Asia/Ho_Chi_Minh": _("Ho Chi Minh City"),
    "Asia/Jakarta": _("Jakarta"),
    "Asia/Manila": _("Manila"),
    "Asia/Kolkata": _("Kolkata"),
    "Australia/Sydney": _("Sydney"),
    "Pacific/Auckland": _("Auckland"),
    "Europe/London": _("London"),
    "Europe/Paris": _("Paris"),
    "Europe/Berlin": _("Berlin"),
    "America/New_York": _("New York"),
    "America/Chicago": _("Chicago"),
    "America/Denver": _("Denver"),
    "America/Los_Angeles": _("Los Angeles"),
    "America/Sao_Paulo": _("São Paulo"),
    "Pacific/Honolulu": _("Honolulu"),
    "UTC": _("Coordinated universal time"),
}
_CLOCK = re.compile(r"([01]?\d|2[0-3])[:時]?([0-5]\d)?分?")


def minutes_of(text: str) -> int | None:
    """Minutes after midnight of 5:00, 5時, 05:30; None if it is no time of day."""
    found = _CLOCK.fullmatch(compatible(text).strip())
    return None if found is None else int(found[1]) * 60 + int(found[2] or 0)


def clock_of(minutes: int) -> str:
    """5:00."""
    return f"{minutes // 60}:{minutes % 60:02d}"
