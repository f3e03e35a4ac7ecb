"""Is what is offered the same again, or a refill of it?"""

from collections.abc import Sequence
from typing import Final

from otokui.core.platform import prepared
from otokui.core.platform.arrays import array_of

_OTHERS: Final = """
SELECT DISTINCT ON (who.id) who.id, p.name FROM unnest(%(ids)s::bigint[]) who (id)
JOIN purchases_product p ON p.id = ANY(%(products)s::bigint[])
WHERE NOT EXISTS (SELECT FROM purchases_productsummary s WHERE s.customer_id = who.id AND s.orders > 0
    AND (s.product_id = p.id OR EXISTS (SELECT FROM purchases_productrelation r
        WHERE r.kind = 'refill_of' AND r.product_id = p.id AND r.base_id = s.product_id)))
ORDER BY who.id, p.id"""


def other_goods_for(customer_ids: Sequence[int], products: Sequence[int]) -> dict[int, str]:
    """Of the offered products the name of one that the customer has not bought and that refills nothing they
    have, by customer; who is offered the same or refills alone is left out. One SQL query.
    """
    if not (customer_ids and products):
        return {}
    return dict(prepared.rows(_OTHERS, {"ids": array_of(customer_ids), "products": array_of(products)}))
