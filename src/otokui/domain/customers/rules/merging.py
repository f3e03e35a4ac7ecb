"""What two records of one person become: field by field, and which word on a consent holds."""

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from typing import Any, Final, NamedTuple

from otokui.domain.customers.types.merging import FieldChoice, Side

NAME: Final = ("kind", "name", "family_name", "given_name", "company_name")
READING: Final = ("family_kana", "given_kana", "company_kana")
GROUPS: Final[dict[str, tuple[str, ...]]] = {
    "name": NAME,
    "reading": READING,
    "code": ("code",),
    "honorific": ("honorific",),
    "birthday": ("birthday",),
    "customer_since": ("customer_since",),
    "line_id": ("line_id",),
    "in_charge": ("in_charge_id",),
    "referred_by": ("referred_by_id",),
    "reason_chosen": ("reason_chosen",),
    "memo": ("memo",),
    "memo_pops_up": ("memo_pops_up",),
    "open_complaint": ("open_complaint",),
    "tags": ("tags",),
}
"""Fields as a person chooses them, and the columns each stands for. The shop's own are `attributes.KEY`."""

JOINED: Final = frozenset({"memo"})
DECIDED: Final = frozenset({"memo_pops_up", "open_complaint", "tags"})
"""Where nothing is to choose: a flag holds if either has it, tags come together."""


class Person(NamedTuple):
    """A customer's own columns by name, the shop's own fields as `attributes.KEY`."""

    id: int
    columns: Mapping[str, Any]
    updated_at: datetime


def choices(survivor: Person, other: Person, chosen: Mapping[str, Side]) -> list[FieldChoice]:
    """All fields of which either knows something; `chosen` by hand, else as proposed."""
    found = []
    for name, columns in _fields(survivor, other).items():
        ours = tuple(_clean(survivor, column, other) for column in columns)
        theirs = tuple(_clean(other, column, survivor) for column in columns)
        kept = all(survivor.columns.get(column) == value for column, value in zip(columns, ours, strict=True))
        if kept and not says(name, ours) and not says(name, theirs):
            continue
        options = _options(name, ours, theirs)
        side = chosen.get(name, Side.BOTH)
        if side not in options:
            side = _proposed(name, ours, theirs, options, survivor, other)
        result = _result(name, ours, theirs, side)
        found.append(FieldChoice(name, ours, theirs, side, result, options))
    return found


def columns_after(survivor: Person, fields: Iterable[FieldChoice]) -> dict[str, Any]:
    """The survivor's own columns that the merge changes, with their new values."""
    after: dict[str, Any] = {}
    for choice in fields:
        for column, value in zip(columns_of(choice.name), choice.result, strict=True):
            if survivor.columns.get(column) != value:
                after[column] = value
    return after


def columns_of(field: str) -> tuple[str, ...]:
    """The columns behind a field."""
    return GROUPS.get(field, (field,))


def field_of(column: str) -> str:
    """The field to which a column belongs."""
    return next((name for name, columns in GROUPS.items() if column in columns), column)


def _fields(survivor: Person, other: Person) -> dict[str, tuple[str, ...]]:
    own = sorted({name for each in (survivor, other) for name in each.columns if "." in name})
    return GROUPS | {name: (name,) for name in own}


def _clean(person: Person, column: str, twin: Person) -> Any:
    value = person.columns.get(column)
    if column == "referred_by_id" and value in (person.id, twin.id):
        return None  # nobody sends themselves
    return value


def says(name: str, values: tuple[Any, ...]) -> bool:
    """Whether anything is known; every name has a kind, which says nothing without one."""
    told = values[1:] if name == "name" else values
    return any(value not in (None, "", [], False) for value in told)


def _options(name: str, ours: tuple[Any, ...], theirs: tuple[Any, ...]) -> tuple[Side, ...]:
    if name in DECIDED:
        return (Side.BOTH,)
    if ours == theirs or not says(name, theirs):
        return (Side.SURVIVOR,)
    if not says(name, ours):
        return (Side.OTHER,)
    if name in JOINED and ours[0].strip() not in theirs[0] and theirs[0].strip() not in ours[0]:
        return (Side.BOTH, Side.SURVIVOR, Side.OTHER)
    return (Side.SURVIVOR, Side.OTHER)


def _proposed(
    name: str,
    ours: tuple[Any, ...],
    theirs: tuple[Any, ...],
    options: tuple[Side, ...],
    survivor: Person,
    other: Person,
) -> Side:
    """The fuller; of two equally full ones the newer, except where the older says more."""
    if len(options) == 1 or options[0] is Side.BOTH:
        return options[0]
    if name == "code":
        return Side.SURVIVOR
    if name == "customer_since":
        return Side.SURVIVOR if ours[0] <= theirs[0] else Side.OTHER
    fullness = [_fullness(name, values) for values in (ours, theirs)]
    if fullness[0] != fullness[1]:
        return Side.SURVIVOR if fullness[0] > fullness[1] else Side.OTHER
    return Side.OTHER if other.updated_at > survivor.updated_at else Side.SURVIVOR


def _fullness(name: str, values: tuple[Any, ...]) -> tuple[int, int]:
    filled = sum(1 for value in values if value not in (None, ""))
    words = sum(len(value) for value in values if isinstance(value, str))
    return filled, words if name in ("memo", "reason_chosen") else 0


def _result(name: str, ours: tuple[Any, ...], theirs: tuple[Any, ...], side: Side) -> tuple[Any, ...]:
    if name == "tags":
        return (sorted({*(ours[0] or ()), *(theirs[0] or ())}),)
    if name in DECIDED:
        return (bool(ours[0] or theirs[0]),)
    if side is Side.BOTH:
        return (f"{ours[0].rstrip()}\n{theirs[0].lstrip()}",)
    return ours if side is Side.SURVIVOR else theirs


class Word(NamedTuple):
    """A row of the consents of either of the two."""

    row: int
    customer_id: int
    channel: str
    granted: bool
    at: datetime


def set_aside(words: Iterable[Word]) -> set[int]:
    """Rows that must not be the survivor's so that the stricter of two last words holds, way by way.

    Refused by the last word of either of the two: permissions younger than the latest such refusal.
    """
    last: dict[tuple[str, int], Word] = {}
    known = sorted(words, key=lambda word: (word.at, word.row))
    for word in known:
        last[word.channel, word.customer_id] = word
    refusals: dict[str, tuple[datetime, int]] = {}
    for word in last.values():
        if not word.granted:
            at = (word.at, word.row)
            refusals[word.channel] = max(at, refusals.get(word.channel, at))
    return {
        word.row
        for word in known
        if word.granted and word.channel in refusals and (word.at, word.row) > refusals[word.channel]
    }


def plain(value: Any) -> Any:
    """A column's value as JSON keeps it."""
    return (
        value.isoformat() if isinstance(value, date) else list(value) if isinstance(value, tuple) else value
    )


def tags_without(now: Iterable[str], *, before: Iterable[str], after: Iterable[str]) -> list[str]:
    """The tags when a merge is taken back: as before it, with what was added or taken away since."""
    present, old, merged = set(now), set(before), set(after)
    return sorted((old - (merged - present)) | (present - merged))
