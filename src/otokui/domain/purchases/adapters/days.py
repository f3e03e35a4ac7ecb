"""Days of orders in SQL."""

from otokui.domain.accounts.types import BusinessSettings
from otokui.domain.purchases.adapters import copying


def day_of(instant: str) -> str:
    """SQL: the business's day of an instant; needs the parameters `zone` and `minutes`."""
    return f"(({instant} AT TIME ZONE %(zone)s) - %(minutes)s * interval '1 minute')::date"


def recount(customers: list[int] | None, business: BusinessSettings) -> None:
    """Give the orders and lines of these customers, or of guests, the days that the business has now."""
    who = "customer_id IS NULL" if customers is None else "customer_id = ANY(%(customers)s)"
    params = {
        "customers": customers,
        "zone": business.time_zone,
        "minutes": business.day_start_minutes,
    }
    day = day_of("ordered_at")
    for table in ("purchases_order", "purchases_orderline"):
        copying.execute(
            f"UPDATE {table} SET order_day = {day} WHERE {who} AND order_day <> {day}",
            params,
        )
