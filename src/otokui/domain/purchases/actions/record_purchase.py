"""Write one order as somebody types it or a till sends it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, fields, replace
from datetime import datetime
from functools import cache

import pyarrow as pa
from django.db import transaction
from django.utils.translation import gettext as _

from otokui.core.kernel.errors import Refused
from otokui.domain.accounts.public import get_business
from otokui.domain.purchases import types
from otokui.domain.purchases.actions.record_purchases import record_purchases
from otokui.domain.purchases.adapters import copying
from otokui.domain.purchases.queries.orders import find_order
from otokui.domain.purchases.types import PurchaseLine


class UnusablePurchase(Refused):
    """These lines do not make one order."""

    code = "unusable_purchase"


def record_purchase(
    lines: Sequence[PurchaseLine],
    *,
    source: str,
    now: datetime,
    staff: int | None = None,
    sold_by: int | None = None,
    moves_stock: bool = True,
) -> int:
    """Write one order and return its id.

    All lines carry the same order_id, or none; then the order gets a number. Sent again with the same
    number it changes nothing (see `record_purchases`). `sold_by`: who sold it, if not `staff`, who writes it.
    `UnusablePurchase` without lines or with several order numbers.
    """
    if not lines:
        raise UnusablePurchase(_("An order needs at least one line."))
    numbers = {line.order_id for line in lines}
    if len(numbers) > 1:
        raise UnusablePurchase(_("All lines of one order carry the same order number."))
    with transaction.atomic():
        number = numbers.pop() or new_order_number(now)
        numbered = [
            replace(line, order_id=number, line_no=line.line_no or place)
            for place, line in enumerate(lines, start=1)
        ]
        record_purchases(
            batch_of(numbered),
            source=source,
            now=now,
            staff=staff,
            sold_by=sold_by,
            moves_stock=moves_stock,
        )
        order = find_order(source, number)
    assert order is not None
    return order


def new_order_number(now: datetime) -> str:
    """A number for an order that has none: the shop's date and a counter that never repeats."""
    ((counter,),) = copying.rows("SELECT nextval(pg_get_serial_sequence('purchases_order', 'id'))")
    return f"{now.astimezone(get_business().zone):%Y%m%d}-{counter}"


def batch_of(lines: Sequence[PurchaseLine]) -> pa.Table:
    """The lines as a table of `types.LINES`; what is stored of who sold and of deliveries stays."""
    return pa.Table.from_pylist([asdict(line) for line in lines], schema=_typed())


@cache
def _typed() -> pa.Schema:
    return pa.schema([types.LINES.field(field.name) for field in fields(PurchaseLine)])
