"""Who works here."""

from collections import Counter
from collections.abc import Iterable

from django.db import connection
from django.db.models import Count, Q, QuerySet

from otokui.core.kernel.errors import Refused
from otokui.domain.accounts.models import Business, Staff, Team
from otokui.domain.accounts.rules import person_key
from otokui.domain.accounts.types import Role, StaffRow, Visibility


def list_staff(*, active_only: bool = True) -> list[StaffRow]:
    """In order of name. One query."""
    members = Staff.objects.select_related("team").order_by("name", "id")
    if active_only:
        members = members.filter(is_active=True)
    return [_row(member) for member in members]


def get_staff(staff_id: int) -> StaffRow:
    """One member. One query. `Refused` (code `unknown_staff`) if there is none."""
    member = Staff.objects.select_related("team").filter(pk=staff_id).first()
    if member is None:
        raise Refused(f"{staff_id}", code="unknown_staff")
    return _row(member)


def list_teams() -> list[str]:
    """Names of the teams. One query."""
    return list(Team.objects.order_by("name").values_list("name", flat=True))


def list_team_sizes() -> list[tuple[int, str, int]]:
    """Id, name and number of members of each team, by name; who left is not counted. One query."""
    working = Count("staff", filter=Q(staff__is_active=True))
    teams = Team.objects.annotate(members=working).order_by("name")
    return list(teams.values_list("pk", "name", "members"))


def find_team(team_id: int) -> str:
    """What a team is called, "" if there is none. One query."""
    return Team.objects.filter(pk=team_id).values_list("name", flat=True).first() or ""


def list_team_members(team_id: int) -> list[StaffRow]:
    """Who is in a team, by name, those who left at the end. One query."""
    members = Staff.objects.select_related("team").filter(team_id=team_id)
    return [_row(member) for member in members.order_by("-is_active", "name", "id")]


def is_second_factor_required() -> bool:
    """Whether who may export customers has to have a second factor. One query."""
    return Business.objects.filter(pk=1, second_factor_required=True).exists()


def _row(member: Staff) -> StaffRow:
    return StaffRow(
        id=member.pk,
        name=member.name,
        email=member.email,
        role=Role(member.role),
        team=member.team.name if member.team else "",
        is_active=member.is_active,
        version=member.version,
        visibility=Visibility(member.visibility) if member.visibility else None,
        exports=member.exports,
        has_second_factor=member.second_factor_since is not None,
    )


def staff_at_work() -> "QuerySet[Staff, tuple[int, str]]":
    """Sub-query of (id, name) of those who work here."""
    return Staff.objects.filter(is_active=True).values_list("id", "name")


def staff_names(staff_ids: Iterable[int]) -> dict[int, str]:
    """Names by id, people who left included. One query, none for no ids."""
    wanted = list(set(staff_ids))
    if not wanted:
        return {}
    with connection.cursor() as cursor:  # asked by lists on each page
        cursor.execute("SELECT id, name FROM accounts_staff WHERE id = ANY(%s)", [wanted])
        return dict(cursor.fetchall())


def staff_called(writings: Iterable[str], *, active_only: bool = True) -> dict[str, int]:
    """Ids by writing: whoever has this mail address, or else alone this name, width and blanks aside.

    A writing that fits nobody, or a name that several have, is missing. One query, none for no writings.
    """
    wanted = {writing: person_key(writing) for writing in writings if writing}
    if not wanted:
        return {}
    members = list_staff(active_only=active_only)
    called = Counter(person_key(member.name) for member in members)
    ids = {key: each.id for each in members if called[key := person_key(each.name)] == 1}
    ids |= {person_key(member.email): member.id for member in members}
    return {writing: ids[key] for writing, key in wanted.items() if key in ids}


def team_of(staff_id: int) -> list[int]:
    """Ids of everybody in this person's team, the person alone where there is none. One query."""
    team = Staff.objects.filter(pk=staff_id, team__isnull=False).values("team_id")
    return sorted({staff_id, *Staff.objects.filter(team_id__in=team).values_list("pk", flat=True)})
