"""What orders take out of the stock and bring back."""

from collections.abc import Mapping

from otokui.domain.purchases.adapters import copying


def stock_taken_by(orders: list[int]) -> dict[int, int]:
    """Product → thousandths that these orders have out of the stock now. 1 SQL query.

    A reversal brings back what it names; a line that was itself called off moved nothing.
    """
    return dict(copying.rows(_TAKEN, [orders])) if orders else {}


def move_stock(before: Mapping[int, int], after: Mapping[int, int]) -> None:
    """Bring counted stocks from what was taken before a change to what is taken after it."""
    moved = {product: after.get(product, 0) - before.get(product, 0) for product in {*before, *after}}
    moved = {product: taken for product, taken in sorted(moved.items()) if taken}
    if moved:
        copying.execute(
            "SELECT FROM purchases_product WHERE id = ANY(%s) ORDER BY id FOR UPDATE", [list(moved)]
        )
        copying.execute(_MOVE, [list(moved), list(moved.values())])


_TAKEN = """
SELECT product_id, sum(CASE WHEN kind = 'sale' THEN coalesce(quantity, 1000)
                            WHEN amount < 0 THEN -abs(coalesce(quantity, 1000)) ELSE 0 END)::bigint
FROM purchases_orderline JOIN purchases_order o ON o.id = order_id
WHERE order_id = ANY(%s) AND moves_stock AND product_id IS NOT NULL
GROUP BY product_id"""

_MOVE = """
UPDATE purchases_product SET stock = stock - taken
FROM unnest(%s::bigint[], %s::bigint[]) AS moved (id, taken)
WHERE purchases_product.id = moved.id AND stock IS NOT NULL"""
