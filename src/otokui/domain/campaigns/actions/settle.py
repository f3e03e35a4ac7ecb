"""Somebody did, put off or took back what a step asked for."""

from datetime import date, datetime, timedelta

from django.db import transaction

from otokui.core.platform import audit
from otokui.domain.campaigns.models import Occasion, WhyAnswer
from otokui.domain.campaigns.types import Left, WhyNotMore
from otokui.domain.customers.public import known_as, restore_row
from otokui.domain.customers.types import CustomerRecord, HistoryEntry

AFTER_PUT_OFF = timedelta(days=7)


def settle_occasion(
    occasion_id: int, *, outcome: str, again_on: date | None, today: date, now: datetime
) -> None:
    """Done with this outcome, or put off: then it stays open for a week from the chosen day.

    In the caller's transaction, which holds the follow-up of this occasion.
    """
    row = Occasion.objects.select_for_update().filter(pk=occasion_id).first()
    if row is None:
        return
    if again_on is None:
        row.left, row.left_at, row.done_on, row.outcome = Left.DONE, now, today, outcome
    else:
        row.due_on, row.until = again_on, max(row.until, again_on + AFTER_PUT_OFF)
    row.save()


def reopen_occasion(occasion_id: int, *, today: date) -> None:
    """It is as open as before. In the caller's transaction."""
    row = Occasion.objects.select_for_update().filter(pk=occasion_id).first()
    if row is not None:
        row.left, row.left_at, row.done_on, row.outcome = "", None, None, ""
        row.due_on = min(row.due_on, today)
        row.save()


def note_why(customer_id: int, answer: WhyNotMore, *, words: str, on: date, staff_id: int | None) -> int:
    """Why they do not buy more often; the id of the answer."""
    with transaction.atomic(), audit.changing(cause="contact", staff=staff_id):
        whose = known_as(customer_id)
        row = WhyAnswer.objects.create(
            customer_id=whose, answer=answer, words=words[:300], on=on, by_id=staff_id
        )
    return row.pk


def restore_why(record: CustomerRecord, entry: HistoryEntry, now: datetime, staff_id: int | None) -> None:
    """As `customers.public.restore_row`: an answer noted goes, one that was taken back counts again."""
    restore_row(WhyAnswer, record.id, entry)


def forget_why(answer_id: int, *, staff_id: int | None) -> None:
    """It was a slip; the history of the record keeps it."""
    with transaction.atomic(), audit.changing(cause="undo", staff=staff_id):
        WhyAnswer.objects.filter(pk=answer_id).delete()
