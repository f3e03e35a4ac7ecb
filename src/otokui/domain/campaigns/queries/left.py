"""The steps of one customer: those that are due, and why others are over."""

from otokui.domain.campaigns.models import Occasion
from otokui.domain.campaigns.types import Aim, Left, StepTaken


def list_steps_of(customer_id: int, *, limit: int = 12) -> list[StepTaken]:
    """The latest first. One SQL query."""
    rows = Occasion.objects.filter(customer_id=customer_id).order_by("-due_on", "-id")[:limit]
    return [
        StepTaken(
            aim=Aim(row.aim),
            due_on=row.due_on,
            until=row.until,
            left=Left(row.left) if row.left else None,
            left_at=row.left_at,
            to_class=row.to_class,
            to_state=row.to_state,
            outcome=row.outcome,
        )
        for row in rows
    ]
