"""Orders of everybody, one order, and who is ordering: purchases with the names and standings beside them."""

from collections.abc import Iterable, Sequence
from datetime import date, datetime
from hashlib import sha256

from otokui.core.kernel.period import months_later
from otokui.domain.accounts.types import Sight
from otokui.domain.customers.public import customer_names, get_customer, name_and_honorific
from otokui.domain.desk.types import Buyer, OrderList, OrderRow, OrderSheet, SheetLine, UsualGoods
from otokui.domain.insights.public import business_today, find_explanation, get_standings
from otokui.domain.insights.types import Forecast
from otokui.domain.purchases.public import (
    get_order,
    left_of_order,
    list_latest_orders,
    list_orders,
    list_orders_numbered,
    list_product_habits,
    list_reversals,
    reversed_orders,
)
from otokui.domain.purchases.types import LineView, OrderView

SIZE = 50
_USUAL = 12
_USUAL_MONTHS = 12
_LATEST = 5


def order_list(*, sight: Sight, number: str = "", cursor: str = "", now: datetime) -> OrderList:
    """The latest orders in sight, or those with a number. At most 5 SQL queries."""
    if number:
        orders, next_cursor = list_orders_numbered(number, sight=sight), ""
    else:
        orders, next_cursor = list_latest_orders(sight=sight, cursor=cursor, limit=SIZE)
    names = customer_names(order.customer_id for order in orders if order.customer_id)
    rows = tuple(OrderRow(order=order, customer=names.get(order.customer_id or 0, "")) for order in orders)
    return OrderList(rows=rows, next_cursor=next_cursor, number=number, today=business_today(now))


def order_sheet(order_id: int, *, now: datetime) -> OrderSheet:
    """One order, what came back and what is left to return. At most 9 SQL queries. Raises `UnknownOrder`."""
    order = get_order(order_id)
    customer = order.customer_id
    name, honorific = name_and_honorific(customer) if customer else ("", "")
    left = left_of_order(order_id)
    reverses = reversed_orders(order_id) if any(line.names_order for line in order.lines) else {}
    return OrderSheet(
        order=order,
        customer=name,
        honorific=honorific if name else "",
        standing=get_standings([customer]).get(customer) if customer else None,
        lines=tuple(
            SheetLine(
                line=line,
                left=left[line.line_no].quantity if line.line_no in left else None,
                reverses=reverses.get(line.names_order),
                can_return=line.line_no in left and left[line.line_no].is_something,
            )
            for line in order.lines
        ),
        reversals=list_reversals(order_id),
        seen=seen_mark(order),
        today=business_today(now),
    )


def seen_mark(order: OrderView) -> str:
    """A short word for what an order says now: who corrects it shows that this is what they saw."""
    return sha256(repr(order).encode()).hexdigest()[:16]


def buyer(customer_id: int, *, now: datetime) -> Buyer:
    """Who is ordering, what they usually take and took last. At most 8 SQL queries."""
    today = business_today(now)
    customer = get_customer(customer_id, as_of=today)
    standing = get_standings([customer_id]).get(customer_id)
    explanation = find_explanation(customer_id, today)
    orders = list_orders(customer_id, since=months_later(today, -_USUAL_MONTHS))
    return Buyer(
        customer=customer,
        standing=standing,
        due=standing.due_status(today) if standing and standing.state != "dead" else None,
        usual=_usual(customer_id, orders, explanation.products if explanation else (), today),
        latest=tuple(orders[:_LATEST]),
        today=today,
    )


def _usual(
    customer_id: int, orders: Sequence[OrderView], forecasts: Iterable[Forecast], today: date
) -> tuple[UsualGoods, ...]:
    """The most often bought first, with the price of the latest sale."""
    habits = list_product_habits(customer_id, since=months_later(today, -_USUAL_MONTHS))
    latest = _latest_sales(orders)
    expected = {forecast.product_id: forecast for forecast in forecasts}
    often = sorted(habits, key=lambda habit: (-habit.orders, -habit.last_on.toordinal(), habit.product_id))
    return tuple(
        UsualGoods(
            code=habit.product_code,
            name=habit.product_name or habit.product_code,
            unit=habit.unit,
            quantity=habit.usual_quantity or 1000,
            price=_price_of(latest.get(habit.product_id)),
            last_on=habit.last_on,
            forecast=expected.get(habit.product_id),
        )
        for habit in often[:_USUAL]
    )


def _latest_sales(orders: Iterable[OrderView]) -> dict[int, LineView]:
    """Product → its latest sale line; orders come newest first."""
    found: dict[int, LineView] = {}
    for order in orders:
        for line in order.lines:
            if line.product_id is not None and not line.kind.is_reversal and line.amount > 0:
                found.setdefault(line.product_id, line)
    return found


def _price_of(line: LineView | None) -> int | None:
    """The price of one piece: as it was written, else money over quantity where that is whole."""
    if line is None:
        return None
    if line.unit_price is not None:
        return line.unit_price
    if not line.quantity or line.quantity < 0 or line.amount * 1000 % line.quantity:
        return None
    return line.amount * 1000 // line.quantity
