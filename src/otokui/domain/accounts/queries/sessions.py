"""Where somebody is signed in."""

from datetime import datetime

from allauth.usersessions.models import UserSession
from django.contrib.sessions.models import Session

from otokui.domain.accounts.rules import device_of
from otokui.domain.accounts.types import SignedIn


def list_sessions(staff_id: int, *, here: str, now: datetime) -> list[SignedIn]:
    """The living sessions of one member, the latest first, without the one called `here`. One SQL query."""
    living = Session.objects.filter(expire_date__gt=now).values("session_key")
    found = UserSession.objects.filter(user_id=staff_id, session_key__in=living).exclude(session_key=here)
    return [
        SignedIn(id=one.pk, device=device_of(one.user_agent), address=str(one.ip), since=one.created_at)
        for one in found.order_by("-created_at", "-pk")
    ]
