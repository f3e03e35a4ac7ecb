"""What goods, groups and shops are called, for sentences about them."""

from collections.abc import Collection

from otokui.domain.purchases.models import Order, Product, ProductCategory, Shop


def product_names(ids: Collection[int]) -> dict[int, str]:
    """Names by id, the number where one has no name. One SQL query, none for no ids."""
    rows = Product.objects.filter(pk__in=ids).values_list("pk", "name", "code") if ids else ()
    return {product: name or code for product, name, code in rows}


def category_names(ids: Collection[int]) -> dict[int, str]:
    """Names by id. One SQL query, none for no ids."""
    return dict(ProductCategory.objects.filter(pk__in=ids).values_list("pk", "name")) if ids else {}


def shop_names(ids: Collection[int]) -> dict[int, str]:
    """Names by id. One SQL query, none for no ids."""
    return dict(Shop.objects.filter(pk__in=ids).values_list("pk", "name")) if ids else {}


def list_shops() -> list[tuple[int, str]]:
    """Shops in use by name. One SQL query."""
    return list(Shop.objects.filter(active=True).order_by("name").values_list("pk", "name"))


def list_groups(*, limit: int = 300) -> list[tuple[int, str]]:
    """Product groups by name. One SQL query."""
    return list(ProductCategory.objects.order_by("name").values_list("pk", "name")[:limit])


def find_product_id(code: str) -> int | None:
    """The product with this number, else the only one of this name. One SQL query, two without a number."""
    found = Product.objects.filter(code=code).values_list("pk", flat=True).first()
    if found is not None:
        return found
    named = list(Product.objects.filter(name=code).values_list("pk", flat=True)[:2])
    return named[0] if len(named) == 1 else None


def list_triggers(*, limit: int = 30) -> list[str]:
    """What led to the latest thousand orders, each once, by name. One SQL query."""
    latest = Order.objects.order_by("-ordered_at", "-id").values_list("trigger", flat=True)[:1000]
    return sorted({trigger for trigger in latest if trigger})[:limit]
