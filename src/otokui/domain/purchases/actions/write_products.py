"""Create and change products by their code."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from datetime import datetime
from typing import Final

import polars as pl
from django.db import transaction

from otokui.core.platform.audit import changing
from otokui.domain.purchases.adapters import copying
from otokui.domain.purchases.adapters.catalogue import category_ids, find_products
from otokui.domain.purchases.types import ProductRow, Relation, WriteResult

_STAGE: Final = copying.Kinds(
    {
        "code": "String",
        "name": "String",
        "category_id": "Int64",
        "unit": "String",
        "cost": "Int64",
        "price": "Int64",
        "stock": "Int64",
        "active": "Boolean",
    }
)


def write_products(
    products: Sequence[ProductRow], *, now: datetime, run: int | None = None, staff: int | None = None
) -> WriteResult:
    """Create and change products by their code; the last row of a code holds, `None` leaves what is stored.

    Categories are created as needed. Refill and accessory relations are added, never removed; codes that do
    not exist are left out. About 8 SQL statements for any number of rows.
    """
    rows = {product.code: product for product in products}
    if not rows:
        return WriteResult(0, 0, 0)
    with transaction.atomic(), changing(cause="import" if run else "edit", run=run, staff=staff):
        _stage(list(rows.values()), run)
        changed = {code for (code,) in copying.rows(_UPDATE)}
        created = {code for (code,) in copying.rows(_INSERT, [run])}
        related = _relate(list(rows.values()))
    updated = len((changed | related) - created)
    return WriteResult(len(created), updated, len(products) - len(created) - updated)


def _stage(products: list[ProductRow], run: int | None) -> None:
    """The rows beside the table, sorted: writers of the same products wait for each other in one order."""
    categories = category_ids(sorted({one.category for one in products if one.category}), run=run)
    frame = pl.DataFrame(
        [{**asdict(one), "category_id": categories.get(one.category or "")} for one in products],
        schema_overrides=_STAGE,
        infer_schema_length=None,
    )
    columns = ", ".join(_STAGE)
    copying.execute(
        "CREATE TEMP TABLE IF NOT EXISTS written_products ON COMMIT DROP AS"
        f" SELECT {columns} FROM purchases_product WITH NO DATA"
    )
    copying.execute("TRUNCATE written_products")
    # A text that is not given must arrive as NULL, which COPY of texts cannot say.
    frame = frame.sort("code").select(list(_STAGE)).with_columns(pl.col("name", "unit").fill_null(""))
    copying.write("written_products", frame)


def _relate(products: list[ProductRow]) -> set[str]:
    """Refills and accessories; relations a file does not speak of stay, unknown codes are left out."""
    wanted = {
        (one.code, kind, base)
        for one in products
        for kind, bases in ((Relation.REFILL_OF, one.refill_of), (Relation.ACCESSORY_OF, one.accessory_of))
        for base in bases or ()
        if base != one.code
    }
    if not wanted:
        return set()
    ids = find_products(sorted({code for row in wanted for code in (row[0], row[2])}))
    codes = {number: code for code, number in ids.items()}
    known = sorted(
        (ids[code], str(kind), ids[base]) for code, kind, base in wanted if code in ids and base in ids
    )
    added = copying.rows(_RELATE, [list(column) for column in zip(*known, strict=True)]) if known else []
    return {codes[product] for (product,) in added}


_UPDATE = """
WITH product AS (
    SELECT id, name, category_id, unit, cost, price, stock, active FROM purchases_product p
    WHERE code IN (SELECT code FROM written_products) ORDER BY id FOR UPDATE
), said AS (
    SELECT product.id, coalesce(nullif(w.name, ''), product.name) AS name,
        coalesce(w.category_id, product.category_id) AS category_id,
        coalesce(nullif(w.unit, ''), product.unit) AS unit, coalesce(w.cost, product.cost) AS cost,
        coalesce(w.price, product.price) AS price, coalesce(w.stock, product.stock) AS stock,
        coalesce(w.active, product.active) AS active
    FROM written_products w JOIN purchases_product p USING (code) JOIN product ON product.id = p.id
)
UPDATE purchases_product p
SET (name, category_id, unit, cost, price, stock, active)
    = (said.name, said.category_id, said.unit, said.cost, said.price, said.stock, said.active)
FROM said WHERE said.id = p.id
    AND (p.name, p.category_id, p.unit, p.cost, p.price, p.stock, p.active) IS DISTINCT FROM
        (said.name, said.category_id, said.unit, said.cost, said.price, said.stock, said.active)
RETURNING p.code"""

_INSERT = """
INSERT INTO purchases_product (code, name, category_id, unit, cost, price, stock, active, created_by_run)
SELECT code, coalesce(nullif(name, ''), code), category_id, unit, cost, price, stock,
    coalesce(active, true), %s
FROM written_products ORDER BY code
ON CONFLICT (code) DO NOTHING
RETURNING code"""

_RELATE = """
INSERT INTO purchases_productrelation (product_id, kind, base_id)
SELECT * FROM unnest(%s::bigint[], %s::text[], %s::bigint[])
ON CONFLICT DO NOTHING
RETURNING product_id"""
