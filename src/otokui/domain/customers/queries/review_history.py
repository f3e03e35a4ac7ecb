"""Who changed how the list is reviewed, from what to what."""

from typing import Final

from otokui.core.platform.history import Entry, Traced, find_entry, list_entries

_RULES: Final = (Traced("review", "customers_reviewrules"),)
_ONLY: Final = 1


def list_review_history(*, cursor: str = "") -> tuple[tuple[Entry, ...], str]:
    """The latest changes first, and the mark of the next page. One query."""
    return list_entries(_ONLY, _RULES, cursor=cursor)


def find_review_entry(event: int) -> Entry | None:
    """One change. One query."""
    return find_entry(_ONLY, _RULES, "review", event)
