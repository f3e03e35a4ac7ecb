"""The deal that is open with a customer."""

from datetime import date

from otokui.domain.customers.models import OpenDeal
from otokui.domain.customers.types import DealRecord


def find_open_deal(customer_id: int, *, as_of: date) -> DealRecord | None:
    """The deal that is still open on this day. One query."""
    row = OpenDeal.objects.select_related("staff").filter(customer_id=customer_id, until__gte=as_of).first()
    if row is None:
        return None
    return DealRecord(until=row.until, note=row.note, staff=row.staff.name if row.staff else "")
