"""Everything that one customer bought becomes another's."""

from django.db import transaction

from otokui.core.platform.audit import changing
from otokui.domain.accounts.public import get_business
from otokui.domain.purchases.actions.derive_summaries import derive_summaries
from otokui.domain.purchases.actions.record_purchases import announce
from otokui.domain.purchases.adapters.stored import lock_customers
from otokui.domain.purchases.models import Order, OrderLine


def reassign_purchases(from_customer: int, to_customer: int, *, staff: int | None) -> int:
    """Give all orders and lines of one customer to another (merge); returns the number of lines.

    The customer who gave keeps an empty summary. Sources that know customers by their own reference still
    find their rows when they are sent again.
    """
    with transaction.atomic(), changing(cause="merge", staff=staff):
        both = {from_customer, to_customer}
        lock_customers(both)
        Order.objects.filter(customer=from_customer).update(customer=to_customer)
        moved = OrderLine.objects.filter(customer=from_customer).update(customer=to_customer)
        derive_summaries(both, get_business())
        announce(both, None, merged=True)
    return moved
