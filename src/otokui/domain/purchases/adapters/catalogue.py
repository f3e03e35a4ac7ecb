"""Shops, categories and products that lines speak of by name or number → ids; unknown ones are created.

Members of staff are looked up too, whoever has left included, but nobody is made one.

Must run before any customer is locked: every writer takes products, then customers, then orders.
"""

from __future__ import annotations

import polars as pl

from otokui.domain.accounts.public import staff_called
from otokui.domain.purchases.adapters import copying


def with_catalogue_ids(rows: pl.DataFrame, *, run: int | None) -> pl.DataFrame:
    """Add `product_id`, `shop_id` and `staff_id` (null where a row names none)."""
    return _with_ids(rows, _product_ids(rows, run), shop_ids(_named(rows, "shop"), run=run))


def with_known_ids(rows: pl.DataFrame) -> pl.DataFrame:
    """The same without creating anything: what is not known yet gets an id below zero."""
    codes, shops = _named(rows, "product"), _named(rows, "shop")
    made_up = {value: -place for place, value in enumerate([*codes, *shops], start=1)}
    known_shops = dict(copying.rows(_KNOWN_SHOPS, [shops]))
    return _with_ids(rows, made_up | find_products(codes), made_up | known_shops)


def _with_ids(rows: pl.DataFrame, products: dict[str, int], shops: dict[str, int]) -> pl.DataFrame:
    return rows.with_columns(
        product_id=pl.col("product").replace_strict(products, default=None, return_dtype=pl.Int64),
        shop_id=pl.col("shop").replace_strict(shops, default=None, return_dtype=pl.Int64),
        staff_id=pl.col("staff_text").replace_strict(
            staff_called(_named(rows, "staff_text"), active_only=False), default=None, return_dtype=pl.Int64
        ),
    )


def category_ids(names: list[str], *, run: int | None) -> dict[str, int]:
    """Ids of categories by name, created where missing."""
    return _ids("purchases_productcategory", "name", names, _NEW_CATEGORIES, run)


def find_products(codes: list[str]) -> dict[str, int]:
    """Ids of the products that exist, by code."""
    known = "SELECT code, id FROM purchases_product WHERE code = ANY(%s::text[])"
    return dict(copying.rows(known, [copying.array(codes)]))


def _product_ids(rows: pl.DataFrame, run: int | None) -> dict[str, int]:
    codes = _named(rows, "product")
    known = find_products(codes)
    if len(known) == len(codes):
        return known
    missing = rows.filter((pl.col("product") != "") & ~pl.col("product").is_in(list(known)))
    first = missing.group_by("product").agg(
        name=pl.col("product_name").filter(pl.col("product_name") != "").first(),
        category=pl.col("category").filter(pl.col("category") != "").first(),
    )
    first = first.with_columns(name=pl.coalesce("name", "product")).sort("product")
    of_name = category_ids(first["category"].drop_nulls().unique().to_list(), run=run)
    ids = [of_name.get(name) for name in first["category"]]
    copying.execute(_NEW_PRODUCTS, [run, first["product"].to_list(), first["name"].to_list(), ids])
    return find_products(codes)


def shop_ids(names: list[str], *, run: int | None) -> dict[str, int]:
    """Ids of shops by name, created where missing."""
    return _ids("purchases_shop", "name", names, _NEW_SHOPS, run)


def _ids(table: str, key: str, values: list[str], create: str, run: int | None) -> dict[str, int]:
    if not values:
        return {}
    select = f"SELECT {key}, id FROM {table} WHERE {key} = ANY(%s)"
    known = dict(copying.rows(select, [values]))
    if missing := sorted(set(values) - known.keys()):
        copying.execute(create, [run, missing])
        known = dict(copying.rows(select, [values]))
    return known


def _named(rows: pl.DataFrame, column: str) -> list[str]:
    return sorted(set(rows[column].unique()) - {""})


_KNOWN_SHOPS = "SELECT name, id FROM purchases_shop WHERE name = ANY(%s)"

# ORDER BY: two writers that create the same rows wait for each other in one order, so neither blocks both.
_NEW_SHOPS = """
INSERT INTO purchases_shop (name, kind, channel, active, created_by_run)
SELECT name, 'store', '', true, %s FROM unnest(%s::text[]) AS name ORDER BY name
ON CONFLICT DO NOTHING"""

_NEW_CATEGORIES = """
INSERT INTO purchases_productcategory (name, created_by_run)
SELECT name, run FROM (SELECT %s::bigint AS run) r, unnest(%s::text[]) AS name ORDER BY name
ON CONFLICT DO NOTHING"""

_NEW_PRODUCTS = """
INSERT INTO purchases_product (code, name, category_id, unit, active, created_by_run)
SELECT code, name, category, '', true, run
FROM (SELECT %s::bigint AS run) r, unnest(%s::text[], %s::text[], %s::bigint[]) AS new (code, name, category)
ORDER BY code
ON CONFLICT DO NOTHING"""
