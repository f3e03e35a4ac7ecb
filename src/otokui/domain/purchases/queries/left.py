"""What of an order is still with the customer."""

from otokui.domain.purchases.models import Order, OrderLine
from otokui.domain.purchases.rules.reversal import Left, Sold, TakenBack, left_of
from otokui.domain.purchases.types import LineKind


def left_of_order(order: int) -> dict[int, Left]:
    """Line number → what has not been taken back, of the lines that were sold. 3 SQL queries."""
    found = Order.objects.filter(pk=order).first()
    return {one.line.line_no: one for one in left_of_lines(found)} if found else {}


def left_of_lines(order: Order) -> list[Left]:
    """The same of an order at hand. 2 SQL queries."""
    sold = OrderLine.objects.filter(order=order, kind=LineKind.SALE).order_by("line_no")
    back = OrderLine.objects.filter(order__source=order.source, names_order=order.external_id)
    own = OrderLine.objects.filter(order=order, names_order="")
    reversals = (back | own).exclude(kind=LineKind.SALE).order_by("ordered_at", "id")
    return left_of(
        [Sold(line.line_no, line.product_id, line.quantity, line.amount) for line in sold],
        [
            TakenBack(
                line.product_id, None if line.quantity is None else abs(line.quantity), abs(line.amount)
            )
            for line in reversals
        ],
    )
