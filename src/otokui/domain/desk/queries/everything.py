"""One question to all rooms: what somebody typed into the search of the whole shop."""

import re
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import Final
from unicodedata import normalize

from otokui.core.kernel.phone import looks_like_phone
from otokui.core.platform.files.finding import FoundFile
from otokui.domain.accounts.types import BusinessSettings, Sight
from otokui.domain.customers.public import (
    search_attachments,
    search_customers,
    search_notes,
    search_told_words,
)
from otokui.domain.customers.types import CustomerLine, FoundNote, FoundWord
from otokui.domain.purchases.public import (
    search_order_attachments,
    search_orders_between,
    search_orders_numbered,
    search_orders_worth,
    search_products,
)
from otokui.domain.purchases.types import FoundOrder, FoundProduct

_LONGEST_NUMBER: Final = 40
_LARGEST: Final = 1 << 62
_SUM: Final = re.compile(
    r"(?P<sign>[¥\\$€£])?\s*(?P<sum>\d{1,3}(?:,\d{3})+|\d+)(?P<rest>\.\d{1,2})?\s*(?P<unit>円|yen)?",
    re.IGNORECASE,
)
_DAY: Final = re.compile(r"(?:(\d{4})\s*[-/.年]\s*)?(\d{1,2})\s*[-/.月]\s*(\d{1,2})\s*日?")


@dataclass(frozen=True, slots=True)
class Found:
    """What each room has, the best first. `orders_first`: the text looks like the number of an order."""

    customers: list[CustomerLine]
    orders: list[FoundOrder]
    products: list[FoundProduct]
    notes: list[FoundNote]
    told: list[FoundWord]
    files: list[FoundFile]
    order_files: list[FoundFile]
    day: date | None
    orders_first: bool


def search_everything(
    text: str, *, sight: Sight, orders_too: bool, each: int, today: date, business: BusinessSettings
) -> Found:
    """At most `each` of everything that this reader may see. At most 10 queries, none reads a large table.

    Digits are looked for in telephones and order numbers, a day in the days of orders, a sum of money in the
    latest orders; words in names, readings, products, notes, tasks, tastes, tags, own fields and files.
    """
    digits, mail = looks_like_phone(text), "@" in text
    day = day_in(text, today) if orders_too else None
    number = _number(text) if orders_too else ""
    orders = search_orders_numbered(number, sight=sight, limit=each) if number else []
    orders_first = bool(orders) and (not digits or orders[0].number == number)
    amount = sum_in(text, business) if orders_too else None
    if amount is not None and not orders:
        orders = search_orders_worth(amount, sight=sight, limit=each)
        orders_first = bool(orders)
    if day and not orders:
        since, until = _instants(day, business)
        orders = search_orders_between(since, until, sight=sight, limit=each)
    worded = not mail and not (digits and not day)
    return Found(
        customers=search_customers(text, sight=sight, limit=each, with_address=False),
        orders=orders,
        products=search_products(text, limit=each) if orders_too and not mail else [],
        told=search_told_words(text, sight=sight, limit=each) if not mail else [],
        notes=search_notes(text, sight=sight, limit=each) if worded or digits else [],
        files=search_attachments(text, sight=sight, limit=each),
        order_files=search_order_attachments(text, sight=sight, limit=each) if orders_too else [],
        day=day,
        orders_first=orders_first or bool(day and orders),
    )


def day_in(text: str, today: date) -> date | None:
    """The day that somebody means by 2026/3/4, 3/4 or 3月4日; without a year the latest such day."""
    found = _DAY.fullmatch(normalize("NFKC", text).strip())
    if not found:
        return None
    year, month, day = (int(part) if part else 0 for part in found.groups())
    try:
        if year:
            return date(year, month, day)
        this = date(today.year, month, day)
        return this if this <= today else date(today.year - 1, month, day)
    except ValueError:
        return None


def sum_in(text: str, business: BusinessSettings) -> int | None:
    """Minor units of what is written as money (¥1200, 1,200, 1200円); None for all else."""
    found = _SUM.fullmatch(normalize("NFKC", text).strip())
    if not found or not (found["sign"] or found["unit"] or "," in found["sum"]):
        return None
    amount = Decimal(found["sum"].replace(",", "") + (found["rest"] or "")).scaleb(business.minor_units)
    return int(amount) if amount == int(amount) and amount < _LARGEST else None


def _number(text: str) -> str:
    """What may be the number of an order: something short with a digit in it, without the # before it."""
    number = normalize("NFKC", text).strip().lstrip("#")
    usable = number and len(number) <= _LONGEST_NUMBER and " " not in number
    return number if usable and any(char.isdigit() for char in number) else ""


def _instants(day: date, business: BusinessSettings) -> tuple[datetime, datetime]:
    """When the business's day begins and ends."""
    begin = datetime.combine(day, time(), business.zone) + timedelta(minutes=business.day_start_minutes)
    return begin, begin + timedelta(days=1)
