"""An order is to be brought on a day, has been brought, or has not after all."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from otokui.core.kernel.errors import Refused
from otokui.core.kernel.text import clean
from otokui.core.platform.audit import changing
from otokui.domain.purchases.models import Order
from otokui.domain.purchases.queries.deliveries import UnknownDelivery, find_delivery
from otokui.domain.purchases.types import LONGEST_PLAN, DeliveryPlan


class NotThisDelivery(Refused):
    """Somebody else has it done already, or has taken it back; the text says who."""

    code = "not_this_delivery"


def plan_delivery(order_id: int, plan: DeliveryPlan, *, staff: int | None, cause: str = "deliver") -> None:
    """Say when and where the order is brought. An order that is not brought has no slot and no place."""
    brought = plan.on is not None
    values = {
        "deliver_on": plan.on,
        "deliver_slot": (clean(plan.slot)[:LONGEST_PLAN] or None) if brought else None,
        "deliver_to": (clean(plan.to)[:LONGEST_PLAN] or None) if brought else None,
    }
    with transaction.atomic(), changing(cause=cause, staff=staff):
        order = _held(order_id)
        if any(getattr(order, name) != value for name, value in values.items()):
            Order.objects.filter(pk=order_id).update(**values)


def mark_delivered(order_id: int, *, at: datetime, staff: int | None) -> bool:
    """The goods are there; whether that was news. The same person again changes nothing.

    Somebody else: `NotThisDelivery`; `UnknownDelivery` if there is none.
    """
    with transaction.atomic(), changing(cause="deliver", staff=staff):
        order = _held(order_id)
        if order.delivered_at is None:
            Order.objects.filter(pk=order_id).update(delivered_at=at, delivered_by=staff)
            return True
        if order.delivered_by_id != staff:
            raise NotThisDelivery(_("%(name)s has delivered this already.") % {"name": _who(order_id)})
        return False


def take_delivery_back(order_id: int, *, staff: int | None) -> None:
    """It was not delivered after all. What somebody else has delivered stays: `NotThisDelivery`."""
    with transaction.atomic(), changing(cause="deliver", staff=staff):
        order = _held(order_id)
        if order.delivered_at is None:
            return
        if order.delivered_by_id != staff:
            raise NotThisDelivery(_("%(name)s has delivered this already.") % {"name": _who(order_id)})
        Order.objects.filter(pk=order_id).update(delivered_at=None, delivered_by=None)


def correct_delivered(
    order_id: int, *, at: datetime | None, by: int | None, staff: int | None, cause: str = "correct"
) -> None:
    """When it was delivered and by whom, whoever noted it; `at` None: not yet. For who may correct orders."""
    with transaction.atomic(), changing(cause=cause, staff=staff):
        _held(order_id)
        Order.objects.filter(pk=order_id).update(delivered_at=at, delivered_by=by if at else None)


def _held(order_id: int) -> Order:
    order = Order.objects.select_for_update(of=("self",)).filter(pk=order_id).first()
    if order is None:
        raise UnknownDelivery(f"{order_id}")
    return order


def _who(order_id: int) -> str:
    found = find_delivery(order_id)
    return found.delivered_by if found and found.delivered_by else _("A colleague")
