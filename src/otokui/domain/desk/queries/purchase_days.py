"""The days on which a customer bought, as the judgement counts them."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import date

from otokui.analytics.few import values_by_day
from otokui.analytics.settings import Settings
from otokui.domain.desk.types import PurchaseDay
from otokui.domain.purchases.public import few_lines_of
from otokui.domain.purchases.types import OrderView


def purchase_days(
    customer_id: int, orders: Sequence[OrderView], *, settings: Settings, as_of: date
) -> tuple[PurchaseDay, ...]:
    """Counted days among these orders, oldest first: money is left over once returns are booked.

    No SQL query, 1 where something came back: then all of the customer's lines say on which days.
    """
    by_day: dict[date, list[OrderView]] = defaultdict(list)
    for order in orders:
        by_day[order.order_day].append(order)
    if any(line.kind.is_reversal for order in orders for line in order.lines):
        left = values_by_day(few_lines_of(customer_id), settings, as_of)
    else:
        left = {day: sum(order.amount for order in bought) for day, bought in by_day.items()}
    return tuple(
        PurchaseDay(on=day, net=left[day], products=_products(bought))
        for day, bought in sorted(by_day.items())
        if left.get(day, 0) > 0
    )


def _products(bought: Iterable[OrderView]) -> tuple[str, ...]:
    names = (line.product_name for order in bought for line in order.lines if line.amount > 0)
    return tuple(dict.fromkeys(name for name in names if name))
