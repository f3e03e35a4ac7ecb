"""Take back all that was changed together, but for what somebody has changed again since."""

from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction
from django.utils.translation import gettext as _

from otokui.core.kernel.errors import Refused
from otokui.core.platform import audit
from otokui.domain.customers.actions.edit_customer import locked
from otokui.domain.customers.actions.restore_value import is_restorable, names_changed_since, restore_value
from otokui.domain.customers.queries.history import list_change
from otokui.domain.customers.types import HistoryEntry


@dataclass(frozen=True, slots=True)
class RestoredChange:
    """How much was put back, and what stays as it is: (table, name of the field or "" for the row)."""

    restored: int
    kept: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class _When:
    now: datetime
    today: date
    staff_id: int | None


def restore_change(
    customer_id: int, change: str, *, now: datetime, today: date, staff_id: int | None = None
) -> RestoredChange:
    """Undo every entry of one change (`HistoryEntry.change`), the last first, in one transaction.

    What was changed again since, or cannot come back, is left alone and named. `Refused` (gone) if nothing
    of this change can be taken back at all.
    """
    when = _When(now, today, staff_id)
    with transaction.atomic(), audit.changing(cause="restore", staff=staff_id):
        locked(customer_id, today)
        entries = [entry for entry in list_change(customer_id, change) if is_restorable(entry)]
        if not entries:
            raise Refused(_("This change is not in the history."), code="gone")
        kept: list[tuple[str, str]] = []
        restored = 0
        for entry in entries:
            whole = entry.table != "customer"
            done, left = _row(customer_id, entry, when) if whole else _fields(customer_id, entry, when)
            restored += done
            kept += left
    return RestoredChange(restored, tuple(kept))


def _row(customer_id: int, entry: HistoryEntry, when: _When) -> tuple[int, list[tuple[str, str]]]:
    return (1, []) if _restores(customer_id, entry, (), when) else (0, [(entry.table, "")])


def _fields(customer_id: int, entry: HistoryEntry, when: _When) -> tuple[int, list[tuple[str, str]]]:
    """All fields at once, for the parts of a name belong together; one by one only if that is refused."""
    stale = names_changed_since(locked(customer_id, when.today), entry)
    fresh = tuple(change.name for change in entry.fields if change.name not in stale)
    kept = [(entry.table, name) for name in stale]
    if fresh and not _restores(customer_id, entry, fresh, when):
        refused = [name for name in fresh if not _restores(customer_id, entry, (name,), when)]
        return len(fresh) - len(refused), kept + [(entry.table, name) for name in refused]
    return len(fresh), kept


def _restores(customer_id: int, entry: HistoryEntry, names: tuple[str, ...], when: _When) -> bool:
    assert entry.event is not None
    try:
        with transaction.atomic():
            restore_value(
                customer_id,
                entry.table,
                entry.event,
                names=names,
                now=when.now,
                today=when.today,
                staff_id=when.staff_id,
            )
    except Refused:
        return False
    return True
