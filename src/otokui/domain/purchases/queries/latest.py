"""Orders of everybody, the last recorded first."""

from typing import Final

from otokui.domain.purchases.adapters import copying
from otokui.domain.purchases.models import Order
from otokui.domain.purchases.queries.orders import views_of
from otokui.domain.purchases.types import OrderView

_MOST = 50


def list_latest_orders(*, before: int | None = None, limit: int = _MOST) -> list[OrderView]:
    """Orders with their lines, the last recorded first, `before` this id. 2 SQL queries."""
    orders = Order.objects.all() if before is None else Order.objects.filter(pk__lt=before)
    newest = list(orders.order_by("-pk").values_list("pk", flat=True)[:limit])
    return sorted(views_of(Order.objects.filter(pk__in=newest)), key=lambda order: -order.id)


def list_orders_numbered(number: str, *, limit: int = _MOST) -> list[OrderView]:
    """Orders of any source with exactly this number. 2 SQL queries."""
    found = [order for (order,) in copying.rows(_NUMBERED, [number, limit])]
    return views_of(Order.objects.filter(pk__in=found)) if found else []


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
