"""What a merge would do, decided before anything is written: the page shows it, the action carries it out."""

import hashlib
import json
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final, NamedTuple

from django.db.models import Q

from otokui.core.kernel.errors import Refused
from otokui.domain.customers.adapters.moving import Column, columns_of, held_rows
from otokui.domain.customers.models import Consent, Customer
from otokui.domain.customers.queries.customer import UnknownCustomer
from otokui.domain.customers.queries.holding import list_holders
from otokui.domain.customers.rules import merging, merging_several
from otokui.domain.customers.types.merging import GroupPlan, HeldRow, Kept, MergePlan, Side

OWN_COLUMNS: Final = tuple(column for columns in merging.GROUPS.values() for column in columns)
MOST_AT_ONCE: Final = 5
"""Of more records than these nobody sees in one look whether they are one person."""
_CONSENTS: Final = "customers.Consent"
_REFERRALS: Final = "customers.Customer"


def plan_merge(survivor_id: int, other_id: int, *, chosen: Mapping[str, Side] | None = None) -> MergePlan:
    """All that merging the other into the survivor would do; nothing is locked or written.

    3 queries. `UnknownCustomer`; `Refused` (`same_customer`, `merged_already`).
    """
    found, followers = those_of((survivor_id, other_id))
    survivor, other = (
        _Record(person_of(found[each]), called(found[each]), found[each].version)
        for each in (survivor_id, other_id)
    )
    words = list(_words(survivor_id, other_id))
    held = held_rows([column for _holder, column in held_columns()], [other_id], survivor_id)
    return _plan(survivor, other, chosen or {}, words, followers.get(other_id, ()), held[other_id])


def plan_group(
    survivor_id: int, other_ids: Sequence[int], *, chosen: Mapping[str, int | None] | None = None
) -> GroupPlan:
    """All that merging these into the survivor, one after the other, would do.

    `chosen` says by field whose value holds, None for all of it together, else what is proposed. 3 queries.
    Raises as `plan_merge`; `Refused` (too_many) for more than `MOST_AT_ONCE`.
    """
    if len(other_ids) > MOST_AT_ONCE:
        raise Refused("At most %(most)s records at once.", code="too_many", most=MOST_AT_ONCE)
    found, followers = those_of((survivor_id, *other_ids))
    words = list(_words(survivor_id, *other_ids))
    held = held_rows([column for _holder, column in held_columns()], other_ids, survivor_id)
    survivor, *others = merging_several.among_themselves(
        person_of(found[each]) for each in (survivor_id, *other_ids)
    )
    fields, sides = merging_several.choices_of_several(survivor, others, chosen or {})
    plans, told = [], [[each, found[each].version, person_of(found[each]).columns] for each in found]
    for other in others:
        plan = _plan(
            _Record(survivor, called(found[survivor_id]), found[survivor_id].version),
            _Record(other, called(found[other.id]), found[other.id].version),
            sides[other.id],
            [word for word in words if word.customer_id in (survivor_id, other.id)],
            followers.get(other.id, ()),
            held[other.id],
        )
        owner = {row.row: row.to_id for row in plan.rows if row.table == _CONSENTS}
        words = [word._replace(customer_id=owner.get(word.row, word.customer_id)) for word in words]
        survivor = merging_several.merged(survivor, other, plan.columns)
        plans.append(plan)
        told.append([plan.followers, [[each.table, each.row, each.to_id, each.kept] for each in plan.rows]])
    return GroupPlan(
        survivor_id=survivor_id,
        names={each: called(customer) for each, customer in found.items()},
        plans=tuple(plans),
        sides=sides,
        fields=tuple(fields),
        consents={word.channel: word.granted for word in words if word.customer_id == survivor_id},
        seen=_mark(told),
    )


class _Record(NamedTuple):
    """One of the two of a merge, as it is then."""

    person: merging.Person
    name: str
    version: int


def _plan(
    survivor: _Record,
    other: _Record,
    chosen: Mapping[str, Side],
    words: Sequence[merging.Word],
    followers: tuple[int, ...],
    held: Sequence[tuple[int, int, bool]],
) -> MergePlan:
    survivor_id, other_id = survivor.person.id, other.person.id
    fields = tuple(merging.choices(survivor.person, other.person, chosen))
    set_aside = merging.set_aside(words)
    aside = {word.row: word.customer_id for word in words if word.row in set_aside}
    rows = tuple(_rows(survivor_id, other_id, aside, held))
    told = [survivor.version, other.version, survivor_id, other_id, followers]
    told += [[each.name, each.of_survivor, each.of_other] for each in fields]
    told += [[each.table, each.row, each.to_id, each.kept] for each in rows]
    return MergePlan(
        survivor_id=survivor_id,
        other_id=other_id,
        names=(survivor.name, other.name),
        fields=fields,
        rows=rows,
        columns=merging.columns_after(survivor.person, fields),
        consents={word.channel: word.granted for word in words if word.row not in aside},
        followers=followers,
        seen=_mark(told),
    )


