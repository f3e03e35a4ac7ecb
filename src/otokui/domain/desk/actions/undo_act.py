"""Take back what was done about a row of 今日."""

from datetime import date, datetime

from django.db import transaction

from otokui.domain.campaigns.public import forget_why, reopen_occasion
from otokui.domain.customers.public import (
    Settled,
    forget_preference,
    mark_complaint,
    unsettle_follow_up,
)
from otokui.domain.desk.rules.today.deeds import Done
from otokui.domain.insights.public import withdraw_answers


@transaction.atomic
def undo_act(done: Done, *, customer_id: int, today: date, now: datetime, staff_id: int) -> None:
    """All of it or nothing: contact, follow-up, answers, complaint. `Refused` if it changed meanwhile."""
    unsettle_follow_up(
        Settled(
            follow_up=done.follow_up,
            contact=done.contact,
            was_due_on=done.was_due_on,
            was_assignee=done.was_assignee,
        ),
        staff_id=staff_id,
    )
    if done.occasion is not None:
        reopen_occasion(done.occasion, today=today)
    if done.why is not None:
        forget_why(done.why, staff_id=staff_id)
    if done.answers:
        withdraw_answers(done.answers, customer_id=customer_id, on=today, now=now, staff_id=staff_id)
    if done.complaint:
        mark_complaint(customer_id, is_open=False, now=now, staff_id=staff_id)
    if done.preference is not None:
        forget_preference(done.preference, staff_id=staff_id)
