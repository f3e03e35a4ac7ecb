"""Addresses of one order: for whoever does not see its customer there is nothing there."""

from collections.abc import Callable
from functools import wraps
from typing import Any, Final

from django.http import Http404, HttpRequest, HttpResponseBase

from otokui.core.platform import prepared
from otokui.domain.accounts.public import sight_of
from otokui.domain.accounts.types import Sight
from otokui.domain.customers.public import sight_sql

View = Callable[..., HttpResponseBase]
_ONE: Final = """SELECT 1 FROM purchases_order o LEFT JOIN customers_customer c ON c.id = o.customer_id
    WHERE o.id = %(order)s AND (o.customer_id IS NULL OR {seen})"""


def may_see_order(order: int, sight: Sight) -> bool:
    """Whether this order exists for somebody; guests' orders do for all.

    One short query, none for who sees all.
    """
    if not sight.is_limited:
        return True
    seen, values = sight_sql(sight)
    return bool(prepared.rows(_ONE.format(seen=seen), {"order": order, **values}))


def of_seen_order(view: View) -> View:
    """Decorator of views with an `order_id` in the address, inside `requires`: 404 for one out of sight."""

    @wraps(view)
    def guarded(request: HttpRequest, order_id: int, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if not may_see_order(order_id, sight_of(request.user)):
            raise Http404
        return view(request, order_id, *args, **kwargs)

    guarded.asks_sight = True  # type: ignore[attr-defined]
    return guarded
