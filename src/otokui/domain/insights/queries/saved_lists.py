"""The lists somebody can choose from."""

from django.db.models import Q

from otokui.domain.insights.models import ListLook, SavedList
from otokui.domain.insights.models.labels_of_lists import LIST_LABELS, LIST_MEANINGS
from otokui.domain.insights.rules.audiences import from_plain
from otokui.domain.insights.rules.standing_lists import STANDING_LISTS
from otokui.domain.insights.types.saved_lists import Look, SavedListView, Sharing


def list_saved_lists(staff_id: int, *, may_manage: bool) -> list[SavedListView]:
    """Those that ship, then everybody's, the team's and one's own by name; those put away are marked.

    `may_manage`: whether the reader may change what is shared with everybody. 2 SQL queries.
    """
    look = get_look(staff_id)
    rows = SavedList.objects.filter(_seen_by(staff_id), deleted_at__isnull=True).select_related("owner")
    saved = [_view(row, staff_id, may_manage, look) for row in rows.order_by("name", "id")]
    return [*_standing(look), *saved]


def find_saved_list(key: str, staff_id: int, *, may_manage: bool) -> SavedListView | None:
    """One of them by its key; None if there is none, or none for this reader. One SQL query."""
    if not key.isdecimal() or len(key) > 18:
        return next((one for one in _standing(Look()) if one.key == key), None)
    row = (
        SavedList.objects.filter(_seen_by(staff_id), pk=int(key), deleted_at__isnull=True)
        .select_related("owner")
        .first()
    )
    return None if row is None else _view(row, staff_id, may_manage, Look())


def list_names_of_lists(staff_id: int) -> list[tuple[str, str]]:
    """Key and name of every list that this person may open. One SQL query."""
    rows = SavedList.objects.filter(_seen_by(staff_id), deleted_at__isnull=True).order_by("name", "id")
    saved = [(str(key), name) for key, name in rows.values_list("pk", "name")]
    return [*((key, str(LIST_LABELS[key])) for key in STANDING_LISTS), *saved]


def get_look(staff_id: int) -> Look:
    """How this person looks at the list. One SQL query."""
    row = ListLook.objects.filter(pk=staff_id).first()
    if row is None:
        return Look()
    of_lists = {key: tuple(columns) for key, columns in row.of_lists.items()}
    return Look(columns=tuple(row.columns), of_lists=of_lists, hidden=tuple(row.hidden))


def may_change(row: SavedList, staff_id: int, *, may_manage: bool) -> bool:
    """One's own; those who manage also what everybody shares, and what somebody who has left still shares."""
    if row.owner_id == staff_id:
        return True
    left = row.owner is None or not row.owner.is_active
    return may_manage and (row.sharing == Sharing.ALL or (row.sharing == Sharing.TEAM and left))


def _seen_by(staff_id: int) -> Q:
    mates = SavedList.objects.filter(sharing=Sharing.TEAM, owner__team__staff=staff_id).values("pk")
    return Q(owner_id=staff_id) | Q(sharing=Sharing.ALL) | Q(pk__in=mates)


def _standing(look: Look) -> list[SavedListView]:
    return [
        SavedListView(
            key=key,
            name=str(LIST_LABELS[key]),
            explained=str(LIST_MEANINGS[key]),
            audience=audience,
            ships=True,
            hidden=key in look.hidden,
        )
        for key, audience in STANDING_LISTS.items()
    ]


def _view(row: SavedList, staff_id: int, may_manage: bool, look: Look) -> SavedListView:
    return SavedListView(
        key=str(row.pk),
        name=row.name,
        audience=from_plain(row.conditions),
        sharing=Sharing(row.sharing),
        owner=row.owner.name if row.owner else "",
        may_change=may_change(row, staff_id, may_manage=may_manage),
        hidden=str(row.pk) in look.hidden,
        version=row.version,
    )
