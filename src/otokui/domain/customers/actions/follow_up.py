"""Follow-ups: to be made, moved to another day or person, and finished."""

from datetime import date, datetime

from django.db import transaction
from django.utils.translation import gettext as _

from otokui.core.kernel.errors import Refused
from otokui.core.kernel.text import clean
from otokui.core.platform import audit
from otokui.domain.customers.actions.keep_customers import known_as
from otokui.domain.customers.actions.record_contact import record_contact
from otokui.domain.customers.models import FollowUp
from otokui.domain.customers.types import ContactWay, Outcome


def create_follow_up(
    customer_id: int,
    *,
    due_on: date,
    reason: str,
    now: datetime,
    assignee_id: int | None = None,
    way: ContactWay | None = None,
    script: str = "",
    origin: str | None = None,
    staff_id: int | None = None,
) -> int:
    """Its id. `origin` names what asked for it: the same origin again answers with the follow-up it made."""
    with transaction.atomic(), audit.changing(cause="follow_up", staff=staff_id):
        columns = {
            "customer_id": known_as(customer_id),
            "assignee_id": assignee_id,
            "due_on": due_on,
            "way": way or "",
            "reason": clean(reason),
            "script": clean(script),
            "created_at": now,
            "created_by_id": staff_id,
        }
        if origin is None:
            return FollowUp.objects.create(**columns).pk
        row, _created = FollowUp.objects.get_or_create(origin=origin, defaults=columns)
    return row.pk


def move_follow_up(
    follow_up_id: int,
    *,
    due_on: date,
    assignee_id: int | None,
    customer_id: int | None = None,
    seen_due_on: date | None = None,
    staff_id: int | None = None,
) -> None:
    """Another day or another person. `Refused` (done_already) for a finished one.

    With `customer_id`: `Refused` (not_theirs) for another customer's.

    With `seen_due_on`: (moved_already) if it is due on another day by now.
    """
    with transaction.atomic(), audit.changing(cause="follow_up", staff=staff_id):
        row = _open(follow_up_id, customer_id)
        if seen_due_on not in (None, row.due_on):
            raise Refused(
                _("Somebody has moved this to %(day)s already.") % {"day": row.due_on.isoformat()},
                code="moved_already",
            )
        row.due_on = due_on
        row.assignee_id = assignee_id
        row.save(update_fields=["due_on", "assignee_id"])


def finish_follow_up(
    follow_up_id: int,
    *,
    outcome: Outcome,
    now: datetime,
    text: str = "",
    customer_id: int | None = None,
    staff_id: int | None = None,
) -> int | None:
    """Done; the id of the contact that was written with it, None if the follow-up says no way of contact.

    `Refused` (done_already) if somebody finished it before. With `customer_id`: (not_theirs) for another
    customer's.
    """
    with transaction.atomic(), audit.changing(cause="follow_up", staff=staff_id):
        row = _open(follow_up_id, customer_id)
        if row.way and outcome is not Outcome.NOT_NEEDED:
            row.contact_id = record_contact(
                row.customer_id,
                way=ContactWay(row.way),
                at=now,
                outcome=outcome,
                text=text or row.reason,
                staff_id=staff_id,
            )
        row.done_at = now
        row.done_by_id = staff_id
        row.outcome = outcome
        row.save(update_fields=["done_at", "done_by_id", "outcome", "contact_id"])
    return row.contact_id


def _open(follow_up_id: int, customer_id: int | None) -> FollowUp:
    row = FollowUp.objects.select_for_update().filter(pk=follow_up_id).first()
    if row is not None and customer_id not in (None, row.customer_id):
        raise Refused(_("This task belongs to another customer."), code="not_theirs")
    if row is None or row.done_at is not None:
        raise Refused(_("Somebody has finished this already."), code="done_already")
    return row
