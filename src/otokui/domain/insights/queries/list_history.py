"""Who changed a saved list, from what to what."""

from typing import Final

from otokui.core.platform.history import Entry, Traced, find_entry, list_entries

_LIST: Final = (Traced("list", "insights_savedlist", untold=frozenset({"changed_at"})),)


def list_saved_list_history(list_id: int, *, cursor: str = "") -> tuple[tuple[Entry, ...], str]:
    """The latest changes of a list first, and the mark of the next page. One query."""
    return list_entries(list_id, _LIST, cursor=cursor)


def find_saved_list_entry(list_id: int, event: int) -> Entry | None:
    """One change of a list. One query."""
    return find_entry(list_id, _LIST, "list", event)
