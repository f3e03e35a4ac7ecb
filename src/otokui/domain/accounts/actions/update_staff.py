"""Change somebody's name, role, team, whom they see, or whether they may sign in or export."""

from django.db import transaction
from django.utils.translation import gettext as _

from otokui.core.kernel.errors import Refused
from otokui.core.platform import audit
from otokui.domain.accounts import rules
from otokui.domain.accounts.actions.end_sessions import end_all_sessions
from otokui.domain.accounts.actions.refusals import changed_meanwhile, check_appointment
from otokui.domain.accounts.actions.set_password import set_password
from otokui.domain.accounts.models import Staff, Team
from otokui.domain.accounts.types import Role, Visibility

_STORED = ["name", "role", "team", "is_active", "visibility", "exports", "version"]


def update_staff(
    staff_id: int,
    *,
    name: str,
    role: Role,
    team: str,
    is_active: bool,
    visibility: Visibility | None = None,
    exports: bool | None = None,
    password: str = "",
    expected_version: int | None = None,
    by_staff_id: int | None = None,
    cause: str = "edit",
) -> None:
    """Store these values; a `password` only if given. It ends the sessions of this member, as does a leave.

    `visibility` and `exports` None: what the role proposes, whatever role that is later.

    `Refused` (code `last_admin`) if afterwards no active administrator were left, `admins_only` if a manager
    would change or make an administrator, or `never_exports` if the right to export is lent
    to a role that never holds it, or `changed_meanwhile` if somebody has saved since `expected_version`.
    """
    with transaction.atomic(), audit.changing(cause=cause, staff=by_staff_id):
        admins = Staff.objects.select_for_update().filter(role=Role.ADMIN, is_active=True).order_by("pk")
        others = sum(1 for admin in admins if admin.pk != staff_id)
        member = Staff.objects.select_for_update().get(pk=staff_id)
        if expected_version is not None and member.version != expected_version:
            raise changed_meanwhile(member)
        if exports and role not in rules.MAY_BE_LENT_EXPORT:
            raise Refused(_("This role cannot be lent the right to export."), code="never_exports")
        check_appointment(by_staff_id, was=Role(member.role), becomes=role)
        if rules.leaves_nobody_in_charge(
            was=Role(member.role), becomes=role, stays_active=is_active, other_active_admins=others
        ):
            raise Refused(_("At least one active administrator has to remain."), code="last_admin")
        member.name = name
        member.role = role.value
        member.team = Team.objects.get_or_create(name=team)[0] if team else None
        member.is_active = is_active
        member.visibility = visibility.value if visibility else ""
        member.exports = exports
        member.version += 1
        set_password(member, password)
        member.save(update_fields=_STORED)
        if password or not is_active:
            end_all_sessions(staff_id, by_staff_id=by_staff_id)
