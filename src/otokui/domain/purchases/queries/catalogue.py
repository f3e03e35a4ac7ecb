"""Shops, product groups and products one by one, and who changed them from what to what."""

from typing import Final

from django.db.models import Count

from otokui.core.platform.history import Entry, Traced, find_entry, list_entries
from otokui.domain.purchases.models import Product, ProductCategory, Shop
from otokui.domain.purchases.types import Catalogued, CatalogueRow

_TABLES: Final = {
    Catalogued.SHOP: (Traced("shop", "purchases_shop"),),
    Catalogued.GROUP: (Traced("group", "purchases_productcategory"),),
    Catalogued.PRODUCT: (
        Traced("product", "purchases_product"),
        Traced("relation", "purchases_productrelation", owner="product_id"),
    ),
}


def list_catalogue_history(
    kind: Catalogued, row_id: int, *, cursor: str = ""
) -> tuple[tuple[Entry, ...], str]:
    """The latest changes first, and the mark of the next page. One query."""
    return list_entries(row_id, _TABLES[kind], cursor=cursor)


def find_catalogue_entry(kind: Catalogued, row_id: int, event: int, *, table: str = "") -> Entry | None:
    """One change of it, or of another of its tables. One query."""
    return find_entry(row_id, _TABLES[kind], table or kind.value, event)


def find_catalogued(kind: Catalogued, row_id: int) -> CatalogueRow | None:
    """One of them; None if there is none. One query."""
    return next(iter(_rows(kind, row_id)), None)


def list_catalogue(kind: Catalogued) -> list[CatalogueRow]:
    """All shops or all product groups, by name. One query."""
    return _rows(kind, None)


def _rows(kind: Catalogued, row_id: int | None) -> list[CatalogueRow]:
    if kind is Catalogued.SHOP:
        shops = Shop.objects.order_by("-active", "name").values_list("pk", "name", "created_by_run", "active")
        found = shops if row_id is None else shops.filter(pk=row_id)
        return [CatalogueRow(id=pk, name=name, run=run, is_used=used) for pk, name, run, used in found]
    if kind is Catalogued.GROUP:
        groups = ProductCategory.objects.annotate(size=Count("products")).order_by("name")
        sized = groups.values_list("pk", "name", "created_by_run", "size")
        found_groups = sized if row_id is None else sized.filter(pk=row_id)
        return [
            CatalogueRow(id=pk, name=name, run=run, products=size) for pk, name, run, size in found_groups
        ]
    goods = Product.objects.filter(pk__in=[row_id]).values_list(
        "pk", "name", "code", "created_by_run", "active"
    )
    return [
        CatalogueRow(id=pk, name=name or code, run=run, is_used=used) for pk, name, code, run, used in goods
    ]
