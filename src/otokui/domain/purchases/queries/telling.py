"""Orders in a few words, for the page that shows what a merge moves."""

from collections.abc import Collection

from django.db.models import Sum
from django.utils.formats import date_format

from otokui.domain.accounts.public import get_business
from otokui.domain.purchases.models import Order


def tell_rows(table: str, rows: Collection[int]) -> dict[int, str]:
    """By id what the orders are; lines are told by their orders. One query."""
    if table != "purchases.Order":
        return {}
    units = 10 ** get_business().minor_units
    orders = Order.objects.filter(pk__in=rows).annotate(total=Sum("lines__amount"))
    return {
        pk: f"{date_format(day, 'SHORT_DATE_FORMAT')}  {(total or 0) / units:,.0f}"
        for pk, day, total in orders.values_list("pk", "order_day", "total")
    }
