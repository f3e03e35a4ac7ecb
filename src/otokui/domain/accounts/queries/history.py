"""Who changed the staff and the business, from what to what."""

from typing import Final

from otokui.core.platform.history import Entry, Traced, find_entry, list_entries
from otokui.domain.accounts.models import Team

STAFF: Final = (Traced("staff", "accounts_staff"),)
BUSINESS: Final = (Traced("business", "accounts_business"),)
TEAM: Final = (Traced("team", "accounts_team"),)
BUSINESS_ID: Final = 1


def list_staff_history(staff_id: int, *, cursor: str = "") -> tuple[tuple[Entry, ...], str]:
    """The latest changes of one member first, and the mark of the next page. One query."""
    return list_entries(staff_id, STAFF, cursor=cursor)


def list_business_history(*, cursor: str = "") -> tuple[tuple[Entry, ...], str]:
    """The latest changes of the shop's settings first, and the mark of the next page. One query."""
    return list_entries(BUSINESS_ID, BUSINESS, cursor=cursor)


def list_team_history(team_id: int, *, cursor: str = "") -> tuple[tuple[Entry, ...], str]:
    """The latest changes of one team first, and the mark of the next page. One query."""
    return list_entries(team_id, TEAM, cursor=cursor)


def find_team_entry(team_id: int, event: int) -> Entry | None:
    """One change of a team. One query."""
    return find_entry(team_id, TEAM, "team", event)


def find_staff_entry(staff_id: int, event: int) -> Entry | None:
    """One change of a member. One query."""
    return find_entry(staff_id, STAFF, "staff", event)


def find_business_entry(event: int) -> Entry | None:
    """One change of the shop's settings. One query."""
    return find_entry(BUSINESS_ID, BUSINESS, "business", event)


def team_names() -> dict[int, str]:
    """Names of the teams by id. One query."""
    return dict(Team.objects.values_list("pk", "name"))
