"""What several records of one customer become, merged one after the other: whose value holds."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from otokui.domain.customers.rules.merging import DECIDED, JOINED, Person, choices, columns_after, says
from otokui.domain.customers.rules.merging import columns_of as columns
from otokui.domain.customers.types.merging import GroupField, Side

Sides = dict[int, dict[str, Side]]


def choices_of_several(
    survivor: Person, others: Sequence[Person], chosen: Mapping[str, int | None]
) -> tuple[list[GroupField], Sides]:
    """All fields of which any knows something, and by record what to choose when it is merged.

    `chosen` says by field whose value holds, None for all of it together; else what merging one after the
    other proposes.
    """
    first, *rest = persons = among_themselves((survivor, *others))
    whose: dict[str, int | None] = {}
    sides: Sides = {}
    for other in rest:
        step = choices(first, other, {name: _side(each, other.id) for name, each in chosen.items()})
        sides[other.id] = {choice.name: choice.side for choice in step}
        for choice in step:
            if choice.side is Side.OTHER:
                whose[choice.name] = other.id
            elif choice.side is Side.BOTH:
                whose[choice.name] = None
        first = merged(first, other, columns_after(first, step))
    names = dict.fromkeys(name for step_sides in sides.values() for name in step_sides)
    return [_field(name, persons, whose.get(name, survivor.id), first) for name in names], sides


def among_themselves(persons: Iterable[Person]) -> list[Person]:
    """Of those who are one customer none was sent by another."""
    found = list(persons)
    ids = {person.id for person in found}
    return [
        person._replace(columns={**person.columns, "referred_by_id": None})
        if person.columns.get("referred_by_id") in ids
        else person
        for person in found
    ]


def merged(survivor: Person, other: Person, changes: Mapping[str, Any]) -> Person:
    """The survivor when the other is merged into it."""
    known = {name: value for name, value in {**survivor.columns, **changes}.items() if _is_there(name, value)}
    return Person(survivor.id, known, max(survivor.updated_at, other.updated_at))


def _is_there(name: str, value: Any) -> bool:
    return value is not None or "." not in name


def _side(whose: int | None, other_id: int) -> Side:
    return Side.BOTH if whose is None else Side.OTHER if whose == other_id else Side.SURVIVOR


def _field(name: str, persons: Sequence[Person], whose: int | None, after: Person) -> GroupField:
    values = {person.id: tuple(person.columns.get(column) for column in columns(name)) for person in persons}
    first_with: list[int] = []
    for each, value in values.items():
        if says(name, value) and value not in [values[known] for known in first_with]:
            first_with.append(each)
    if whose is not None:
        whose = next((each for each in values if values[each] == values[whose]), whose)
    return GroupField(
        name=name,
        values=values,
        chosen=None if name in DECIDED else whose,
        result=tuple(after.columns.get(column) for column in columns(name)),
        options=() if name in DECIDED else tuple(first_with),
        may_join=name in JOINED and len(first_with) > 1,
    )
