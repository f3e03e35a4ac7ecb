"""The product groups of the shop."""

from django.db.models import Count

from otokui.domain.purchases.models import ProductCategory


def list_categories(*, text: str = "", limit: int = 30) -> list[tuple[str, int]]:
    """Names of product groups that contain `text`, with their number of products, the largest first.

    One SQL query.
    """
    found = ProductCategory.objects.filter(name__icontains=text).annotate(size=Count("products"))
    return list(found.filter(size__gt=0).order_by("-size", "name").values_list("name", "size")[:limit])
