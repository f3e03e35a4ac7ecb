"""One order and everybody whose summary it may change, locked."""

from collections.abc import Iterable

from django.db import transaction
from django.utils.translation import gettext as _

from otokui.core.kernel.errors import Unavailable
from otokui.domain.purchases.adapters import copying, stored
from otokui.domain.purchases.models import Order
from otokui.domain.purchases.types import UnknownOrder

ATTEMPTS = 10


class _MoreCustomers(Exception):
    """The order changed hands between looking and locking."""


def lock_order(order: int, *, others: Iterable[int] = ()) -> Order:
    """The order, locked after its customers and the `others`. Raises `UnknownOrder`.

    Inside the caller's transaction. 5 SQL statements.
    """
    customers = set(others)
    for _attempt in range(ATTEMPTS):
        customers |= customers_of(order)
        try:
            with transaction.atomic():
                stored.lock_customers(customers)
                found = Order.objects.select_for_update().filter(pk=order).first()
                if found is None:
                    raise UnknownOrder(_("This order does not exist."))
                if not customers_of(order) <= customers:
                    raise _MoreCustomers
                return found
        except _MoreCustomers:
            continue
    raise Unavailable(_("This order is being changed by somebody else."))


def customers_of(order: int) -> set[int]:
    """The customers of an order and of its lines. 1 SQL query."""
    return {
        customer
        for (customer,) in copying.rows(
            "SELECT customer_id FROM purchases_order WHERE id = %s"
            " UNION SELECT customer_id FROM purchases_orderline WHERE order_id = %s",
            [order, order],
        )
        if customer is not None
    }
