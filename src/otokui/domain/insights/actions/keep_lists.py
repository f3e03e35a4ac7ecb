"""Lists under a name: kept, changed, deleted and taken back; and how somebody looks at the list."""

from collections.abc import Sequence
from datetime import datetime
from typing import Final

from django.db import transaction

from otokui.core.kernel.errors import Refused
from otokui.core.kernel.text import clean
from otokui.core.platform import audit
from otokui.domain.insights.models import ListLook, SavedList
from otokui.domain.insights.queries.saved_lists import may_change
from otokui.domain.insights.rules.audiences import to_plain
from otokui.domain.insights.rules.standing_lists import STANDING_LISTS
from otokui.domain.insights.types.audience import Audience
from otokui.domain.insights.types.saved_lists import Sharing

MOST_COLUMNS: Final = 20
MOST_LISTS: Final = 200
"""Of so many others somebody's columns are remembered; the keys of deleted lists go in time."""


def save_list(*, name: str, audience: Audience, sharing: Sharing, staff_id: int, now: datetime) -> int:
    """A new list; its id. `Refused` (no_name, no_conditions, name_taken)."""
    with transaction.atomic(), audit.changing(cause="list", staff=staff_id):
        _check(name, audience, staff_id)
        row = SavedList.objects.create(
            name=clean(name),
            owner_id=staff_id,
            sharing=sharing.value,
            conditions=to_plain(audience),
            changed_at=now,
        )
    return row.pk


def change_list(
    list_id: int,
    *,
    seen_version: int,
    staff_id: int,
    may_manage: bool,
    now: datetime,
    name: str | None = None,
    sharing: Sharing | None = None,
    audience: Audience | None = None,
    cause: str = "list",
) -> None:
    """Set what is given. `Refused`: no_list, not_yours, changed_meanwhile, and as `save_list`."""
    with transaction.atomic(), audit.changing(cause=cause, staff=staff_id):
        row = _locked(list_id, staff_id, may_manage)
        if row.version != seen_version:
            raise Refused(
                "Somebody has changed this list meanwhile. Look at it again before you save.",
                code="changed_meanwhile",
            )
        if name is not None:
            _check(name, None, staff_id, but=list_id)
            row.name = clean(name)
        if sharing is not None:
            row.sharing = sharing.value
        if audience is not None:
            _check(row.name, audience, staff_id, but=list_id)
            row.conditions = to_plain(audience)
        row.version += 1
        row.changed_at = now
        row.save()


def delete_list(list_id: int, *, staff_id: int, may_manage: bool, now: datetime) -> str:
    """Put it away for good, until `take_back_list`; its name. `Refused`: no_list, not_yours."""
    with transaction.atomic(), audit.changing(cause="list", staff=staff_id):
        row = _locked(list_id, staff_id, may_manage)
        row.deleted_at = row.changed_at = now
        row.version += 1
        row.save()
    return row.name


def take_back_list(list_id: int, *, staff_id: int, may_manage: bool, now: datetime) -> str:
    """Undo a deletion; its name. Nothing happens to a list that is there. `Refused`: no_list, not_yours."""
    with transaction.atomic(), audit.changing(cause="list", staff=staff_id):
        row = _locked(list_id, staff_id, may_manage, deleted=True)
        if row.deleted_at is not None:
            row.deleted_at, row.changed_at = None, now
            row.version += 1
            row.save()
    return row.name


def put_away(key: str, *, away: bool, staff_id: int) -> None:
    """Hide a list from one's own tabs, or show it again."""
    if key not in STANDING_LISTS and not key.isdecimal():
        raise Refused("This list is no longer there.", code="no_list")
    with transaction.atomic(), audit.changing(cause="look", staff=staff_id):
        look = _look(staff_id)
        kept = [one for one in look.hidden if one != key]
        look.hidden = [*kept, key] if away else kept
        look.save(update_fields=["hidden"])


def choose_columns(columns: Sequence[str], *, staff_id: int, of_list: str = "") -> None:
    """The columns for this person, in their order: of the list with this key, or of all that have none
    of their own. None: the list has none of its own any more; the usual ones.
    """
    with transaction.atomic(), audit.changing(cause="look", staff=staff_id):
        look = _look(staff_id)
        wanted = list(dict.fromkeys(columns))[:MOST_COLUMNS]
        if of_list:
            others = {key: kept for key, kept in look.of_lists.items() if key != of_list}
            newest = dict(list(others.items())[-MOST_LISTS:])
            look.of_lists = newest | ({of_list: wanted} if wanted else {})
        else:
            look.columns = wanted
        look.save(update_fields=["columns", "of_lists"])


def _look(staff_id: int) -> ListLook:
    ListLook.objects.get_or_create(pk=staff_id)
    return ListLook.objects.select_for_update().get(pk=staff_id)


def _locked(list_id: int, staff_id: int, may_manage: bool, *, deleted: bool = False) -> SavedList:
    row = SavedList.objects.select_for_update().filter(pk=list_id).first()
    if row is None or (row.deleted_at is not None and not deleted):
        raise Refused("This list is no longer there.", code="no_list")
    if not may_change(row, staff_id, may_manage=may_manage):
        raise Refused("Only its owner changes this list. Save it as a list of your own.", code="not_yours")
    return row


def _check(name: str, audience: Audience | None, staff_id: int, *, but: int | None = None) -> None:
    wanted = clean(name)
    if not wanted:
        raise Refused("Give the list a name.", code="no_name")
    if len(wanted) > 100:
        raise Refused("The name is too long: at most 100 characters.", code="no_name")
    if audience is not None and not audience:
        raise Refused("Choose conditions first: a list without any is everybody.", code="no_conditions")
    same = SavedList.objects.filter(owner_id=staff_id, name=wanted, deleted_at__isnull=True).exclude(
        pk=but or 0
    )
    if same.exists():
        raise Refused("You have a list of this name already.", code="name_taken")
