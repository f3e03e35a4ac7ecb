"""Who works here."""

from collections.abc import Iterable

from otokui.domain.accounts.models import Staff
from otokui.domain.accounts.types import Role, StaffRow


def list_staff(*, active_only: bool = True) -> list[StaffRow]:
    """In order of name. One query."""
    members = Staff.objects.select_related("team").order_by("name", "id")
    if active_only:
        members = members.filter(is_active=True)
    return [
        StaffRow(
            id=member.pk,
            name=member.name,
            email=member.email,
            role=Role(member.role),
            team=member.team.name if member.team else "",
            is_active=member.is_active,
        )
        for member in members
    ]


def staff_names(staff_ids: Iterable[int]) -> dict[int, str]:
    """Names by id, people who left included. One query, none for no ids."""
    wanted = set(staff_ids)
    return dict(Staff.objects.filter(pk__in=wanted).values_list("pk", "name")) if wanted else {}
