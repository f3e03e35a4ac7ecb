"""Take back goods of an order, or the whole order, from today on."""

from collections.abc import Mapping
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from otokui.core.kernel.errors import Refused
from otokui.core.platform.audit import changing
from otokui.domain.purchases.actions.record_purchase import new_order_number, record_purchase
from otokui.domain.purchases.adapters.locking import lock_order
from otokui.domain.purchases.models import Order, Product
from otokui.domain.purchases.queries.left import left_of_lines
from otokui.domain.purchases.rules.reversal import Left, money_of
from otokui.domain.purchases.types import PurchaseLine


class NothingToReturn(Refused):
    """The order has no such line, or not so much of it is left."""

    code = "nothing_to_return"


def return_lines(order: int, quantities: Mapping[int, int], *, now: datetime, staff: int | None) -> int:
    """Take goods back from `now` on; returns the id of the reversing order.

    `quantities`: line number → thousandths. Money goes back in proportion, the last piece takes the rest; a
    line without quantity goes back as a whole. `NothingToReturn` if so much is not left, `UnknownOrder` if
    there is no order.
    """
    with transaction.atomic():
        found = lock_order(order)
        left = {one.line.line_no: one for one in left_of_lines(found)}
        taken = [(left.get(line_no), quantity) for line_no, quantity in sorted(quantities.items())]
        if not taken or not all(one and _suffices(one, quantity) for one, quantity in taken):
            raise NothingToReturn(_("Not so much of this order is left to return."))
        chosen = [(one, quantity) for one, quantity in taken if one]
        return _record(found, chosen, "returned", now=now, staff=staff)


def cancel_order(order: int, *, now: datetime, staff: int | None) -> int:
    """Take back all that is left of an order from `now` on; returns the id of the reversing order.

    What has not been brought yet is not brought any more, until the reversing order is deleted. Raises as
    `return_lines`.
    """
    with transaction.atomic():
        found = lock_order(order)
        left = [(one, one.quantity or 0) for one in left_of_lines(found) if one.is_something]
        if not left:
            raise NothingToReturn(_("Nothing of this order is left to cancel."))
        if found.delivered_at is None:
            _call_delivery_off(found, staff=staff)
        return _record(found, left, "cancelled", now=now, staff=staff)


def _call_delivery_off(order: Order, *, staff: int | None) -> None:
    """By a cause of its own, so that the plan is found again when the cancelling is taken back."""
    with changing(cause="cancel", staff=staff):
        planned = Order.objects.filter(pk=order.pk, deliver_on__isnull=False)
        planned.update(deliver_on=None, deliver_slot=None, deliver_to=None)


def _suffices(left: Left, quantity: int) -> bool:
    return left.is_something and (left.quantity is None or 0 < quantity <= left.quantity)


def _record(
    order: Order, taken: list[tuple[Left, int]], status: str, *, now: datetime, staff: int | None
) -> int:
    products = Product.objects.in_bulk({one.line.product for one, _quantity in taken if one.line.product})
    number = new_order_number(now)
    lines = []
    for place, (left, quantity) in enumerate(taken, start=1):
        product = products.get(left.line.product) if left.line.product else None
        lines.append(
            PurchaseLine(
                customer_id=order.customer_id,
                ordered_at=max(now, order.ordered_at),
                amount=-money_of(left, quantity),
                order_id=number,
                line_no=place,
                product_code=product.code if product else None,
                product_name=product.name if product else None,
                quantity=-quantity if left.quantity is not None else None,
                status=status,
                channel=order.channel,
                returned_order_id=order.external_id,
            )
        )
    return record_purchase(lines, source=order.source, now=now, staff=staff, moves_stock=order.moves_stock)
