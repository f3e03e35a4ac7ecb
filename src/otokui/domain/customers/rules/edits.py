"""An edit in place: which values it changes, and a mark of what the editor had seen."""

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import astuple, is_dataclass, replace
from typing import Any

from otokui.domain.customers.types import ContactPersonInput, ContactPersonRecord, CustomerInput, Point

_ATTRIBUTE = "attributes."
_NAMES = frozenset({"family_name", "given_name", "company_name", "kind"})
_PERSON = (
    "family_name", "given_name", "family_kana", "given_kana", "department", "post", "honorific", "decides",
    "memo", "left_on",
)  # fmt: skip


def mark(*values: object) -> str:
    """A short text that is the same as long as the values are."""
    plain = [
        astuple(value) if is_dataclass(value) and not isinstance(value, type) else value for value in values
    ]
    written = json.dumps(plain, default=str, ensure_ascii=False, sort_keys=True)
    return hashlib.sha256(written.encode()).hexdigest()[:20]


def value_of(given: CustomerInput, name: str) -> Any:
    """A field of the input; `attributes.KEY` for a field of the shop's own, None where it is unknown."""
    if name.startswith(_ATTRIBUTE):
        return given.attributes.get(name.removeprefix(_ATTRIBUTE))
    return getattr(given, name)


def seen_in(given: CustomerInput, names: Iterable[str]) -> str:
    """The mark of these fields."""
    return mark(*(value_of(given, name) for name in sorted(names)))


def with_values(given: CustomerInput, values: Mapping[str, Any]) -> CustomerInput:
    """The input with these fields changed; None takes an attribute away."""
    plain = {name: value for name, value in values.items() if not name.startswith(_ATTRIBUTE)}
    own = dict(given.attributes)
    for name, value in values.items():
        if name.startswith(_ATTRIBUTE):
            own.pop(name.removeprefix(_ATTRIBUTE), None)
            if value is not None:
                own[name.removeprefix(_ATTRIBUTE)] = value
    # The display name follows its parts; left in the input it would bring back a part that was emptied.
    name = "" if _NAMES & plain.keys() else given.name
    return replace(given, **({"name": name, "attributes": own} | plain))


def point_at(given: CustomerInput, point: Point, ids: Iterable[int], row_id: int) -> tuple[int, Any] | None:
    """Place and value of one phone, mail or address, `ids` being those of the list; None if it is gone."""
    for place, (known, value) in enumerate(zip(ids, getattr(given, point.value), strict=True)):
        if known == row_id:
            return place, value
    return None


def with_point(
    given: CustomerInput, point: Point, place: int | None, value: Any, *, first: bool
) -> CustomerInput:
    """The list with this value at its place (None: at the end), without it for None, in front if `first`."""
    rows = list(getattr(given, point.value))
    if place is not None:
        rows.pop(place)
    if value is not None:
        rows.insert(0 if first else len(rows) if place is None else place, value)
    changed: dict[str, Any] = {point.value: tuple(rows)}
    return replace(given, **changed)


def person_seen(person: ContactPersonInput | ContactPersonRecord | object) -> str:
    """The mark of a contact person, whatever carries the fields."""
    return mark(*(getattr(person, name) for name in _PERSON))
