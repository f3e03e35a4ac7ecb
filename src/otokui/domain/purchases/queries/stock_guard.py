"""What is out of stock is proposed to nobody."""

from collections.abc import Sequence
from datetime import date
from typing import Final

from otokui.core.platform import prepared
from otokui.core.platform.arrays import array_of
from otokui.domain.customers.types import ContactWay, Purpose, PurposeKind, Reason

PROPOSED: Final = frozenset({PurposeKind.ADVERT, PurposeKind.CROSS_SELL, PurposeKind.OFFER})
_MISSING: Final = """
SELECT name FROM purchases_product
WHERE id = ANY(%s::bigint[]) AND (NOT active OR stock <= 0) ORDER BY id LIMIT 1"""


def stock_guard(ids: Sequence[int], purpose: Purpose, way: ContactWay, as_of: date) -> dict[int, Reason]:
    """The same reason for all, if one of the offered products is sold out or no longer on sale.

    One SQL query, none where nothing certain is offered.
    """
    if purpose.kind not in PROPOSED or not purpose.products:
        return {}
    missing = prepared.rows(_MISSING, [array_of(purpose.products)])
    reason = Reason("out_of_stock", {"product": missing[0][0]}) if missing else None
    return dict.fromkeys(ids, reason) if reason else {}
