"""Orders in a few words, for the page that shows what a merge moves."""

from collections.abc import Collection, Mapping

from django.db.models import Sum

from otokui.core.ui import figures
from otokui.domain.accounts.public import get_business
from otokui.domain.purchases.models import Order


def tell_rows(rows: Mapping[str, Collection[int]]) -> dict[str, dict[int, str]]:
    """By table and id what the orders are; lines are told by their orders. One query."""
    if "purchases.Order" not in rows:
        return {}
    business = get_business()
    orders = Order.objects.filter(pk__in=rows["purchases.Order"]).annotate(total=Sum("lines__amount"))
    words = {
        pk: f"{figures.day(day)}  {figures.money(total or 0, business.currency, business.minor_units)}"
        for pk, day, total in orders.values_list("pk", "order_day", "total")
    }
    return {"purchases.Order": words}
