"""A bulk order as it is stored, and back."""

from datetime import date
from typing import Any

from otokui.domain.customers.types import BulkKind, BulkOrder, ContactWay, PurposeKind


def to_plain(order: BulkOrder) -> dict[str, Any]:
    """As JSON, without its kind."""
    return {
        "staff": order.staff_id,
        "text": order.text,
        "key": order.key,
        "value": order.value,
        "due_on": order.due_on.isoformat() if order.due_on else None,
        "way": order.way.value if order.way else None,
        "purpose": order.purpose.value,
    }


def from_plain(kind: str, plain: dict[str, Any]) -> BulkOrder:
    """The order again."""
    return BulkOrder(
        kind=BulkKind(kind),
        staff_id=plain["staff"],
        text=plain["text"],
        key=plain["key"],
        value=plain["value"],
        due_on=date.fromisoformat(plain["due_on"]) if plain["due_on"] else None,
        way=ContactWay(plain["way"]) if plain["way"] else None,
        purpose=PurposeKind(plain.get("purpose", PurposeKind.ADVERT.value)),
    )
