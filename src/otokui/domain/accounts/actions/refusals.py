"""What two people at once are told."""

from django.utils.translation import gettext as _

from otokui.core.kernel.errors import Refused
from otokui.domain.accounts import rules
from otokui.domain.accounts.models import Business, Staff
from otokui.domain.accounts.queries.changes import who_changed
from otokui.domain.accounts.types import Role


def changed_meanwhile(row: Business | Staff) -> Refused:
    """The refusal of whoever saves second, naming the first."""
    name = who_changed(row) or _("Somebody")
    return Refused(
        _("%(name)s has saved other values meanwhile. They are shown beside yours; save again to keep yours.")
        % {"name": name},
        code="changed_meanwhile",
    )


def check_appointment(by_staff_id: int | None, *, was: Role | None, becomes: Role) -> None:
    """`Refused` (admins_only) if who does this may not. Without a person it is the installation itself."""
    if by_staff_id is None:
        return
    actor = Role(Staff.objects.values_list("role", flat=True).get(pk=by_staff_id))
    if not rules.may_appoint(actor, was=was, becomes=becomes):
        raise Refused(_("Only an administrator can change an administrator."), code="admins_only")
