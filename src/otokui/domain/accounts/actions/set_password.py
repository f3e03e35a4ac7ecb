"""Somebody signs in with another password from now on."""

from django.db.models.functions import Now

from otokui.domain.accounts.models import Staff


def set_password(member: Staff, password: str) -> None:
    """Store it, if one is given; the history tells that and when, never what. In the caller's change."""
    if password:
        member.set_password(password)
        Staff.objects.filter(pk=member.pk).update(password=member.password, password_set_at=Now())
