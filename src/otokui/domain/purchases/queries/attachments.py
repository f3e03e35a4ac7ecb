"""Files of orders, for those who may see the order."""

from otokui.core.platform.files.listing import get_file, list_files
from otokui.core.platform.files.types import FileLine, UnknownFile
from otokui.domain.accounts.types import Sight
from otokui.domain.customers.public import may_see
from otokui.domain.purchases.models import Order, OrderAttachment


def list_order_attachments(order: int) -> list[FileLine]:
    """Everything attached to the order, newest first. One query."""
    return list_files(OrderAttachment, order_id=order)


def get_order_attachment(file_id: int, *, sight: Sight) -> FileLine:
    """One file with its versions. `UnknownFile`, also for who does not see the customer. ≤ 4 queries."""
    line = get_file(OrderAttachment, file_id)
    found = list(Order.objects.filter(pk=line.owner["order_id"]).values_list("customer_id", flat=True))
    if not found or (found[0] is not None and not may_see(found[0], sight)):
        raise UnknownFile("There is no such file.")
    return line
