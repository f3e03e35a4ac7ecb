"""Orders and habits of one customer, ready to show."""

from collections.abc import Iterable
from datetime import date, datetime
from itertools import groupby
from operator import itemgetter
from typing import Any, Final

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from otokui.core.platform.spelt import Spelt
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
    """One order with its lines. 1 SQL query. Raises `UnknownOrder`."""
    found = views_of(Order.objects.filter(pk=order))
    if not found:
        raise UnknownOrder(_("This order does not exist."))
    return found[0]


def find_order(source: str, external_id: str) -> int | None:
    """The id of an order by its number. 1 SQL query."""
    return Order.objects.filter(source=source, external_id=external_id).values_list("pk", flat=True).first()


def list_orders(
    customer: int,
    *,
    since: date | None = None,
    before: datetime | None = None,
    product: int | None = None,
    limit: int = 100,
) -> list[OrderView]:
    """The latest orders with lines of this customer, returns included, newest first. 1 SQL query.

    `before` an instant, strictly; with lines of one product only where `product` says so.
    """
    rows = _ORDERS_OF.rows(limit=limit, customer=customer, since=since, before=before, product=product)
    return _views(rows)


def list_product_habits(customer: int, *, since: date | None = None) -> list[ProductHabit]:
    """What a customer buys, the latest first; with `since` only what was bought from then on. 1 SQL query."""
    return [
        ProductHabit(**dict(zip(ProductHabit.__dataclass_fields__, row, strict=True)))
        for row in _HABITS_OF.rows(customer=customer, since=since)
    ]


def get_customer_purchases(customer: int) -> CustomerPurchases:
    """The summary of one customer; zeros for somebody who never bought. 1 SQL query."""
    row = PurchaseSummary.objects.filter(pk=customer).first() or PurchaseSummary()
    return CustomerPurchases(
        orders=row.orders, first_on=row.first_on, last_on=row.last_on, net=row.net, gaps=row.gaps
    )


_ORDER: Final = (
    "id", "source", "external_id", "numbered", "customer_id", "ordered_at", "order_day", "shop__name",
    "channel", "trigger", "staff__name", "staff_text", "deliver_on", "deliver_slot", "deliver_to",
    "staff_id", "delivered_at",
)  # fmt: skip
_LINE: Final = (
    "lines__line_no", "lines__product_id", "lines__product__code", "lines__product__name",
    "lines__product_text", "lines__quantity", "lines__amount", "lines__unit_price", "lines__discount",
    "lines__unit_cost", "lines__kind", "lines__status", "lines__names_order",
)  # fmt: skip

_KINDS: Final = {kind.value: kind for kind in LineKind}

# As the fields of `ProductHabit`.
_HABIT: Final = (
    "product_id", "product__code", "product__name", "product__unit", "orders", "first_on", "last_on", "net",
    "usual_quantity", "gap_median", "habit_hits", "habit_gaps", "habit_lo", "habit_hi",
)  # fmt: skip


def views_of(orders: QuerySet[Order]) -> list[OrderView]:
    """These orders with their lines, newest first. 1 SQL query, the lines joined to their orders."""
    return _views(_with_lines(orders))


def _with_lines(orders: QuerySet[Order]) -> "QuerySet[Order, tuple[Any, ...]]":
    rows = Order.objects.filter(pk__in=orders.values("pk")).values_list(*_ORDER, *_LINE)
    return rows.order_by("-ordered_at", "-pk", "lines__line_no")


def _views(rows: Iterable[tuple[Any, ...]]) -> list[OrderView]:
    return [_order_view(list(found)) for _order, found in groupby(rows, key=itemgetter(0))]


def _orders_of(
    *, customer: int, since: date | None, before: datetime | None, product: int | None, limit: int
) -> "QuerySet[Order, tuple[Any, ...]]":
    lines = OrderLine.objects.filter(customer=customer)
    if since is not None:
        lines = lines.filter(order_day__gte=since)
    if product is not None:
        lines = lines.filter(product=product)
    orders = Order.objects.filter(pk__in=lines.values("order"))
    if before is not None:
        orders = orders.filter(ordered_at__lt=before)
    return _with_lines(orders.order_by("-ordered_at", "-pk")[:limit])


def _habits_of(*, customer: int, since: date | None) -> "QuerySet[ProductSummary, tuple[Any, ...]]":
    rows = ProductSummary.objects.filter(customer=customer, first_on__isnull=False, last_on__isnull=False)
    if since is not None:
        rows = rows.filter(last_on__gte=since)
    return rows.order_by("-last_on", "-orders", "product_id").values_list(*_HABIT)


_ORDERS_OF: Final = Spelt(_orders_of)
_HABITS_OF: Final = Spelt(_habits_of)


def _order_view(rows: list[tuple[Any, ...]]) -> OrderView:
    order = rows[0][: len(_ORDER)]
    order_id, source, external_id, numbered, customer, ordered_at, order_day, shop, *about = order
    channel, trigger, staff, staff_text, deliver_on, slot, deliver_to, staff_id, delivered_at = about
    lines = tuple(_line_view(*row) for row in (row[len(_ORDER) :] for row in rows) if row[0] is not None)
    return OrderView(
        id=order_id,
        source=source,
        external_id=external_id if numbered else "",
        customer_id=customer,
        ordered_at=ordered_at,
        order_day=order_day,
        shop=shop or "",
        channel=channel,
        trigger=trigger,
        staff=staff or staff_text,
        amount=sum(line.amount for line in lines),
        lines=lines,
        deliver_on=deliver_on,
        deliver_slot=slot or "",
        deliver_to=deliver_to or "",
        staff_id=staff_id,
        delivered_at=delivered_at,
    )


def _line_view(
    line_no: int,
    product_id: int | None,
    code: str | None,
    name: str | None,
    typed: str,
    quantity: int | None,
    amount: int,
    unit_price: int | None,
    discount: int | None,
    unit_cost: int | None,
    kind: str,
    status: str,
    names_order: str,
) -> LineView:
    line_kind = _KINDS[kind]
    return LineView(
        line_no=line_no,
        product_id=product_id,
        product_code=code or "",
        product_name=typed or name or "",
        quantity=quantity,
        amount=amount,
        unit_price=unit_price,
        discount=discount,
        unit_cost=unit_cost,
        kind=line_kind,
        status=status,
        names_order=names_order,
        is_free=is_free(amount, line_kind),
    )
