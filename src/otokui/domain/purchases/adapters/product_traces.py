"""What an import run did to products, categories and shops. Needs `traces.gather_orders`."""

from typing import Final

from otokui.domain.purchases.adapters import copying
from otokui.domain.purchases.adapters.traces import columns_of, listed
from otokui.domain.purchases.models import Product


def take_back_products(run: int) -> tuple[int, int, list[tuple[str, str]]]:
    """Remove products that the run created and nobody uses, put back those it changed.

    Returns (removed, restored, refused as (code, `edited`|`in_use`)). Stocks stay as they are: they move with
    every sale. Shops and categories of the run that nobody uses go too.
    """
    edited = [(code, "edited") for (code,) in copying.rows(EDITED, {"run": run})]
    restored = copying.execute(_RESTORE, {"run": run})
    copying.execute(_DROP_RELATIONS, {"run": run})
    removed = copying.execute(_REMOVE, {"run": run})
    known = {code for code, _reason in edited}
    used = [(code, "in_use") for (code,) in copying.rows(_LEFT, [run]) if code not in known]
    copying.execute(_REMOVE_CATEGORIES, [run])
    copying.execute(_REMOVE_SHOPS, [run])
    return removed, restored, edited + used


_COLUMNS: Final = columns_of(Product, without=("id", "stock", "category_id"))

_FOREIGN = """(
    SELECT e.pgh_obj_id, max(e.pgh_id) AS last FROM purchases_productevent e
    WHERE e.pgh_context_id IS NULL OR e.pgh_context_id NOT IN (SELECT id FROM undo_context)
    GROUP BY e.pgh_obj_id
)"""

_FIRST = """(
    SELECT DISTINCT ON (pgh_obj_id) e.* FROM purchases_productevent e
    JOIN undo_context c ON c.id = e.pgh_context_id
    WHERE pgh_label = 'update' ORDER BY pgh_obj_id, pgh_id
)"""

EDITED: Final = f"""
SELECT p.code FROM purchases_product p JOIN {_FOREIGN} f ON f.pgh_obj_id = p.id WHERE created_by_run = %(run)s
UNION
SELECT p.code FROM purchases_product p JOIN {_FIRST} u ON u.pgh_obj_id = p.id
JOIN {_FOREIGN} f ON f.pgh_obj_id = p.id AND f.last > u.pgh_id
ORDER BY 1"""

RESTORED: Final = f"""
FROM {_FIRST} u LEFT JOIN {_FOREIGN} f USING (pgh_obj_id), purchases_product p
WHERE u.pgh_obj_id = p.id AND (f.last IS NULL OR f.last < u.pgh_id)
    AND p.created_by_run IS DISTINCT FROM %(run)s"""
"""SQL: the products `p` to put back, and what they were (`u`)."""

_RESTORE = f"""
UPDATE purchases_product product SET ({listed(_COLUMNS)}, category_id) = ROW ({listed(_COLUMNS, of="u")},
    (SELECT id FROM purchases_productcategory c WHERE c.id = u.category_id))
{RESTORED} AND p.id = product.id"""

UNUSED: Final = f"""
    created_by_run = %(run)s AND id NOT IN (SELECT pgh_obj_id FROM {_FOREIGN} f)
    AND NOT EXISTS (SELECT FROM {{lines}} l WHERE l.product_id = purchases_product.id)"""
"""SQL: whether a product goes, if these are the lines that there are."""

_UNUSED = UNUSED.format(lines="purchases_orderline")

_DROP_RELATIONS = f"""
DELETE FROM purchases_productrelation
WHERE product_id IN (SELECT id FROM purchases_product WHERE {_UNUSED})
    OR base_id IN (SELECT id FROM purchases_product WHERE {_UNUSED})"""

_REMOVE = f"DELETE FROM purchases_product WHERE {_UNUSED}"

_LEFT = "SELECT code FROM purchases_product WHERE created_by_run = %s ORDER BY code"

_REMOVE_CATEGORIES = """
DELETE FROM purchases_productcategory c WHERE created_by_run = %s
    AND NOT EXISTS (SELECT FROM purchases_product p WHERE p.category_id = c.id)
    AND NOT EXISTS (SELECT FROM purchases_productcategory part WHERE part.parent_id = c.id)"""

_REMOVE_SHOPS = """
DELETE FROM purchases_shop s WHERE created_by_run = %s
    AND NOT EXISTS (SELECT FROM purchases_order o WHERE o.shop_id = s.id)"""
