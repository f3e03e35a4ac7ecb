"""Two customers who are one: what is proposed, what will happen, what has happened."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any


class Side(StrEnum):
    """Whose value holds after the merge."""

    SURVIVOR = "survivor"
    OTHER = "other"
    BOTH = "both"


class Kept(StrEnum):
    """Why a row is not the survivor's after the merge."""

    SAME = "same"
    """The survivor has the same already."""
    STRICTER = "stricter"
    """A permission younger than the other's refusal: the refusal holds."""


@dataclass(frozen=True, slots=True)
class FieldChoice:
    """One field of the two side by side.

    `options`: the sides that can be chosen, one if nothing is to choose.
    """

    name: str
    of_survivor: Any
    of_other: Any
    side: Side
    result: Any
    options: tuple[Side, ...]

    @property
    def differs(self) -> bool:
        return len(self.options) > 1


@dataclass(frozen=True, slots=True)
class GroupField:
    """One field of several side by side: by customer what each says.

    `options`: customers whose value can be chosen, one of several who say the same, empty if nothing is to
    choose; `may_join`: all of it together can be. `chosen`: whose value holds, None for all together.
    """

    name: str
    values: Mapping[int, Any]
    chosen: int | None
    result: Any
    options: tuple[int, ...]
    may_join: bool = False

    @property
    def differs(self) -> bool:
        return len(self.options) > 1


@dataclass(frozen=True, slots=True)
class HeldRow:
    """A row that changes hands, or with `kept` ends up (or stays) with the merged customer."""

    holder: str
    table: str
    field: str
    row: int
    from_id: int
    to_id: int
    kept: Kept | None = None

    @property
    def moves(self) -> bool:
        return self.from_id != self.to_id


@dataclass(frozen=True, slots=True)
class Held:
    """The rows of one table in a plan: how many move, how many stay behind, the first of them in words."""

    table: str
    label: str
    moving: int
    staying: int
    moving_words: tuple[str, ...] = ()
    staying_words: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class MergePlan:
    """What a merge would do. `seen` is the mark of the two records, not of what is chosen: who
    confirms says what was looked at.

    `columns` are the survivor's own columns after it, as far as they change; `consents` what holds by way.
    """

    survivor_id: int
    other_id: int
    names: tuple[str, str]
    fields: tuple[FieldChoice, ...]
    rows: tuple[HeldRow, ...]
    columns: Mapping[str, Any]
    consents: Mapping[str, bool]
    followers: tuple[int, ...]
    seen: str


@dataclass(frozen=True, slots=True)
class GroupPlan:
    """What merging several records into one, one after the other, would do.

    Each of the `plans` is what the merge of one of them does when those before it are done; `sides` says by
    record and field what is chosen in it. `fields` are those of the survivor after all of it. `seen` as in
    `MergePlan`.
    """

    survivor_id: int
    names: Mapping[int, str]
    plans: tuple[MergePlan, ...]
    sides: Mapping[int, Mapping[str, Side]]
    fields: tuple[GroupField, ...]
    consents: Mapping[str, bool]
    seen: str


@dataclass(frozen=True, slots=True)
class Remainder:
    """What stays with the survivor though the merge was taken back.

    `why`: `edited`, `since`, `gone`, `clash`.

    `what` is a field, or the table of `count` rows.
    """

    what: str
    why: str
    count: int = 1


@dataclass(frozen=True, slots=True)
class MergeRecord:
    """A merge that was done, perhaps taken back since."""

    id: int
    survivor_id: int
    merged_id: int
    survivor: str
    merged: str
    merged_code: str
    at: datetime
    by: str
    rule: str
    rows: int
    kept: int
    undone_at: datetime | None
    undone_by: str
    told: tuple[Remainder, ...]


@dataclass(frozen=True, slots=True)
class Unmerged:
    """A merge was taken back: `returned` rows went back; what remains with the survivor, and why."""

    merge: int
    survivor_id: int
    merged_id: int
    returned: int
    remains: tuple[Remainder, ...]