def _mark(told: Sequence[Any]) -> str:
    return hashlib.sha256(json.dumps(told, default=str).encode()).hexdigest()[:32]


def those_of(customer_ids: Sequence[int]) -> tuple[dict[int, Customer], dict[int, tuple[int, ...]]]:
    """All of them as they are now, by id, and by id who has been merged into them. One query.

    Refused where one of them is merged already.
    """
    if len(set(customer_ids)) < max(2, len(customer_ids)):
        raise Refused("This is one and the same customer.", code="same_customer")
    concerned = Customer.objects.filter(Q(pk__in=customer_ids) | Q(merged_into__in=customer_ids))
    found = concerned.select_related("merged_into").defer("search", "merged_into__search").order_by("pk")
    by_id = {customer.pk: customer for customer in found}
    followers: dict[int, tuple[int, ...]] = {}
    for customer in by_id.values():
        if customer.merged_into_id is not None:
            followers[customer.merged_into_id] = (*followers.get(customer.merged_into_id, ()), customer.pk)
    for customer_id in customer_ids:
        if customer_id not in by_id:
            raise UnknownCustomer(f"{customer_id}")
        if into := by_id[customer_id].merged_into:
            raise Refused(
                "%(name)s has been merged into %(into)s already. Go on from there.",
                code="merged_already",
                name=called(by_id[customer_id]),
                into=called(into),
            )
    return {customer_id: by_id[customer_id] for customer_id in customer_ids}, followers


def called(customer: Customer) -> str:
    """The name, or what else names somebody without one."""
    return customer.name or customer.code or f"#{customer.pk}"


def person_of(customer: Customer) -> merging.Person:
    """The columns that a merge decides about."""
    columns = {name: getattr(customer, name) for name in OWN_COLUMNS}
    columns["code"] = customer.code or ""
    columns["tags"] = sorted(customer.tags)
    own = {f"attributes.{key}": value for key, value in customer.attributes.items()}
    return merging.Person(customer.pk, columns | own, customer.updated_at)


def held_columns() -> list[tuple[str, Column]]:
    """Holder and foreign key of everything that a customer's rows lie in."""
    return [
        (name, column)
        for name, holder in list_holders().items()
        for column in columns_of(holder.tables - holder.derived)
    ]


def _words(*customer_ids: int) -> Iterator[merging.Word]:
    rows = Consent.objects.filter(customer_id__in=customer_ids).order_by("at", "pk")
    for row in rows.values_list("pk", "customer_id", "channel", "granted", "at"):
        yield merging.Word(*row)


def _rows(
    survivor_id: int, other_id: int, aside: Mapping[int, int], held: Sequence[tuple[int, int, bool]]
) -> Iterator[HeldRow]:
    columns = held_columns()
    for place, row, same in held:
        holder, column = columns[place]
        if column.table == _REFERRALS and row == survivor_id:
            continue  # a field of the survivor, chosen with the others
        kept = Kept.SAME if same else None
        if column.table == _CONSENTS and row in aside:
            kept = Kept.STRICTER
        to_id = other_id if kept else survivor_id
        yield HeldRow(holder, column.table, column.name, row, other_id, to_id, kept)
    for row, owner in sorted(aside.items()):
        if owner == survivor_id:
            where = next((holder, each.name) for holder, each in columns if each.table == _CONSENTS)
            yield HeldRow(where[0], _CONSENTS, where[1], row, survivor_id, other_id, Kept.STRICTER)


def by_column(rows: Sequence[HeldRow]) -> dict[tuple[str, str, int, int], list[int]]:
    """The rows that change hands: by table, field, who had them and who gets them."""
    found: dict[tuple[str, str, int, int], list[int]] = {}
    for row in rows:
        if row.moves:
            found.setdefault((row.table, row.field, row.from_id, row.to_id), []).append(row.row)
    return found


def as_json(columns: Mapping[str, Any]) -> dict[str, Any]:
    """Columns as a merge remembers them."""
    return {name: merging.plain(value) for name, value in columns.items()}
