"""The books of one customer, row by row: what `ledger` says of their days, without its frames.

A frame costs as much for two hundred lines as for a hundred thousand. The walk over returns is the same
(`returns.book`); what is around it is written twice, and `tests/purchases/test_exact.py` holds both
together.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from otokui.analytics.ledger import REVERSAL_STATUSES
from otokui.analytics.returns import book
from otokui.analytics.settings import Settings

_BOOKED = ("day", "value")


@dataclass(slots=True)
class FewLine:
    """A line as `schema.LINES` has it, of a customer who is known. No two have the same order and number."""

    ordered_at: datetime
    amount: int
    order_id: int | None
    line_no: int | None
    product_id: int | None
    quantity: int | None
    status: str | None
    returned_order_id: int | None

    @property
    def is_reversal(self) -> bool:
        return self.amount < 0 or self.status in REVERSAL_STATUSES

    @property
    def is_cancelled_order(self) -> bool:
        return self.status == "cancelled" and self.amount > 0


def values_by_day(lines: Iterable[FewLine], settings: Settings, as_of: date) -> dict[date, int]:
    """What is left of each day's money at the end of `as_of`, returns booked: above 0 it is a purchase.

    Of all goods, whatever product group the settings look at.
    """
    zone, begins = ZoneInfo(settings.time_zone), timedelta(minutes=settings.day_start_minutes)
    found = list(lines)
    days = {
        at: (at.astimezone(zone).replace(tzinfo=None) - begins).date()
        for at in {line.ordered_at for line in found}
    }
    seen = [line for line in found if days[line.ordered_at] <= as_of]
    values: dict[date, int] = {}
    for line in seen:
        if not line.is_reversal:
            day = days[line.ordered_at]
            values[day] = values.get(day, 0) + line.amount
    dated = sorted(((line, days[line.ordered_at]) for line in within_reach(seen)), key=_place)
    if dated:
        sales = [(line, day) for line, day in dated if not line.is_reversal]
        reversals = [(line, day) for line, day in dated if line.is_reversal]
        booked = book(_columns(sales), _columns(reversals), _BOOKED)
        for day, value in zip(booked["day"], booked["value"], strict=True):
            values[day] = values.get(day, 0) + value
    return values


def within_reach(lines: Sequence[FewLine]) -> list[FewLine]:
    """The reversals, and the sales they could reach: of the same product, or in an order that is named."""
    reversals = [line for line in lines if line.is_reversal]
    if not reversals:
        return []
    products = {line.product_id for line in reversals}
    orders = {order for line in reversals for order in (line.order_id, line.returned_order_id)} - {None}
    return [
        line for line in lines if line.product_id in products or line.order_id in orders or line.is_reversal
    ]


def _place(dated: tuple[FewLine, date]) -> tuple[Any, ...]:
    """The total order in which `returns` takes lines; what is missing comes first."""
    line, day = dated
    return (
        line.ordered_at,
        line.is_reversal,
        *(
            (value is not None, value or 0)
            for value in (line.order_id, line.line_no, line.product_id, line.amount, line.quantity)
        ),
        (line.returned_order_id is not None, line.returned_order_id or 0),
        line.is_cancelled_order,
        (line.status is not None, line.status or ""),
        day,
    )


def _columns(dated: list[tuple[FewLine, date]]) -> dict[str, list[Any]]:
    owner = [0] * len(dated)
    return {
        "customer_id": owner,
        "day": [day for _line, day in dated],
        "ordered_at": [line.ordered_at for line, _day in dated],
        "amount": [line.amount for line, _day in dated],
        "order_id": [line.order_id for line, _day in dated],
        "product_id": [line.product_id for line, _day in dated],
        "category": [None] * len(dated),
        "quantity": [line.quantity for line, _day in dated],
        "returned_order_id": [line.returned_order_id for line, _day in dated],
        "cancelled": [line.is_cancelled_order for line, _day in dated],
    }
