"""Follow-ups that a rule asks for, many at once."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from django.db import transaction

from otokui.core.platform import audit
from otokui.domain.customers.actions.keep_customers import hold_customers
from otokui.domain.customers.models import Customer, FollowUp
from otokui.domain.customers.types import Outcome, PlannedTask


def plan_follow_ups(tasks: Sequence[PlannedTask], *, now: datetime) -> int:
    """Write those whose origin is new; how many were given. Three SQL statements.

    Whoever was merged meanwhile gets theirs as the survivor, whoever was removed none.
    """
    if not tasks:
        return 0
    with transaction.atomic(), audit.changing(cause="programme"):
        held = hold_customers(task.customer_id for task in tasks)
        rows = _rows(tasks, {each: into or each for each, into in held.items()}, now)
        FollowUp.objects.bulk_create(rows, ignore_conflicts=True)
    return len(rows)


def _rows(tasks: Sequence[PlannedTask], whose: Mapping[int, int], now: datetime) -> list[FollowUp]:
    charged = [whose[task.customer_id] for task in tasks if task.in_charge and task.customer_id in whose]
    in_charge = dict(Customer.objects.filter(pk__in=charged).values_list("pk", "in_charge_id"))
    return [
        FollowUp(
            customer_id=whose[task.customer_id],
            assignee_id=in_charge.get(whose[task.customer_id]) if task.in_charge else task.assignee_id,
            due_on=task.due_on,
            way=task.way or "",
            reason=task.reason[:300],
            script=task.script,
            origin=task.origin,
            created_at=now,
        )
        for task in tasks
        if task.customer_id in whose
    ]


def drop_follow_ups(origins: Sequence[str], *, now: datetime) -> int:
    """What rules no longer ask for is no longer needed; how many were open. At most one SQL statement."""
    if not origins:
        return 0
    with transaction.atomic(), audit.changing(cause="programme"):
        found = FollowUp.objects.filter(origin__in=list(origins), done_at__isnull=True)
        return found.update(done_at=now, outcome=Outcome.NOT_NEEDED)
