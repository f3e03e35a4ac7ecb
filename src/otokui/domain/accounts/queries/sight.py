"""Whose customers exist for somebody."""

from otokui.domain.accounts import rules
from otokui.domain.accounts.models import Staff
from otokui.domain.accounts.queries.staff import team_of
from otokui.domain.accounts.types import EVERYBODY, Role, Sight, Visibility


def sight_of(staff: object) -> Sight:
    """Which customers this signed-in person (request.user) sees. No query: who is signed in brings the team.

    Only behind `requires`.
    """
    assert isinstance(staff, Staff)
    chosen = Visibility(staff.visibility) if staff.visibility else None
    match rules.visibility_of(Role(staff.role), chosen):
        case Visibility.ALL:
            return EVERYBODY
        case Visibility.OWN:
            return Sight(frozenset({staff.pk}))
        case Visibility.TEAM:
            colleagues = team_of(staff.pk) if staff.colleague_ids is None else staff.colleague_ids
            return Sight(frozenset({staff.pk, *colleagues}))


def sight_of_member(staff_id: int | None) -> Sight:
    """The same by id, where no request is at hand; None: the installation itself. At most two SQL queries."""
    member = Staff.objects.filter(pk=staff_id).first() if staff_id is not None else None
    return sight_of(member) if member else EVERYBODY
