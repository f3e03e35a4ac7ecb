"""What one kind of rows that are edited in place consists of."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.utils.translation import gettext as _

from otokui.domain.customers.types import CustomerRecord
from otokui.domain.desk.web.editing.blanks import Blank, Text, Unreadable

Typed = Mapping[str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Moment:
    """When, on which day of the business, and by whom something is written."""

    now: datetime
    today: date
    staff_id: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Rows:
    """One kind of rows. `find` gives a row by id, `save` writes it (None: new), `remove` takes it away."""

    title: Text
    card: str
    table: str
    find: Callable[[CustomerRecord, int], Any]
    blanks: Callable[[Any], tuple[Blank, ...]]
    seen: Callable[[CustomerRecord, Any], str]
    show: Callable[[Any], str]
    save: Callable[[CustomerRecord, Any, Typed, str, Moment], object]
    remove: Callable[[CustomerRecord, Any, str, Moment], object] | None = None
    can_lead: bool = False


def by_id(name: str) -> Callable[[CustomerRecord, int], Any]:
    """Finds a row in the list of this name."""
    return lambda known, row_id: next((row for row in getattr(known, name) if row.id == row_id), None)


def one_of(words: Any, typed: Typed, name: str) -> Any:
    """The word that was chosen; Unreadable for any other."""
    try:
        return words(typed.get(name, ""))
    except ValueError:
        raise Unreadable({name: _("Choose one of the list.")}) from None
