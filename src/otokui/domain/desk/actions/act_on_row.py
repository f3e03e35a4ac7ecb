"""Somebody acted on a row of 今日."""

from datetime import date, datetime

from django.db import transaction

from otokui.core.kernel.text import name_key
from otokui.domain.campaigns.public import note_why, settle_occasion
from otokui.domain.campaigns.types import WhyNotMore
from otokui.domain.customers.public import Asked, mark_complaint, note_preference, settle_follow_up
from otokui.domain.customers.types import Outcome, PreferenceKind, PurposeKind
from otokui.domain.desk.rules.today.deeds import ANSWER_OF, WAY_OF, Deed, Done, Ticket, again_on, outcome_of
from otokui.domain.desk.rules.today.facts import Kind
from otokui.domain.insights.public import answer_reorder
from otokui.domain.insights.types import Answer


@transaction.atomic
def act_on_row(
    ticket: Ticket,
    *,
    deed: Deed,
    outcome: Outcome | None = None,
    note: str = "",
    on: date | None = None,
    why: WhyNotMore | None = None,
    today: date,
    now: datetime,
    staff_id: int,
) -> Done:
    """One transaction: contact, follow-up, and what the answer says about the awaited order.

    `on`: the day until which to wait (後で, 折り返し, まだ在庫あり). `why`: why not more often.
    Refused with `TakenAlready` where a colleague was quicker.
    """
    result = outcome_of(deed, outcome)
    again = again_on(deed, result, on, today)
    settled = settle_follow_up(
        Asked(
            customer_id=ticket.customer_id,
            id=ticket.follow_up,
            origin=ticket.origin,
            reason=ticket.reason,
            script=ticket.script,
            at_stake=ticket.stake,
        ),
        outcome=result,
        way=WAY_OF.get(deed),
        note=note,
        again_on=again,
        purpose=PurposeKind(ticket.purpose) if ticket.purpose else None,
        today=today,
        now=now,
        staff_id=staff_id,
    )
    if ticket.occasion is not None:
        settle_occasion(ticket.occasion, outcome=result, again_on=again, today=today, now=now)
    complains = result is Outcome.COMPLAINT and mark_complaint(
        ticket.customer_id, is_open=True, now=now, staff_id=staff_id
    )
    return Done(
        follow_up=settled.follow_up,
        contact=settled.contact,
        was_due_on=settled.was_due_on,
        was_assignee=settled.was_assignee,
        answers=tuple(_answer(ticket, ANSWER_OF.get(result), on, today, now, staff_id)),
        complaint=bool(complains),
        preference=_learnt(ticket, note, today, staff_id),
        occasion=ticket.occasion,
        why=_answered_why(ticket, why, note, today, staff_id),
    )


def _answer(
    ticket: Ticket, answer: Answer | None, until: date | None, today: date, now: datetime, staff_id: int
) -> list[int]:
    if answer is None or ticket.last_on is None or not ticket.products:
        return []
    return answer_reorder(
        ticket.customer_id,
        products=ticket.products,
        answer=answer,
        last_on=ticket.last_on,
        on=today,
        now=now,
        staff_id=staff_id,
        gap_days=ticket.gap,
        until=until,
    )


def _learnt(ticket: Ticket, note: str, today: date, staff_id: int) -> int | None:
    """Why not more often: what they said is kept among their needs (R143)."""
    if ticket.kind != Kind.WHY_NOT_MORE or not name_key(note):
        return None
    return note_preference(
        ticket.customer_id, kind=PreferenceKind.NEED, text=note[:300], noted_on=today, staff_id=staff_id
    )


def _answered_why(
    ticket: Ticket, why: WhyNotMore | None, note: str, today: date, staff_id: int
) -> int | None:
    """Why not more often, as one of a few answers that can be counted."""
    if ticket.kind != Kind.WHY_NOT_MORE or why is None:
        return None
    return note_why(ticket.customer_id, why, words=note, on=today, staff_id=staff_id)
