"""The session of whoever changes their password here."""

from allauth.usersessions.models import UserSession
from django.contrib.auth import update_session_auth_hash
from django.http import HttpRequest

from otokui.domain.accounts.models import Staff


def stay_signed_in_here(request: HttpRequest, member: Staff) -> None:
    """The new password has closed all sessions of this member; this one goes on under another key.

    It has to be in the list of where they are signed in, or it could not be ended from elsewhere.
    """
    update_session_auth_hash(request, member)
    UserSession.objects.create_from_request(request)
