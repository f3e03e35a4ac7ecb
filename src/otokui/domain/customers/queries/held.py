"""What the shop holds of a person, room by room."""

from collections.abc import Iterator, Mapping
from typing import Any, Final

from django.apps import apps
from django.db import models

from otokui.core.platform.files.models import AttachedFile
from otokui.domain.customers.adapters.held import Place, people_of, place_of
from otokui.domain.customers.models import Customer
from otokui.domain.customers.queries.customer import MergedAway, UnknownCustomer
from otokui.domain.customers.queries.holding import list_holders
from otokui.domain.customers.types import ErasurePlan, HeldTable, ToldTable

DERIVED: Final = frozenset(
    {
        "search", "sort_key", "name_key", "kana_key", "key", "reversed_digits", "version", "created_by_run",
        "pgh_context", "pgh_obj", "pgh_id", "pgh_created_at", "pgh_label", "unit_cost",
    }
)  # fmt: skip
"""Made from what is told beside them, of the machine alone, or what the shop itself has paid."""
_OF_THE_END: Final = frozenset({"customers.ErasedKey", "customers.Erasure"})


def places() -> Iterator[Place]:
    """Every table with rows of customers, as the rooms have registered them; each once, owners first."""
    found: dict[str, Place] = {}
    for holder in list_holders().values():
        for table in sorted(holder.tables | holder.about):
            found.setdefault(table, place_of(table))
    for holder in list_holders().values():
        for table, field in holder.beyond.items():
            owner: Any = apps.get_model(table)._meta.get_field(field).related_model
            found[table] = Place(table, (), (field, found[owner._meta.label]))
    yield from found.values()


def what_stays() -> Mapping[str, Mapping[str, Any]]:
    """The tables whose rows outlive the person, with what their columns become."""
    holders = list_holders().values()
    staying: dict[str, Mapping[str, Any]] = {table: {} for holder in holders for table in holder.about}
    for holder in holders:
        staying |= holder.leaves
    return staying


def plan_erasure(customer_id: int) -> ErasurePlan:
    """What would go and what would stay. Nothing is locked or written. `UnknownCustomer`, `MergedAway`.

    3 queries: all counts are one statement.
    """
    row = Customer.objects.filter(pk=customer_id).values_list("name", "code", "merged_into_id").first()
    if row is None:
        raise UnknownCustomer(f"{customer_id}")
    if row[2] is not None:
        raise MergedAway(customer_id, row[2])
    people, stays, held = people_of(customer_id), what_stays(), list(places())
    numbers = _counts(held, people)
    return ErasurePlan(
        customer_id=customer_id,
        name=row[0] or row[1] or f"#{customer_id}",
        records=len(people),
        tables=tuple(
            HeldTable(place.table, numbers[place.table], place.table in stays)
            for place in held
            if numbers.get(place.table) and place.table not in _OF_THE_END
        ),
        files=sum(numbers.get(place.table, 0) for place in held if issubclass(place.model, AttachedFile)),
        orders=numbers.get("purchases.Order", 0),
    )


def _counts(held: list[Place], people: list[int]) -> dict[str, int]:
    """Rows by table. One statement."""
    each = [
        place.now(people)
        .values(of=models.Value(place.table, output_field=models.TextField()))
        .annotate(n=models.Count("*"))
        for place in held
    ]
    found = each[0].union(*each[1:], all=True)
    return {row["of"]: row["n"] for row in found}


def tell_person(customer_id: int) -> tuple[ToldTable, ...]:
    """All rows that are held of a person, and all earlier versions, in the order of the rooms.

    `UnknownCustomer`, `MergedAway`. A few queries a table: for a file, not for a page.
    """
    plan = plan_erasure(customer_id)
    people = people_of(plan.customer_id)
    return tuple(
        ToldTable(
            place.table,
            tuple(_plain(row) for row in place.rows(people)),
            tuple(_former(row) for row in place.former(people)),
        )
        for place in places()
        if place.table not in _OF_THE_END
    )


def _plain(row: models.Model) -> dict[str, Any]:
    return {
        field.attname: getattr(row, field.attname)
        for field in row._meta.concrete_fields
        if field.name not in DERIVED
    }


def _former(event: Any) -> dict[str, Any]:
    return {"changed_at": event.pgh_created_at, "change": event.pgh_label} | _plain(event)
