"""Everything the page of one customer shows, from the doors of four rooms."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime

from otokui.analytics.settings import Settings
from otokui.core.kernel.period import business_day, day_bounds, months_later
from otokui.domain.accounts.public import get_business
from otokui.domain.customers.public import get_customer_file
from otokui.domain.desk.queries.purchase_days import purchase_days
from otokui.domain.desk.queries.timeline import MOST_CHANGES, SIZE, first_page, merged
from otokui.domain.desk.types import Face, ProductLine
from otokui.domain.insights.public import find_explanation, list_changes
from otokui.domain.insights.types import Forecast
from otokui.domain.purchases.public import habits_and_discounts, list_orders
from otokui.domain.purchases.types import OrderView, ProductHabit

RHYTHM_MONTHS = 24
PRODUCT_MONTHS = 12
_MOST_ORDERS = 500


def customer_face(customer_id: int, *, now: datetime) -> Face:
    """The face of one customer; `UnknownCustomer` if there is none.

    9 SQL queries whatever was bought, up to 2 more where something came back. Purchases of the last 24
    months, the first page of the timeline.
    """
    business = get_business()
    today = business_day(now, zone=business.zone, day_start_minutes=business.day_start_minutes)
    file = get_customer_file(customer_id, as_of=today, latest=SIZE + 1)
    explanation = find_explanation(customer_id, today)
    since = months_later(today, -RHYTHM_MONTHS)
    orders = list_orders(customer_id, since=since, limit=_MOST_ORDERS)
    habits, discounts = habits_and_discounts(customer_id, since=months_later(today, -PRODUCT_MONTHS))
    settings = (
        explanation.settings
        if explanation
        else Settings(time_zone=business.time_zone, day_start_minutes=business.day_start_minutes)
    )
    changes = list_changes(customer_id=customer_id, limit=MOST_CHANGES)
    days = purchase_days(customer_id, orders, settings=settings, as_of=today)
    has_older = explanation is not None and explanation.reasons.n > len(days)
    known_from, _ = day_bounds(since, zone=business.zone, day_start_minutes=business.day_start_minutes)
    return Face(
        today=today,
        business=business,
        customer=file.customer,
        explanation=explanation,
        days=days,
        products=_products(habits, orders, explanation.products if explanation else (), today),
        timeline=first_page(
            merged(
                orders[: SIZE + 1],
                file.timeline,
                changes,
                explanation.answers if explanation else (),
                business,
            ),
            known_from=known_from if has_older else None,
        ),
        changes=tuple(changes),
        discounts=discounts,
        follow_ups=file.follow_ups,
    )


def _products(
    habits: Sequence[ProductHabit], orders: Iterable[OrderView], forecasts: Iterable[Forecast], today: date
) -> tuple[ProductLine, ...]:
    """Purchases and money of the last twelve months; quantity, gap and forecast from all that was bought."""
    recent = _bought_since(orders, months_later(today, -PRODUCT_MONTHS))
    expected = {forecast.product_id: forecast for forecast in forecasts}
    lines = (
        ProductLine(
            product_id=habit.product_id,
            name=habit.product_name or habit.product_code,
            unit=habit.unit,
            orders=len(recent[habit.product_id].days),
            net=recent[habit.product_id].net,
            last_on=habit.last_on,
            usual_quantity=habit.usual_quantity,
            gap=habit.gap_median,
            months=_by_month(recent[habit.product_id].days, today),
            forecast=expected.get(habit.product_id),
        )
        for habit in habits
    )
    return tuple(sorted(lines, key=lambda line: (-line.orders, -line.net, line.name)))


@dataclass
class _Recent:
    """The days on which a product was bought, and what is left of the money after returns."""

    days: set[date] = field(default_factory=set)
    net: int = 0


def _bought_since(orders: Iterable[OrderView], since: date) -> Mapping[int | None, _Recent]:
    bought: dict[int | None, _Recent] = defaultdict(_Recent)
    for order in orders:
        for line in order.lines if order.order_day >= since else ():
            product = bought[line.product_id]
            product.net += line.amount
            if line.amount > 0:
                product.days.add(order.order_day)
    return bought


def _by_month(bought: Iterable[date], today: date) -> tuple[int, ...]:
    counts = [0] * PRODUCT_MONTHS
    for day in bought:
        ago = (today.year - day.year) * 12 + today.month - day.month
        if 0 <= ago < PRODUCT_MONTHS:
            counts[PRODUCT_MONTHS - 1 - ago] += 1
    return tuple(counts)
