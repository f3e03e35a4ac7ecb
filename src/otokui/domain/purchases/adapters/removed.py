"""The rows of an order that somebody has removed, out of the history and back into the tables."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Final

from otokui.domain.accounts.types import BusinessSettings
from otokui.domain.purchases.adapters import copying
from otokui.domain.purchases.adapters.days import day_of
from otokui.domain.purchases.adapters.traces import columns_of, listed
from otokui.domain.purchases.models import Order, OrderLine


@dataclass(frozen=True, slots=True)
class Removed:
    """What was removed in one go: `context` says when; `customers`: the order's and its lines'."""

    order: int
    event: int
    context: str
    source: str
    external_id: str
    customers: frozenset[int]


def find(order: int) -> Removed | None:
    """The latest removal by hand of an order that is not there now. Two SQL queries."""
    heads = copying.rows(_HEAD, [order])
    if not heads:
        return None
    event, context, source, external_id = heads[0]
    customers = copying.rows(_CUSTOMERS, {"event": event, "order": order, "context": context})
    return Removed(order, event, context, source, external_id, frozenset(each for (each,) in customers))


def missing_customers(customers: Iterable[int]) -> bool:
    """Whether one of them has been removed. One SQL query."""
    ids = sorted(set(customers))
    ((there,),) = copying.rows("SELECT count(*) FROM customers_customer WHERE id = ANY(%s)", [ids])
    return bool(there < len(ids))


def put_back(found: Removed, into: Mapping[int, int], business: BusinessSettings) -> bool:
    """The order, its lines and the files hidden along with it; False if it, or its number, is there already.

    `into`: the customers as they are known now; who holds them locked. What else it named and is gone (a
    product, a shop, a colleague) it names no more. Lines that inherit their customer wait for it. The row
    comes without its import and gets it at once: so the history tells who brought it back.
    """
    values = {
        "order": found.order,
        "event": found.event,
        "context": found.context,
        "zone": business.time_zone,
        "minutes": business.day_start_minutes,
        "was": list(into),
        "now": list(into.values()),
    }
    if not copying.execute(_PUT_BACK_HEAD, values):
        return False
    copying.execute(_PUT_BACK_LINES, values)
    copying.execute(_NAME_RUN_OF_HEAD, values)
    copying.execute(_NAME_RUN_OF_LINES, values)
    copying.execute(_SHOW_FILES, values)
    return True


_HEAD: Final = """
SELECT e.pgh_id, e.pgh_context_id, e.source, e.external_id
FROM purchases_orderevent e JOIN pghistory_context why ON why.id = e.pgh_context_id
WHERE e.pgh_obj_id = %s AND e.pgh_label = 'delete' AND why.metadata->>'cause' = 'delete'
    AND NOT EXISTS (
        SELECT FROM purchases_order o
        WHERE o.id = e.pgh_obj_id OR o.source = e.source AND o.external_id = e.external_id
    )
ORDER BY e.pgh_id DESC LIMIT 1"""

_OF_LINES: Final = """purchases_orderlineevent e
WHERE e.order_id = %(order)s AND e.pgh_label = 'delete' AND e.pgh_context_id = %(context)s"""

_CUSTOMERS: Final = f"""
SELECT customer_id FROM purchases_orderevent WHERE pgh_id = %(event)s AND customer_id IS NOT NULL
UNION SELECT customer_id FROM {_OF_LINES} AND customer_id IS NOT NULL AND NOT inherits_customer"""

_STILL: Final = {
    "shop_id": "purchases_shop",
    "product_id": "purchases_product",
    "staff_id": "accounts_staff",
    "delivered_by_id": "accounts_staff",
}
_KNOWN_AS: Final = """(
    SELECT known.now FROM unnest(%(was)s::bigint[], %(now)s::bigint[]) AS known (was, now)
    WHERE known.was = e.customer_id)"""


def _before(columns: list[str], *, customer: str) -> str:
    """The values of an event as they may stand in the table now."""
    said = {"customer_id": customer, "created_by_run": "NULL", "order_day": day_of("e.ordered_at")}
    said |= {name: f"(SELECT t.id FROM {table} t WHERE t.id = e.{name})" for name, table in _STILL.items()}
    return ", ".join(said.get(name, f"e.{name}") for name in columns)


_HEAD_COLUMNS: Final = columns_of(Order, without=("id",))
_LINE_COLUMNS: Final = columns_of(OrderLine, without=("id",))

_PUT_BACK_HEAD: Final = f"""
INSERT INTO purchases_order (id, {listed(_HEAD_COLUMNS)})
SELECT e.pgh_obj_id, {_before(_HEAD_COLUMNS, customer=_KNOWN_AS)}
FROM purchases_orderevent e WHERE e.pgh_id = %(event)s
ON CONFLICT DO NOTHING"""

_PUT_BACK_LINES: Final = f"""
INSERT INTO purchases_orderline (id, {listed(_LINE_COLUMNS)})
SELECT e.pgh_obj_id, {
    _before(_LINE_COLUMNS, customer=f"CASE WHEN NOT e.inherits_customer THEN {_KNOWN_AS} END")
}
FROM {_OF_LINES} ORDER BY e.line_no"""

_NAME_RUN_OF_HEAD: Final = """
UPDATE purchases_order o SET created_by_run = e.created_by_run FROM purchases_orderevent e
WHERE e.pgh_id = %(event)s AND o.id = e.pgh_obj_id AND e.created_by_run IS NOT NULL"""

_NAME_RUN_OF_LINES: Final = f"""
UPDATE purchases_orderline l SET created_by_run = e.created_by_run FROM {_OF_LINES}
    AND l.id = e.pgh_obj_id AND e.created_by_run IS NOT NULL"""

_SHOW_FILES: Final = """
UPDATE purchases_orderattachment a SET hidden_at = NULL FROM purchases_orderattachmentevent e
WHERE e.order_id = %(order)s AND e.pgh_label = 'update' AND e.pgh_context_id = %(context)s
    AND e.hidden_at IS NULL AND a.id = e.pgh_obj_id"""
