"""Bring back one value of a member of staff, of a team or of the shop's settings. A change like any other."""

from dataclasses import replace
from typing import Any, Final

from django.db import transaction
from django.utils.translation import gettext as _

from otokui.core.kernel.errors import Refused
from otokui.core.platform import audit
from otokui.core.platform.history import FieldChanged, changed_field, changed_since
from otokui.domain.accounts.actions.rename_team import rename_team
from otokui.domain.accounts.actions.update_business import update_business
from otokui.domain.accounts.actions.update_staff import update_staff
from otokui.domain.accounts.models import Staff, Team
from otokui.domain.accounts.queries.business import get_business
from otokui.domain.accounts.queries.history import find_business_entry, find_staff_entry, find_team_entry
from otokui.domain.accounts.queries.staff import get_staff
from otokui.domain.accounts.types import BusinessSettings, Role, Trade, Visibility

OF_STAFF: Final = ("name", "role", "team_id", "visibility", "exports", "is_active")
OF_BUSINESS: Final = tuple(name for name in BusinessSettings.__dataclass_fields__ if name != "version")


def restore_staff(staff_id: int, event: int, name: str, *, by_staff_id: int) -> None:
    """One value of a member as it was before this change.

    `Refused`: `gone` (no such change), `changed_since` if it was changed again since, and as update_staff.
    """
    with transaction.atomic(), audit.changing(cause="restore", staff=by_staff_id):
        member = Staff.objects.select_for_update().filter(pk=staff_id).first()
        field = changed_field(find_staff_entry(staff_id, event), name, among=OF_STAFF)
        if member is None or getattr(member, name) != field.after:
            raise changed_since()
        known = get_staff(staff_id)
        values: dict[str, Any] = {
            "name": known.name,
            "role": known.role,
            "team": known.team,
            "is_active": known.is_active,
            "visibility": known.visibility,
            "exports": known.exports,
        }
        values |= _before(field)
        update_staff(staff_id, **values, by_staff_id=by_staff_id, cause="restore")


@transaction.atomic
def restore_team(team_id: int, event: int, *, by_staff_id: int) -> None:
    """The team's name as it was before. `Refused`: `gone`, `changed_since`, and as rename_team."""
    field = changed_field(find_team_entry(team_id, event), "name", among=("name",))
    team = Team.objects.select_for_update().filter(pk=team_id).first()
    if team is None or team.name != field.after:
        raise changed_since()
    rename_team(team_id, field.before, seen=team.name, by_staff_id=by_staff_id, cause="restore")


def restore_business(event: int, name: str, *, by_staff_id: int) -> None:
    """One of the shop's settings as it was before this change.

    `Refused`: `gone`, `changed_since`, and as update_business.
    """
    with transaction.atomic(), audit.changing(cause="restore", staff=by_staff_id):
        field = changed_field(find_business_entry(event), name, among=OF_BUSINESS)
        known = get_business()
        if getattr(known, name) != field.after:
            raise changed_since()
        value = Trade(field.before) if name == "trade" else field.before
        changes: dict[str, Any] = {name: value}
        wanted = replace(known, **changes)
        update_business(wanted, expected_version=known.version, staff_id=by_staff_id, cause="restore")


def _before(field: FieldChanged) -> dict[str, Any]:
    """What `update_staff` is to be given."""
    if field.name == "team_id":
        team = Team.objects.filter(pk=field.before).first() if field.before else None
        if field.before and team is None:
            raise Refused(_("This team is no longer there."), code="gone")
        return {"team": team.name if team else ""}
    if field.name == "role":
        return {"role": Role(field.before)}
    if field.name == "visibility":
        return {"visibility": Visibility(field.before) if field.before else None}
    return {field.name: field.before}
