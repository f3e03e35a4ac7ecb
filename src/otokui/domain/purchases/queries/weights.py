"""What customers have bought, for rooms below that put them in an order."""

from collections.abc import Collection
from datetime import date

from otokui.domain.purchases.models import PurchaseSummary


def net_of(customers: Collection[int]) -> dict[int, int]:
    """Net in minor units by customer. 1 SQL query."""
    return dict(PurchaseSummary.objects.filter(customer_id__in=customers).values_list("customer_id", "net"))


def last_bought(customers: Collection[int], today: date) -> dict[int, date]:
    """The day of the last purchase, by customer. 1 SQL query."""
    bought = PurchaseSummary.objects.filter(customer_id__in=customers, last_on__lte=today)
    return {customer: on for customer, on in bought.values_list("customer_id", "last_on") if on is not None}
