"""Lines as `otokui.analytics` reads them (`schema.LINES`, with int64 ids)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import pyarrow as pa

from otokui.domain.purchases.adapters import copying
from otokui.domain.purchases.adapters.copying import micros
from otokui.domain.purchases.queries.ties import with_ties_settled

FOR_ANALYTICS: Final = copying.Kinds(
    {
        "customer_id": "Int64",
        "ordered_at": "Instant",
        "amount": "Int64",
        "order_id": "Int64",
        "line_no": "Int64",
        "product_id": "Int64",
        "quantity": "Int64",
        "status": "String",
        "returned_order_id": "Int64",
    }
)
"""Orders go by our id. A sale of a source without order numbers has one too: nothing but a reversal asks for
it, and reversals of such sources carry none."""

STATUS: Final = "CASE kind WHEN 'return' THEN 'returned' WHEN 'cancel' THEN 'cancelled' END"

OWN_ORDER: Final = """
    CASE WHEN kind = 'sale' THEN order_id
    ELSE (SELECT own.id FROM purchases_order own WHERE own.id = line.order_id AND own.numbered) END"""

NAMED_ORDER: Final = """
    CASE WHEN names_order <> '' THEN coalesce((
        SELECT named.id FROM purchases_order own
        JOIN purchases_order named ON named.source = own.source AND named.external_id = line.names_order
        WHERE own.id = line.order_id
    ), -1) END"""
"""-1: it names an order that we do not have, which is not the same as naming none."""

COLUMNS: Final = f"""customer_id, {{instant}}, amount, {OWN_ORDER}, line_no, product_id, quantity,
    {STATUS}, {NAMED_ORDER}"""


def lines_of(customers: Sequence[int]) -> pa.Table:
    """The lines of some customers as this transaction sees them, with what was taken off. 1 SQL query."""
    wanted = copying.array(customers)
    return with_ties_settled(copying.reader(len(customers))(_LINES_OF, [wanted], _WITH_DISCOUNTS)).to_arrow()


_WITH_DISCOUNTS: Final = FOR_ANALYTICS | {"discount": "Int64"}

# One index walk a customer, whatever the planner thinks of a table that it has not analysed yet.
_LINES_OF = f"""
SELECT {COLUMNS.format(instant=micros("ordered_at"))}, discount
FROM unnest(%s::bigint[]) AS wanted (id)
CROSS JOIN LATERAL (SELECT * FROM purchases_orderline WHERE customer_id = wanted.id OFFSET 0) line"""
