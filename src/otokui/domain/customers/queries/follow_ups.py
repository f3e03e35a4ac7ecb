"""What is to be done for whom by when."""

from datetime import date

from django.db.models import Exists, OuterRef, QuerySet

from otokui.domain.customers.models import FollowUp
from otokui.domain.customers.types import ContactWay, FollowUpRecord, Outcome


def list_follow_ups(
    *,
    due_by: date | None = None,
    assignee_id: int | None = None,
    customer_id: int | None = None,
    open_only: bool = True,
    limit: int = 100,
) -> list[FollowUpRecord]:
    """The most urgent first. One query. `assignee_id` also shows what is nobody's yet."""
    found = FollowUp.objects.select_related("assignee", "customer").defer("customer__search")
    if open_only:
        found = found.filter(done_at__isnull=True)
    if due_by is not None:
        found = found.filter(due_on__lte=due_by)
    if assignee_id is not None:
        found = found.filter(assignee_id=assignee_id) | found.filter(assignee_id__isnull=True)
    if customer_id is not None:
        found = found.filter(customer_id=customer_id)
    return [_record(row) for row in found.order_by("due_on", "id")[:limit]]


def with_open_follow_up(reference: str = "pk") -> Exists:
    """A condition for querysets of upper rooms: the customer in this column has a follow-up to be done."""
    open_ones: QuerySet[FollowUp] = FollowUp.objects.filter(
        customer_id=OuterRef(reference), done_at__isnull=True
    )
    return Exists(open_ones)


def _record(row: FollowUp) -> FollowUpRecord:
    return FollowUpRecord(
        id=row.pk,
        customer_id=row.customer_id,
        customer=row.customer.name,
        assignee_id=row.assignee_id,
        assignee=row.assignee.name if row.assignee else "",
        due_on=row.due_on,
        way=ContactWay(row.way) if row.way else None,
        reason=row.reason,
        script=row.script,
        created_at=row.created_at,
        done_at=row.done_at,
        outcome=Outcome(row.outcome) if row.outcome else None,
    )
