"""Orders and habits of one customer, ready to show."""

from collections import defaultdict
from collections.abc import Iterable
from datetime import date

from django.utils.translation import gettext as _

from otokui.domain.purchases.models import Order, OrderLine, ProductSummary, PurchaseSummary
from otokui.domain.purchases.rules import is_free
from otokui.domain.purchases.types import (
    CustomerPurchases,
    LineKind,
    LineView,
    OrderView,
    ProductHabit,
    UnknownOrder,
)


def get_order(order: int) -> OrderView:
    """One order with its lines. 2 SQL queries. Raises `UnknownOrder`."""
    found = list(Order.objects.select_related("shop").filter(pk=order))
    if not found:
        raise UnknownOrder(_("This order does not exist."))
    return _views(found)[0]


def find_order(source: str, external_id: str) -> int | None:
    """The id of an order by its number. 1 SQL query."""
    return Order.objects.filter(source=source, external_id=external_id).values_list("pk", flat=True).first()


def list_orders(customer: int, *, since: date | None = None, limit: int = 100) -> list[OrderView]:
    """The latest orders with lines of this customer, returns included, newest first. 2 SQL queries."""
    lines = OrderLine.objects.filter(customer=customer)
    if since is not None:
        lines = lines.filter(order_day__gte=since)
    orders = Order.objects.select_related("shop").filter(pk__in=lines.values("order"))
    return _views(list(orders.order_by("-ordered_at", "-pk")[:limit]))


def list_product_habits(customer: int, *, since: date | None = None) -> list[ProductHabit]:
    """What a customer buys, the latest first; with `since` only what was bought from then on. 1 SQL query."""
    rows = ProductSummary.objects.filter(customer=customer).select_related("product")
    if since is not None:
        rows = rows.filter(last_on__gte=since)
    return [
        ProductHabit(
            product_id=row.product.pk,
            product_code=row.product.code,
            product_name=row.product.name,
            unit=row.product.unit,
            orders=row.orders,
            first_on=row.first_on,
            last_on=row.last_on,
            net=row.net,
            usual_quantity=row.usual_quantity,
            gap_median=row.gap_median,
            habit_hits=row.habit_hits,
            habit_gaps=row.habit_gaps,
            habit_lo=row.habit_lo,
            habit_hi=row.habit_hi,
        )
        for row in rows.order_by("-last_on", "-orders", "product_id")
        if row.first_on and row.last_on
    ]


def get_customer_purchases(customer: int) -> CustomerPurchases:
    """The summary of one customer; zeros for somebody who never bought. 1 SQL query."""
    row = PurchaseSummary.objects.filter(pk=customer).first() or PurchaseSummary()
    return CustomerPurchases(
        orders=row.orders, first_on=row.first_on, last_on=row.last_on, net=row.net, gaps=row.gaps
    )


def _views(orders: list[Order]) -> list[OrderView]:
    lines: dict[int, list[LineView]] = defaultdict(list)
    for line in _lines(order.pk for order in orders):
        lines[line.order_id].append(_line_view(line))
    return [_order_view(order, tuple(lines[order.pk])) for order in orders]


def _lines(orders: Iterable[int]) -> Iterable[OrderLine]:
    found = OrderLine.objects.filter(order__in=list(orders)).select_related("product")
    return found.order_by("order_id", "line_no")


def _line_view(line: OrderLine) -> LineView:
    kind = LineKind(line.kind)
    product = line.product
    return LineView(
        line_no=line.line_no,
        product_id=line.product_id,
        product_code=product.code if product else "",
        product_name=line.product_text or (product.name if product else ""),
        quantity=line.quantity,
        amount=line.amount,
        unit_price=line.unit_price,
        discount=line.discount,
        kind=kind,
        status=line.status,
        names_order=line.names_order,
        is_free=is_free(line.amount, kind),
    )


def _order_view(order: Order, lines: tuple[LineView, ...]) -> OrderView:
    return OrderView(
        id=order.pk,
        source=order.source,
        external_id=order.external_id if order.numbered else "",
        customer_id=order.customer_id,
        ordered_at=order.ordered_at,
        order_day=order.order_day,
        shop=order.shop.name if order.shop else "",
        channel=order.channel,
        trigger=order.trigger,
        amount=sum(line.amount for line in lines),
        lines=lines,
    )
