"""What orders said before: their lines before a change, and orders that somebody has removed."""

import json
from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any, Final

from django.db import connection

from otokui.core.kernel.errors import Refused
from otokui.domain.accounts.types import Sight
from otokui.domain.customers.public import sight_sql
from otokui.domain.purchases.models import Product
from otokui.domain.purchases.types import GoneOrder, LineKind, PurchaseLine

_LOOKED_THROUGH: Final = 50_000
"""No index names the rare removing among the changes of orders: so many of the latest are looked at."""

_GONE: Final = """
    SELECT e.pgh_obj_id, e.pgh_created_at, (why.metadata->>'staff')::bigint, e.external_id, e.numbered,
        e.customer_id, e.ordered_at
    FROM purchases_orderevent e JOIN pghistory_context why ON why.id = e.pgh_context_id
    LEFT JOIN customers_customer c ON c.id = e.customer_id
    WHERE e.pgh_label = 'delete' AND why.metadata->>'cause' = 'delete'
        AND (e.customer_id IS NULL OR {seen}) AND {where}
        AND NOT EXISTS (
            SELECT FROM purchases_order o WHERE o.source = e.source AND o.external_id = e.external_id
        )
    ORDER BY e.pgh_id DESC LIMIT %(limit)s"""
_LATELY: Final = "e.pgh_id > (SELECT max(pgh_id) FROM purchases_orderevent) - %(many)s"


def list_gone_orders(*, sight: Sight, limit: int = 50) -> list[GoneOrder]:
    """Orders that somebody removed and nobody brought back, the latest first. One query."""
    seen, values = sight_sql(sight)
    rows = _rows(_GONE.format(seen=seen, where=_LATELY), values | {"many": _LOOKED_THROUGH, "limit": limit})
    return [GoneOrder(*row) for row in rows]


def find_gone_order(order: int, *, sight: Sight) -> GoneOrder | None:
    """One of them; None if there is none in sight. One query, by index."""
    seen, values = sight_sql(sight)
    where = "e.pgh_obj_id = %(order)s"
    rows = _rows(_GONE.format(seen=seen, where=where), values | {"order": order, "limit": 1})
    return GoneOrder(*rows[0]) if rows else None


def lines_before(order: int, event: int) -> tuple[PurchaseLine, ...]:
    """The lines of an order as they were before the change to which this event of a line belongs. 3 queries.

    `Refused`: `gone` if there is no such event, `changed_since` if the lines were changed again since,
    `not_corrected` if something had come back by then.
    """
    events = _rows(
        "SELECT pgh_id, pgh_label, pgh_obj_id, pgh_created_at, to_jsonb(e) FROM purchases_orderlineevent e"
        " WHERE order_id = %(order)s AND pgh_id >= %(event)s ORDER BY pgh_id DESC",
        {"order": order, "event": event},
    )
    if not events or events[-1][0] != event:
        raise Refused("This change is not in the history.", code="gone")
    if len({at for _id, _label, _line, at, _row in events}) > 1:
        raise Refused("This value has been changed again since.", code="changed_since")
    present = _rows(
        "SELECT id, to_jsonb(l) FROM purchases_orderline l WHERE order_id = %(order)s", {"order": order}
    )
    lines = {line: _parsed(row) for line, row in present}
    for _id, label, line, _at, row in events:
        if label == "insert":
            lines.pop(line, None)
        else:
            lines[line] = _parsed(row)
    if not lines:  # the change wrote the order down
        raise Refused("This change is not in the history.", code="gone")
    return _typed(sorted(lines.values(), key=lambda row: row["line_no"]))


def _typed(rows: Iterable[Mapping[str, Any]]) -> tuple[PurchaseLine, ...]:
    found = list(rows)
    if any(LineKind(row["kind"]).is_reversal for row in found):
        raise Refused("What came back is booked, not corrected.", code="not_corrected")
    named = {row["product_id"] for row in found if row["product_id"]}
    codes = dict(Product.objects.filter(pk__in=named).values_list("pk", "code"))
    return tuple(
        PurchaseLine(
            customer_id=row["customer_id"],
            ordered_at=datetime.fromisoformat(row["ordered_at"]),
            amount=row["amount"],
            product_code=codes.get(row["product_id"]),
            product_name=row["product_text"] or None,
            quantity=row["quantity"],
            unit_price=row["unit_price"],
            discount=row["discount"],
            unit_cost=row["unit_cost"],
            status=row["status"] or None,
        )
        for row in found
    )


def _rows(sql: str, values: Mapping[str, Any]) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(sql, values)
        found: list[tuple[Any, ...]] = cursor.fetchall()
    return found


def _parsed(value: Any) -> Any:
    return json.loads(value) if isinstance(value, str) else value
