"""Somebody signs out on another device, or is signed out everywhere."""

from allauth.usersessions.models import UserSession
from django.contrib.sessions.models import Session
from django.db import transaction
from django.db.models.functions import Now

from otokui.core.platform import audit
from otokui.domain.accounts.models import Staff


@transaction.atomic
def end_session(staff_id: int, session_id: int) -> bool:
    """Whoever sits there has to sign in again. False if it is not theirs, or over already."""
    key = UserSession.objects.filter(user_id=staff_id, pk=session_id).values_list("session_key", flat=True)
    ended, _ = Session.objects.filter(session_key__in=list(key)).delete()
    UserSession.objects.filter(user_id=staff_id, pk=session_id).delete()
    if ended:
        _note(staff_id, by_staff_id=staff_id)
    return bool(ended)


@transaction.atomic
def end_other_sessions(staff_id: int, here: str, *, by_staff_id: int | None = None) -> int:
    """Everywhere but here; how many there were. `by_staff_id`: who does it, if not this member."""
    others = UserSession.objects.filter(user_id=staff_id).exclude(session_key=here)
    ended, _ = Session.objects.filter(
        session_key__in=list(others.values_list("session_key", flat=True))
    ).delete()
    others.delete()
    if ended:
        _note(staff_id, by_staff_id=by_staff_id or staff_id)
    return ended


@transaction.atomic
def end_all_sessions(staff_id: int, *, by_staff_id: int | None) -> None:
    """Nobody is signed in as this member any more, and no old browser is if they may sign in again."""
    end_other_sessions(staff_id, "", by_staff_id=by_staff_id)


def _note(staff_id: int, *, by_staff_id: int) -> None:
    with audit.changing(cause="edit", staff=by_staff_id):
        Staff.objects.filter(pk=staff_id).update(signed_out_at=Now())
