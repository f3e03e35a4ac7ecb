"""What took an order back, and which orders one takes back; both ways within one customer."""

from typing import Final

from otokui.domain.purchases.adapters import copying
from otokui.domain.purchases.types import DeliveryPlan, Reversal

_REVERSALS: Final = """
    SELECT o.id, CASE WHEN o.numbered THEN o.external_id ELSE '' END, o.ordered_at, sum(l.amount)::bigint,
        bool_and(l.kind = 'cancel')
    FROM purchases_order this
    JOIN purchases_orderline l
        ON l.names_order = this.external_id AND l.names_order <> '' AND l.kind <> 'sale'
    JOIN purchases_order o ON o.id = l.order_id AND o.id <> this.id AND o.source = this.source
        AND o.customer_id IS NOT DISTINCT FROM this.customer_id
    WHERE this.id = %s GROUP BY o.id ORDER BY o.ordered_at, o.id"""
_REVERSED: Final = """
    SELECT DISTINCT l.names_order, named.id
    FROM purchases_order this
    JOIN purchases_orderline l ON l.order_id = this.id AND l.names_order <> '' AND l.kind <> 'sale'
    JOIN purchases_order named ON named.source = this.source AND named.external_id = l.names_order
        AND named.id <> this.id AND named.customer_id IS NOT DISTINCT FROM this.customer_id
    WHERE this.id = %s ORDER BY named.id"""
_PLANNED: Final = """
    SELECT e.deliver_on, e.deliver_slot, e.deliver_to, why.metadata->>'cause'
    FROM purchases_orderevent e LEFT JOIN pghistory_context why ON why.id = e.pgh_context_id
    WHERE e.pgh_obj_id = %s AND e.pgh_label = 'update' AND e.deliver_on IS NOT NULL
    ORDER BY e.pgh_id DESC LIMIT 1"""


def list_reversals(order: int) -> tuple[Reversal, ...]:
    """The orders that take this one back, in part or whole, the first of them first. 1 SQL query."""
    return tuple(Reversal(*row) for row in copying.rows(_REVERSALS, [order]))


def reversed_orders(order: int) -> dict[str, int]:
    """What this order takes back: the number it names → the id of that order. 1 SQL query."""
    return dict(copying.rows(_REVERSED, [order]))


def plan_before_cancelling(order: int) -> DeliveryPlan | None:
    """When and where it was to be brought, if it was the cancelling that ended it. 1 SQL query."""
    for on, slot, to, cause in copying.rows(_PLANNED, [order]):
        if cause == "cancel":
            return DeliveryPlan(on, slot or "", to or "")
    return None
