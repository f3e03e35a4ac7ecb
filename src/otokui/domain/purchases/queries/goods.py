"""Products and shops to choose from while somebody writes an order."""

from django.db.models import Case, IntegerField, Q, Value, When

from otokui.domain.purchases.models import Product, Shop
from otokui.domain.purchases.types import ProductChoice


def list_product_choices(text: str, *, limit: int = 12) -> list[ProductChoice]:
    """Products on sale whose number or name has this in it; those that begin with it first. 1 SQL query."""
    wanted = text.strip()
    likeness = Case(
        When(code__iexact=wanted, then=Value(0)),
        When(Q(code__istartswith=wanted) | Q(name__istartswith=wanted), then=Value(1)),
        default=Value(2),
        output_field=IntegerField(),
    )
    found = Product.objects.filter(active=True).filter(Q(code__icontains=wanted) | Q(name__icontains=wanted))
    rows = found.annotate(likeness=likeness).order_by("likeness", "name", "pk")[:limit]
    return [
        ProductChoice(code=row.code, name=row.name, unit=row.unit, price=row.price, stock=row.stock)
        for row in rows
    ]


def list_shop_names() -> list[str]:
    """Shops in use, by name. 1 SQL query."""
    return list(Shop.objects.filter(active=True).order_by("name").values_list("name", flat=True))
