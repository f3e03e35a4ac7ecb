"""The business's day begins elsewhere now: count all purchases anew."""

from typing import Final

from django.db import transaction

from otokui.core.platform.jobs import Progress
from otokui.domain.accounts.public import get_business
from otokui.domain.purchases.actions.derive_summaries import derive_summaries
from otokui.domain.purchases.actions.record_purchases import announce
from otokui.domain.purchases.adapters.days import recount
from otokui.domain.purchases.adapters.stored import lock_customers
from otokui.domain.purchases.models import PurchaseSummary

RECOUNT_DAYS: Final = "purchases.recount_days"
CUSTOMERS_AT_ONCE: Final = 10_000


def recount_days(progress: Progress) -> None:
    """Bring every order day and summary to the business's time zone and start of day.

    A transaction per 10,000 customers, each leaving these customers exact; doing it again changes nothing.
    """
    total = PurchaseSummary.objects.count()
    done, last = 0, 0
    with transaction.atomic():
        recount(None, get_business())
    while customers := list(
        PurchaseSummary.objects.filter(pk__gt=last)
        .order_by("pk")
        .values_list("pk", flat=True)[:CUSTOMERS_AT_ONCE]
    ):
        with transaction.atomic():
            lock_customers(customers)
            business = get_business()
            recount(customers, business)
            derive_summaries(customers, business)
            announce(set(customers), None)
        done, last = done + len(customers), customers[-1]
        progress(done, total)
