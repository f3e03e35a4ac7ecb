"""Products and shops to choose from while somebody writes an order."""

from operator import itemgetter

from django.db.models import BigIntegerField, Case, IntegerField, Q, Value, When

from otokui.domain.accounts.public import staff_at_work
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


def list_shops_and_sellers() -> tuple[list[str], dict[int, str]]:
    """Shops in use and those who work here (name by id), by name. 1 SQL query."""
    nobody = Value(0, output_field=BigIntegerField())
    shops = Shop.objects.filter(active=True).order_by().values_list(nobody, "name")
    both = sorted(shops.union(staff_at_work(), all=True), key=itemgetter(1))
    return [name for who, name in both if not who], {who: name for who, name in both if who}
