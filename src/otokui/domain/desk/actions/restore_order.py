"""Bring back one value of an order as it was before a change. A correction like any other."""

from datetime import datetime
from typing import Any, Final

from django.db import transaction
from django.utils.translation import gettext as _

from otokui.core.kernel.errors import Refused
from otokui.domain.accounts.types import Sight
from otokui.domain.customers.public import may_see
from otokui.domain.desk.actions.record_order import judge
from otokui.domain.insights.types import ChangeCause
from otokui.domain.purchases.public import correct_order, find_order_entry, get_order, hold_order
from otokui.domain.purchases.types import OrderChange, OrderView

OF_ORDER: Final = ("customer_id", "ordered_at", "channel", "trigger")
"""Lines go back by correcting the order, where all of them are seen together."""


@transaction.atomic
def restore_order(
    order: int, event: int, name: str, *, sight: Sight, now: datetime, staff: int | None
) -> None:
    """`Refused`: `gone` (no such change, or it names a customer out of sight), `changed_since` if the value
    was changed again since, `not_corrected` for what came back, which is booked and not corrected.
    """
    entry = find_order_entry(order, event)
    field = next((one for one in entry.fields if one.name == name), None) if entry else None
    if entry is None or field is None or entry.kind != "update" or name not in OF_ORDER:
        raise Refused(_("This change is not in the history."), code="gone")
    before = _value(name, field.before)
    customer = before if name == "customer_id" else None
    if customer and not may_see(customer, sight):
        raise Refused(_("This change is not in the history."), code="gone")
    hold_order(order, others=[customer] if customer else [])
    known = get_order(order)
    if any(line.kind.is_reversal for line in known.lines):
        raise Refused(_("What came back is booked, not corrected."), code="not_corrected")
    if _known(known, name) != _value(name, field.after):
        raise Refused(_("This value has been changed again since."), code="changed_since")
    correct_order(order, _change(name, before), now=now, staff=staff)
    for one in {known.customer_id, customer} if name == "customer_id" else {known.customer_id}:
        judge(one, ChangeCause.CORRECTION, now=now)


def _change(name: str, before: Any) -> OrderChange:
    if name == "customer_id":
        return OrderChange(customer_id=before, to_guest=before is None)
    values: dict[str, Any] = {name: before}
    return OrderChange(**values)


def _value(name: str, value: Any) -> Any:
    if name == "ordered_at":
        return datetime.fromisoformat(value)
    return value if name == "customer_id" else value or ""


def _known(order: OrderView, name: str) -> Any:
    value = getattr(order, name)
    return value if name in ("customer_id", "ordered_at") else value or ""
