"""The people of these tests, and short ways to say what they bought."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pyarrow as pa

from otokui.domain.customers.models import Customer
from otokui.domain.purchases.models import ProductSummary, PurchaseSummary
from otokui.domain.purchases.types import LINES

NOW = datetime(2026, 4, 1, 3, 0, tzinfo=UTC)


def customer(code: str) -> int:
    person = Customer.objects.create(
        code=code, name=f"客{code}", sort_key=code, search="", created_at=NOW, updated_at=NOW
    )
    return person.pk


def at(day: str, hour: int = 3, minute: int = 0) -> datetime:
    """An instant in UTC; 03:00 is noon in Tokyo."""
    return datetime.combine(date.fromisoformat(day), datetime.min.time(), UTC) + timedelta(
        hours=hour, minutes=minute
    )


def lines(*rows: dict[str, Any]) -> pa.Table:
    """A batch with just the columns that the rows name."""
    names = [name for name in LINES.names if any(name in row for row in rows)]
    return pa.table(
        {name: pa.array([row.get(name) for row in rows], LINES.field(name).type) for name in names}
    )


def bought(who: int | None, day: str, amount: int, **more: Any) -> dict[str, Any]:
    return {"customer_id": who, "ordered_at": at(day), "amount": amount, **more}


def summary(who: int) -> tuple[int, date | None, date | None, int]:
    row = PurchaseSummary.objects.get(pk=who)
    return row.orders, row.first_on, row.last_on, row.net


def product_summary(who: int, code: str) -> ProductSummary:
    return ProductSummary.objects.get(customer_id=who, product__code=code)
