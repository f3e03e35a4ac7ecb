"""What customers have bought, for rooms below that put them in an order."""

from collections.abc import Collection

from otokui.domain.purchases.models import PurchaseSummary


def net_of(customers: Collection[int]) -> dict[int, int]:
    """Net in minor units by customer. 1 SQL query."""
    return dict(PurchaseSummary.objects.filter(customer_id__in=customers).values_list("customer_id", "net"))
