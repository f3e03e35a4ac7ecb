"""Everything that one customer bought becomes another's."""

from django.db import transaction

from otokui.core.platform.audit import changing
from otokui.domain.purchases.actions.settle_purchases import settle_purchases
from otokui.domain.purchases.adapters.stored import lock_customers
from otokui.domain.purchases.models import Order, OrderLine


def reassign_purchases(from_customer: int, to_customer: int, *, staff: int | None) -> int:
    """Give all orders and lines of one customer to another; returns the number of lines."""
    with transaction.atomic(), changing(cause="reassign", staff=staff):
        both = (from_customer, to_customer)
        lock_customers(both)
        Order.objects.filter(customer=from_customer).update(customer=to_customer)
        moved = OrderLine.objects.filter(customer=from_customer).update(customer=to_customer)
        settle_purchases(both)
    return moved
