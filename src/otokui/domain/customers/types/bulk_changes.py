"""One change for many customers at once."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from typing import Any

from otokui.domain.customers.types.inputs import AttributeValue
from otokui.domain.customers.types.words import ContactWay, PurposeKind


class BulkKind(StrEnum):
    """担当・タグを付ける・タグを外す・独自の項目・タスク・同意の取り消し. None of them grants a consent."""

    IN_CHARGE = "in_charge"
    TAG_ADD = "tag_add"
    TAG_REMOVE = "tag_remove"
    OWN = "own"
    TASK = "task"
    WITHDRAW = "withdraw"


class BulkState(StrEnum):
    """What became of one customer: waiting, done, the same before, refused; taken back, or kept."""

    WAITING = "waiting"
    DONE = "done"
    SAME = "same"
    REFUSED = "refused"
    UNDONE = "undone"
    KEPT = "kept"


@dataclass(frozen=True, slots=True, kw_only=True)
class BulkOrder:
    """What is to be done. `staff_id`: in charge from now on, or who has the task (None: nobody, anybody).

    `key` and `value` of a field of the shop's own, None takes the value away. A task has `due_on`, `way`,
    `text` and the `purpose` in which guards are asked. A withdrawal of consent has the way (`Channel`) in
    `key`, "" for all of them, and in `text` how we know.
    """

    kind: BulkKind
    staff_id: int | None = None
    text: str = ""
    key: str = ""
    value: AttributeValue | None = None
    due_on: date | None = None
    way: ContactWay | None = None
    purpose: PurposeKind = PurposeKind.ADVERT


@dataclass(frozen=True, slots=True, kw_only=True)
class ExportView:
    """A file of customers that left. `unwritable`: characters with the number of customers who bear them.

    One that a `job` writes is there once it has `content` (SHA-256) and `size`; `downloads` are its owner's.
    """

    id: int
    staff: str
    at: datetime
    form: str
    conditions: str
    columns: str
    customers: int
    unwritable: Mapping[str, int]
    staff_id: int | None = None
    wanted: dict[str, Any] = field(default_factory=dict)
    job: int | None = None
    content: str = ""
    size: int = 0
    downloads: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class BulkView:
    """One such change. `counts` by state; `left_out`: (customer_id, name, reason) of the first ones.

    `reasons`: how many were left out for each.
    """

    id: int
    order: BulkOrder
    staff_id: int | None
    staff: str
    asked_at: datetime
    total: int
    counts: Mapping[BulkState, int] = field(default_factory=dict)
    left_out: tuple[tuple[int, str, str], ...] = ()
    reasons: Mapping[str, int] = field(default_factory=dict)
    finished: bool = False
    undo_asked: bool = False

    @property
    def through(self) -> int:
        return self.total - self.counts.get(BulkState.WAITING, 0)
