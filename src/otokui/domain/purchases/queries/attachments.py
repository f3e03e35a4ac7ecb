"""Files of orders, for those who may see the order."""

from otokui.core.platform.files.finding import FoundFile, find_files
from otokui.core.platform.files.listing import get_file, list_files
from otokui.core.platform.files.types import FileLine, UnknownFile
from otokui.domain.accounts.types import Sight
from otokui.domain.customers.public import may_see, sight_sql
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


def search_order_attachments(text: str, *, sight: Sight, limit: int = 5) -> list[FoundFile]:
    """Files of orders in sight by name, note or the words inside; they are of "#number". One query."""
    seen, values = sight_sql(sight)
    owner = f"""SELECT o.id, '#' || o.external_id FROM purchases_order o
        LEFT JOIN customers_customer c ON c.id = o.customer_id
        WHERE o.id = file.order_id AND (o.customer_id IS NULL OR {seen})"""
    return find_files(OrderAttachment, text, owner=owner, values=values, limit=limit)
