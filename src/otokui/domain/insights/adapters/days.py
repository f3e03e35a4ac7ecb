"""The index of days on which somebody's standing must be looked at again."""

from datetime import date

from otokui.domain.insights.models import Standing


def next_day_to_review(up_to: date) -> date | None:
    """The first day, up to this one, on which somebody is due. One SQL query by index."""
    return (
        Standing.objects.filter(review_on__lte=up_to)
        .order_by("review_on", "customer_id")
        .values_list("review_on", flat=True)
        .first()
    )


def customers_to_review(on: date, limit: int) -> list[int]:
    """Ids of customers due on this day, lowest first. One SQL query by index."""
    due = Standing.objects.filter(review_on=on).order_by("customer_id")
    return list(due.values_list("customer_id", flat=True)[:limit])
