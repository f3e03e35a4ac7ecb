"""Orders of everybody, the latest first."""

from datetime import datetime
from typing import Final

from django.db.models import Q

from otokui.core.kernel.cursors import decode_cursor, encode_cursor
from otokui.core.kernel.errors import Refused
from otokui.domain.accounts.types import Sight
from otokui.domain.customers.public import in_sight
from otokui.domain.purchases.adapters import copying
from otokui.domain.purchases.models import Order
from otokui.domain.purchases.queries.orders import views_of
from otokui.domain.purchases.types import OrderView

_MOST = 50


def list_latest_orders(*, sight: Sight, cursor: str = "", limit: int = _MOST) -> tuple[list[OrderView], str]:
    """Orders in sight with their lines, guests' too, the latest first, and the mark of the next
    page, "" at the end. 2 SQL queries.

    `Refused` (bad_cursor) for a mark that is not ours.
    """
    orders = Order.objects.filter(in_sight(sight, customer="customer__"))
    if cursor:
        at, order = decode_cursor(cursor, str, int)
        instant = _instant(str(at))
        orders = orders.filter(Q(ordered_at__lte=instant) & ~Q(ordered_at=instant, pk__gte=order))
    rows = list(orders.order_by("-ordered_at", "-pk").values_list("pk", "ordered_at")[: limit + 1])
    shown = rows[:limit]
    following = encode_cursor(shown[-1][1].isoformat(), shown[-1][0]) if len(rows) > limit else ""
    return views_of(Order.objects.filter(pk__in=[order for order, _at in shown])), following


def list_orders_numbered(number: str, *, sight: Sight, limit: int = _MOST) -> list[OrderView]:
    """Orders in sight, of any source, with exactly this number. 2 SQL queries."""
    found = [order for (order,) in copying.rows(_NUMBERED, [number, limit])]
    return (
        views_of(Order.objects.filter(in_sight(sight, customer="customer__"), pk__in=found)) if found else []
    )


# There are few sources, so each is looked up in the index that begins with it.
_NUMBERED: Final = """
WITH RECURSIVE known AS (
    (SELECT source FROM purchases_order ORDER BY source LIMIT 1)
    UNION ALL
    SELECT (SELECT o.source FROM purchases_order o WHERE o.source > known.source ORDER BY o.source LIMIT 1)
    FROM known WHERE known.source IS NOT NULL
)
SELECT o.id FROM known JOIN purchases_order o ON o.source = known.source AND o.external_id = %s
LIMIT %s"""


def _instant(text: str) -> datetime:
    try:
        return datetime.fromisoformat(text)
    except ValueError as problem:
        raise Refused("This page mark is not valid.", code="bad_cursor") from problem
