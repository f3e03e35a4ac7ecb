"""Open a business with its first members of staff."""

from collections.abc import Iterable
from typing import NamedTuple

from django.db import transaction

from otokui.domain.accounts.actions.create_staff import create_staff
from otokui.domain.accounts.actions.update_business import update_business
from otokui.domain.accounts.models import Staff
from otokui.domain.accounts.queries.business import get_business
from otokui.domain.accounts.types import BusinessSettings, Role


class Member(NamedTuple):
    """Somebody of the first staff."""

    email: str
    name: str
    role: Role
    language: str = "ja"
    team: str = ""


@transaction.atomic
def open_business(settings: BusinessSettings, staff: Iterable[Member], *, password: str) -> None:
    """Set the business up and take these people on, all with this password.

    Called again it changes nothing: a business of this name stays as it is, and so does who is known.
    """
    if get_business().name != settings.name:
        update_business(settings)
    known = set(Staff.objects.values_list("email", flat=True))
    for member in staff:
        if member.email not in known:
            create_staff(
                email=member.email,
                name=member.name,
                role=member.role,
                password=password,
                language=member.language,
                team=member.team,
            )
