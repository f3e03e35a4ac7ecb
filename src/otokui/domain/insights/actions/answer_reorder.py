"""A customer said why the order has not come, or takes that back."""

from collections.abc import Sequence
from datetime import date, datetime

from django.db import transaction

from otokui.domain.customers.public import known_as
from otokui.domain.insights.models import ReorderAnswer
from otokui.domain.insights.rules import in_stock_until
from otokui.domain.insights.types import Answer


@transaction.atomic
def answer_reorder(
    customer_id: int,
    *,
    products: Sequence[int | None],
    answer: Answer,
    last_on: date,
    on: date,
    now: datetime,
    staff_id: int | None,
    gap_days: float | None = None,
    until: date | None = None,
) -> list[int]:
    """Ids of the answers, one for each product; None among them speaks of all products.

    `last_on`: the latest purchase the answer speaks of. `until` only matters with IN_STOCK; without it half
    the usual gap `gap_days` is taken.
    """
    if answer is Answer.IN_STOCK:
        until = until if until and until > on else in_stock_until(on, gap_days)
    else:
        until = None
    customer_id = known_as(customer_id)
    return [
        ReorderAnswer.objects.create(
            customer_id=customer_id,
            product_id=product,
            answer=answer,
            on=on,
            last_on=last_on,
            until=until,
            by_id=staff_id,
            recorded_at=now,
        ).pk
        for product in products
    ]


@transaction.atomic
def withdraw_answers(
    answers: Sequence[int], *, customer_id: int, on: date, now: datetime, staff_id: int | None
) -> None:
    """These answers of the customer hold no more; they stay on record with the row that takes them back.

    Idempotent; another customer's are left alone.
    """
    for row in ReorderAnswer.objects.select_for_update(of=("self",)).filter(
        pk__in=answers, customer_id=known_as(customer_id), withdrawn_by__isnull=True
    ):
        ReorderAnswer.objects.create(
            customer_id=row.customer_id,
            product_id=row.product_id,
            answer=Answer.WITHDRAWN,
            on=on,
            last_on=row.last_on,
            by_id=staff_id,
            recorded_at=now,
            withdraws=row,
        )
