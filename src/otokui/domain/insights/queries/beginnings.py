"""With what customers began: F2 and F3 by the first category, product and shop."""

from __future__ import annotations

from typing import Any

import polars as pl

from otokui.analytics.figures import groups_of
from otokui.analytics.window import Window
from otokui.domain.purchases.public import products_to_arrow

Names = dict[int, tuple[str, str]]


def beginnings_of(people: pl.DataFrame, window: Window, shops: dict[int, str]) -> dict[str, Any]:
    """`otokui.analytics.figures.groups_of` by kind. `shops`: id → name. One SQL query."""
    goods = list(pl.DataFrame(products_to_arrow()).select("product_id", "name", "category").iter_rows())
    products: Names = {product: (str(product), name) for product, name, _category in goods}
    categories: Names = {product: (name, name) for product, _name, name in goods if name}
    places: Names = {shop: (str(shop), name) for shop, name in shops.items()}
    return {
        "category": groups_of(people, window, "first_product", categories),
        "product": groups_of(people, window, "first_product", products),
        "shop": groups_of(people, window, "first_shop", places),
    }
