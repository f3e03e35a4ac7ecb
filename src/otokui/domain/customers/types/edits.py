"""Editing in place: what a person changes, what they had seen, and who was faster."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from otokui.core.kernel.errors import Refused


class Point(StrEnum):
    """Where somebody is reached; the names of the lists in `CustomerInput`."""

    PHONE = "phones"
    MAIL = "mails"
    ADDRESS = "addresses"


class ChangedMeanwhile(Refused):
    """Somebody saved another value since this one was read; nothing was written."""

    code = "changed_meanwhile"


@dataclass(frozen=True, slots=True)
class FieldChange:
    """One value of a row, before and after; both as JSON has them, None where there was none."""

    name: str
    before: Any
    after: Any


@dataclass(frozen=True, slots=True, kw_only=True)
class HistoryEntry:
    """One row that was written, changed or deleted.

    `table`: `customer`, `phone`, `mail`, `address`, `contact_person`, `household`, `preference` or `consent`;
    `kind`: `insert`, `update` or `delete`. Entries of one `change` were made together. `event` is None for
    rows of an import, whose record is the run; then `at` may be unknown. `row` is the row as it was before
    (insert: as it was written). `run` and `staff_id` say who.
    """

    table: str
    event: int | None
    kind: str
    row_id: int
    change: str
    at: datetime | None
    cause: str
    run: int | None
    staff_id: int | None
    staff: str
    row: Mapping[str, Any]
    fields: tuple[FieldChange, ...]


@dataclass(frozen=True, slots=True)
class HistoryPage:
    """`next_cursor` '' on the last page."""

    entries: tuple[HistoryEntry, ...]
    next_cursor: str
