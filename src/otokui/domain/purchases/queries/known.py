"""What of a file's orders and products is in the books already."""

from collections.abc import Iterable

import pyarrow as pa

from otokui.domain.accounts.public import get_business
from otokui.domain.purchases.adapters.catalogue import find_products
from otokui.domain.purchases.adapters.stored import find_orders
from otokui.domain.purchases.models import Order
from otokui.domain.purchases.rules.batch import prepare_rows


def has_orders() -> bool:
    """Whether anything was ever recorded. 1 query."""
    return Order.objects.exists()


def knows_orders(batch: pa.Table, *, source: str) -> pa.Array:
    """For each line of a batch (`types.LINES`) whether its order is in the books. 2 queries."""
    business = get_business()
    rows = prepare_rows(batch, time_zone=business.time_zone, day_start_minutes=business.day_start_minutes)
    known = find_orders(source, rows["order_key"].unique().to_list())
    return rows.sort("row")["order_key"].is_in(known).to_arrow()


def known_products(codes: Iterable[str]) -> frozenset[str]:
    """Those of the codes that are in the books. 1 query."""
    return frozenset(find_products(list(codes)))
