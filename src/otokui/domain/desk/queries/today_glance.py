"""The short face of one customer, beside the list of 今日."""

from dataclasses import dataclass
from datetime import date, datetime

from otokui.core.kernel.period import business_day, months_later
from otokui.domain.accounts.public import get_business
from otokui.domain.customers.public import get_customer_file
from otokui.domain.customers.types import CustomerRecord, TimelineEntry
from otokui.domain.purchases.public import list_orders, list_product_habits
from otokui.domain.purchases.types import OrderView, ProductHabit

ORDERS = 4
HABITS = 4
TOUCHES = 3
HABIT_MONTHS = 12


@dataclass(frozen=True, slots=True, kw_only=True)
class Glance:
    """Enough to begin a talk: the last purchases, the usual things, what was last said."""

    today: date
    customer: CustomerRecord
    orders: tuple[OrderView, ...]
    habits: tuple[ProductHabit, ...]
    touches: tuple[TimelineEntry, ...]


def glance_at(customer_id: int, *, now: datetime) -> Glance:
    """`UnknownCustomer` if there is none. 4 SQL queries."""
    business = get_business()
    today = business_day(now, zone=business.zone, day_start_minutes=business.day_start_minutes)
    file = get_customer_file(customer_id, as_of=today, latest=TOUCHES)
    habits = list_product_habits(customer_id, since=months_later(today, -HABIT_MONTHS))
    usual = sorted(habits, key=lambda habit: (-habit.orders, -habit.last_on.toordinal()))
    return Glance(
        today=today,
        customer=file.customer,
        orders=tuple(list_orders(customer_id, limit=ORDERS)),
        habits=tuple(usual[:HABITS]),
        touches=file.timeline[:TOUCHES],
    )
