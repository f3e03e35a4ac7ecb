"""What is there already, for those who bring files."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

import pyarrow as pa

from otokui.domain.accounts.public import get_business
from otokui.domain.purchases.adapters import copying
from otokui.domain.purchases.adapters.catalogue import find_products
from otokui.domain.purchases.models import Order
from otokui.domain.purchases.rules.batch import prepare_rows

MANY_LINES: Final = 500_000


def has_orders() -> bool:
    """Whether anything has ever been bought here. 1 SQL query."""
    return Order.objects.exists()


def is_large_shop() -> bool:
    """Whether work over all lines takes so much memory that it is worth giving back. 1 SQL query."""
    (lines,) = copying.rows("SELECT reltuples FROM pg_class WHERE relname = 'purchases_orderline'")[0]
    return bool(lines >= MANY_LINES)


def knows_orders(batch: pa.Table, *, source: str) -> pa.Array:
    """Row by row, whether the row's order is stored. 2 SQL queries."""
    business = get_business()
    rows = prepare_rows(batch, time_zone=business.time_zone, day_start_minutes=business.day_start_minutes)
    keys = rows["order_key"].unique().to_list()
    found = copying.rows(
        "SELECT external_id FROM purchases_order WHERE source = %s AND external_id = ANY(%s)", [source, keys]
    )
    return rows["order_key"].is_in([key for (key,) in found]).to_arrow()


def known_products(codes: Iterable[str]) -> frozenset[str]:
    """Which of these product codes exist. 1 SQL query."""
    return frozenset(find_products(list(codes)))
