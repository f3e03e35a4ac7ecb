"""Sub-queries of the customers who bought something: from the summaries where they tell, else from lines.

A summary of customer × product knows the first, the last and the last but one counted day, so "at least once"
and "twice" up to today, and everything over all time, need no line. What asks for more looks into the lines
of those whom the summaries leave over: there a day counts where its lines of these goods come to more than
nothing, and a return is taken off on the day of its own line.
"""

from datetime import date
from typing import Any

from django.db.models import Case, Exists, F, OuterRef, Q, QuerySet, Sum, When
from django.db.models.functions import Abs

from otokui.domain.purchases.models import Order, OrderLine, Product, ProductSummary, PurchaseSummary
from otokui.domain.purchases.types import Bought, FirstBought, LineKind

Ids = QuerySet[Any, Any]
# A reversal takes away, whichever sign its source writes.
_MONEY = Sum(Case(When(kind=LineKind.SALE.value, then=F("amount")), default=-Abs("amount")))


def ids_who_bought(asked: Bought, *, as_of: date) -> Ids:
    """Each customer once; `never` is not looked at: the caller takes these away. Nothing is evaluated."""
    first, *others = (_who_bought(one, as_of) for one in asked.each)
    for also in others:
        first = first.filter(customer_id__in=also)
    return first


def _who_bought(asked: Bought, as_of: date) -> Ids:
    since, until = asked.days.bounds(as_of)
    goods = _goods(asked)
    summaries: Ids = (
        PurchaseSummary.objects.filter(orders__gt=0)
        if goods is None
        else ProductSummary.objects.filter(goods, orders__gt=0)
    )
    found = summaries.filter(_may(asked, since, until))
    if not _told_by_summaries(asked, since, until):
        found = found.filter(_in_lines(asked, since, until))
    several = goods is not None and (asked.categories or len(asked.products) > 1)
    ids = found.values("customer_id")
    return ids.distinct() if several else ids


def ids_first_bought(asked: FirstBought) -> Ids:
    """Those whose first counted day has an order of this shop, channel and occasion."""
    orders = Order.objects.filter(customer_id=OuterRef("customer_id"), order_day=OuterRef("first_on"))
    wanted = {"shop_id": asked.shop, "channel": asked.channel or None, "trigger": asked.trigger or None}
    orders = orders.filter(**{name: value for name, value in wanted.items() if value is not None})
    return PurchaseSummary.objects.filter(Exists(orders), orders__gt=0).values("customer_id")


def _goods(asked: Bought) -> Q | None:
    if not asked.products and not asked.categories:
        return None
    in_groups = Product.objects.filter(category_id__in=asked.categories).values("pk")
    one = asked.products[0] if len(asked.products) == 1 and not asked.categories else None
    if one is not None:
        return Q(product_id=one)
    goods = Q(product_id__in=asked.products) if asked.products else Q()
    return goods | Q(product_id__in=in_groups) if asked.categories else goods


def _is_one_thing(asked: Bought) -> bool:
    """Whether one summary says all: of one product, or of everything the customer bought."""
    return not asked.categories and len(asked.products) <= 1


def _told_by_summaries(asked: Bought, since: date | None, until: date | None) -> bool:
    if asked.shop is not None or asked.channel or until is not None:
        return False
    money = asked.at_least is not None or asked.at_most is not None
    if not _is_one_thing(asked):
        return asked.times == 1 and not money
    return since is None or (asked.times <= 2 and not money)


def _may(asked: Bought, since: date | None, until: date | None) -> Q:
    """What the summaries say for certain: without it nobody fits."""
    q = Q()
    if until is not None:
        q &= Q(first_on__lte=until)
    if since is not None:
        q &= Q(last_on__gte=since)
    if not _is_one_thing(asked):
        return q
    if asked.times > 1:
        q &= Q(orders__gte=asked.times)
        if since is not None and until is None:
            q &= Q(previous_on__gte=since)
    if since is None and until is None:
        if asked.at_least is not None:
            q &= Q(net__gte=asked.at_least)
        if asked.at_most is not None:
            q &= Q(net__lte=asked.at_most)
    return q


def _in_lines(asked: Bought, since: date | None, until: date | None) -> Q:
    lines: Ids = OrderLine.objects.filter(customer_id=OuterRef("customer_id"))
    goods = _goods(asked)
    if goods is not None:
        lines = lines.filter(goods)
    if since is not None:
        lines = lines.filter(order_day__gte=since)
    if until is not None:
        lines = lines.filter(order_day__lte=until)
    if asked.shop is not None or asked.channel:
        lines = lines.filter(Exists(_orders(asked)))
    days = lines.order_by().values("customer_id", "order_day").annotate(money=_MONEY).filter(money__gt=0)
    # So many days are there if there is one behind all but one of them.
    q = Q(Exists(days[asked.times - 1 : asked.times]))
    total = lines.order_by().values("customer_id").annotate(money=_MONEY)
    if asked.at_least is not None:
        q &= Q(Exists(total.filter(money__gte=asked.at_least)))
    if asked.at_most is not None:
        q &= Q(Exists(total.filter(money__lte=asked.at_most)))
    return q


def _orders(asked: Bought) -> Ids:
    orders = Order.objects.filter(pk=OuterRef("order_id"))
    if asked.shop is not None:
        orders = orders.filter(shop_id=asked.shop)
    return orders.filter(channel=asked.channel) if asked.channel else orders
