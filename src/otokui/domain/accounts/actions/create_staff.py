"""Take somebody on."""

from django.db import transaction
from django.utils.translation import gettext as _

from otokui.core.kernel.errors import Refused
from otokui.core.platform import audit
from otokui.domain.accounts.actions.refusals import check_appointment
from otokui.domain.accounts.models import Staff, Team
from otokui.domain.accounts.types import Role, Visibility


def create_staff(
    *,
    email: str,
    name: str,
    role: Role,
    password: str | None = None,
    team: str = "",
    language: str = "ja",
    visibility: Visibility | None = None,
    exports: bool | None = None,
    by_staff_id: int | None = None,
) -> int:
    """The new member's id. Without a password nobody can sign in with it until one is set.

    `Refused` (code `mail_taken`) if somebody signs in with this address already. A team is made if new.
    (`admins_only`) if a manager would take an administrator on.
    """
    with transaction.atomic(), audit.changing(cause="edit", staff=by_staff_id):
        check_appointment(by_staff_id, was=None, becomes=role)
        if Staff.objects.filter(email=email.strip().lower()).exists():
            raise Refused(_("Somebody signs in with this mail address already."), code="mail_taken")
        member = Staff.objects.create_user(
            email.strip(),
            password,
            name=name,
            role=role.value,
            language=language,
            visibility=visibility.value if visibility else "",
            exports=exports,
            team=Team.objects.get_or_create(name=team)[0] if team else None,
        )
    return member.pk
