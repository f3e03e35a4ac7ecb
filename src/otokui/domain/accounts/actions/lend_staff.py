"""Invented colleagues for a shop on trial: named like staff, closed to everybody, gone with the shop."""

from collections.abc import Collection, Iterable

from django.db import transaction
from django.db.models import Exists, OuterRef

from otokui.core.platform import audit
from otokui.domain.accounts.actions.create_staff import create_staff
from otokui.domain.accounts.actions.open_business import Member
from otokui.domain.accounts.models import Staff, Team


@transaction.atomic
def lend_staff(members: Iterable[Member], *, host: int | None, team: str) -> None:
    """Add those who are not known yet; `host` joins the team if they are in none.

    Nobody can sign in as one of them: they have no password and are not active.
    """
    known = set(Staff.objects.values_list("email", flat=True))
    for member in members:
        if member.email not in known:
            lent = create_staff(email=member.email, name=member.name, role=member.role, team=member.team)
            with audit.changing(cause="edit"):
                Staff.objects.filter(pk=lent).update(is_active=False)
    if host is not None:
        with audit.changing(cause="edit", staff=host):
            joined = Team.objects.get_or_create(name=team)[0]
            Staff.objects.filter(pk=host, team=None).update(team=joined)


@transaction.atomic
def take_back_staff(emails: Collection[str], *, host: int | None, teams: Collection[str]) -> None:
    """Remove these lent members, and their teams where nobody but the host is in them.

    Whoever has been let in meanwhile, by a password of their own, is real and stays.
    """
    with audit.changing(cause="edit"):
        lent = Staff.objects.select_for_update().filter(email__in=emails, is_active=False, last_login=None)
        for member in lent:
            if not member.has_usable_password():
                member.delete()
        if host is not None:
            others = Staff.objects.filter(team=OuterRef("team")).exclude(pk=host)
            Staff.objects.filter(~Exists(others), pk=host, team__name__in=teams).update(team=None)
        Team.objects.filter(name__in=teams, staff=None).delete()
