"""What an undo would do to orders and products, in one statement that only reads.

It asks with the very conditions of `traces` and `product_traces`: what they keep in temporary tables stands
here under the same names in front of the question.
"""

from dataclasses import dataclass
from typing import Final

from django.db import transaction

from otokui.domain.purchases.adapters import copying
from otokui.domain.purchases.adapters.product_traces import EDITED, RESTORED, UNUSED
from otokui.domain.purchases.adapters.traces import CONTEXTS, PART, REFUSED, TOUCHED


@dataclass(frozen=True, slots=True)
class Foresight:
    """`orders`: (source, number, why) of those that stay; `products`: (code, why).

    `buyers`: customer → whether there will be orders of theirs, for all whose orders it concerns.
    """

    removed: int
    restored: int
    orders: list[tuple[str, str, str]]
    products: list[tuple[str, str]]
    buyers: dict[int, bool]


def foresee_undo(run: int, *, rows: int) -> Foresight:
    """What undoing all of the run would do, which wrote about so many `rows`. 3 SQL statements."""
    with transaction.atomic():
        if rows > MANY:
            copying.execute("SELECT set_config('enable_nestloop', 'off', true)")
        ((removed, restored, *named),) = copying.rows(_FORESEEN, {"run": run, "after": 0, "last": _ALL})
        if rows > MANY:
            copying.execute("SELECT set_config('enable_nestloop', 'on', true)")
    orders, edited, used, buyers = (each or [] for each in named)
    products = [(code, "edited") for code in edited]
    products += [(code, "in_use") for code in used if code not in set(edited)]
    return Foresight(
        removed,
        restored,
        [(source, number, why) for source, number, why in orders],
        products,
        dict(buyers),
    )


MANY: Final = 1000
"""PostgreSQL knows nothing of how many rows the parts of the question have: from here on it must not go
through one of them for each row of another."""

_ALL: Final = 2**63 - 1

_STAYS: Final = """
    NOT EXISTS (SELECT FROM line_back back WHERE back.id = l.id)
    AND (o.id IS NULL OR NOT o.created AND l.created_by_run IS DISTINCT FROM %(run)s)"""

_WITH: Final = {
    "undo_context": CONTEXTS,
    "undo_touched": TOUCHED,
    **PART,
    "refused": REFUSED,
    "going": "SELECT * FROM undo_order WHERE id NOT IN (SELECT id FROM refused)",
    "line_back": "SELECT u.* FROM undo_line u JOIN going o ON o.id = u.order_id WHERE NOT o.created",
    # The lines of the run's products as they will be.
    "line_then": f"""
        SELECT l.product_id FROM purchases_orderline l LEFT JOIN going o ON o.id = l.order_id
        WHERE l.product_id IN (SELECT id FROM purchases_product WHERE created_by_run = %(run)s)
            AND {_STAYS}
        UNION ALL SELECT product_id FROM line_back WHERE product_id IS NOT NULL""",
    "head_back": """
        SELECT u.id, u.customer_id FROM undo_head u JOIN going o ON o.id = u.id WHERE NOT o.created""",
    "buyer": """
        SELECT customer_id AS id FROM purchases_order WHERE id IN (SELECT id FROM going)
        UNION SELECT customer_id FROM purchases_orderline WHERE order_id IN (SELECT id FROM going)
        UNION SELECT customer_id FROM head_back UNION SELECT customer_id FROM line_back""",
    # A reversal that inherits its buyer has one only as long as that sale is there.
    "buyer_then": f"""
        SELECT customer_id AS id FROM purchases_order
        WHERE customer_id IN (SELECT id FROM buyer) AND id NOT IN (SELECT id FROM head_back)
            AND id NOT IN (SELECT id FROM going WHERE created)
        UNION SELECT customer_id FROM head_back
        UNION SELECT l.customer_id FROM purchases_orderline l LEFT JOIN going o ON o.id = l.order_id
        WHERE l.customer_id IN (SELECT id FROM buyer) AND NOT inherits_customer AND {_STAYS}
        UNION SELECT customer_id FROM line_back WHERE NOT inherits_customer""",
}

_GOES: Final = UNUSED.format(lines="line_then")

_FORESEEN: Final = f"""
WITH {", ".join(f"{name} AS MATERIALIZED ({content})" for name, content in _WITH.items())}
SELECT
    (SELECT count(*) FROM going WHERE created)
        + (SELECT count(*) FROM purchases_product WHERE {_GOES}),
    (SELECT count(*) FROM going WHERE NOT created) + (SELECT count(*) {RESTORED}),
    (SELECT json_agg(json_build_array(source, external_id, reason) ORDER BY source, external_id)
        FROM refused),
    (SELECT json_agg(code ORDER BY code) FROM ({EDITED}) edited),
    (SELECT json_agg(code ORDER BY code) FROM purchases_product
        WHERE created_by_run = %(run)s AND NOT ({_GOES})),
    (SELECT json_agg(json_build_array(id, id IN (SELECT id FROM buyer_then WHERE id IS NOT NULL)))
        FROM buyer WHERE id IS NOT NULL)"""
