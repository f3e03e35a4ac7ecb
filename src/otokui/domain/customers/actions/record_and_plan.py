"""Write a contact down and, while closing it, when to get in touch again."""

from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction
from django.utils.translation import gettext as _

from otokui.domain.customers.actions.follow_up import create_follow_up, finish_follow_up
from otokui.domain.customers.actions.keep_customers import known_as
from otokui.domain.customers.actions.mark_complaint import mark_complaint
from otokui.domain.customers.actions.record_contact import record_contact
from otokui.domain.customers.types import ContactWay, Direction, Outcome


@dataclass(frozen=True, slots=True, kw_only=True)
class NextStep:
    """次の段取り: when, what about, and who; without words the way of this contact speaks for itself."""

    due_on: date
    reason: str = ""
    assignee_id: int | None = None


def record_and_plan(
    customer_id: int,
    *,
    way: ContactWay,
    now: datetime,
    at: datetime | None = None,
    direction: Direction = Direction.FROM_US,
    outcome: Outcome | None = None,
    text: str = "",
    closes: int | None = None,
    next_step: NextStep | None = None,
    staff_id: int | None = None,
) -> int | None:
    """The contact's id, None if the follow-up it `closes` says that there was none.

    One transaction: the contact, the follow-up it closes, the next one. A complaint opens the flag.
    `Refused` (done_already) if somebody finished the follow-up before, (not_theirs) if it is another
    customer's.
    """
    contact: int | None
    with transaction.atomic():
        customer_id = known_as(customer_id)
        if closes is None:
            contact = record_contact(
                customer_id,
                way=way,
                at=at or now,
                direction=direction,
                outcome=outcome,
                text=text,
                staff_id=staff_id,
            )
        else:
            contact = finish_follow_up(
                closes,
                outcome=outcome or Outcome.DONE,
                now=now,
                text=text,
                customer_id=customer_id,
                staff_id=staff_id,
            )
        if outcome is Outcome.COMPLAINT:
            mark_complaint(customer_id, is_open=True, now=now, staff_id=staff_id)
        if next_step is not None:
            create_follow_up(
                customer_id,
                due_on=next_step.due_on,
                reason=next_step.reason or _("Get in touch again"),
                way=way,
                assignee_id=next_step.assignee_id,
                now=now,
                staff_id=staff_id,
            )
    return contact
