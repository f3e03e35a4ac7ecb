"""Rows that name a customer, in whatever room's tables they lie: found, moved, moved back."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache, reduce
from operator import or_
from typing import Any

from django.apps import apps
from django.db import models
from django.db.models import Case, Exists, F, Max, OuterRef, Q, Value, When

from otokui.domain.customers.models import Customer

_NOT_A_HOLDING = frozenset(
    {
        "customers.BulkChangeRow",
        "customers.Erasure",
        "customers.FlawMark",
        "customers.Merge",
        "customers.Pair",
    }
)
"""What is said of the record itself: what was done to it, what it looks like."""


@dataclass(frozen=True)
class Column:
    """A foreign key to the customer; `unique`: what else makes a row the only one, and where that holds.

    Where the customer is the row's own key (`is_key`), a merge calls the row by the customer who had it.
    """

    table: str
    name: str
    unique: tuple[tuple[tuple[str, ...], Q], ...]

    @property
    def model(self) -> type[models.Model]:
        return apps.get_model(self.table)

    @property
    def rows(self) -> Any:
        return self.model._default_manager.order_by()

    @property
    def is_key(self) -> bool:
        return bool(self.model._meta.pk) and self.model._meta.pk.attname == self.name

    def ids_of(self, customer_id: int) -> list[int]:
        """The rows that name this customer. One query."""
        return list(self.rows.filter(**{self.name: customer_id}).order_by("pk").values_list("pk", flat=True))

    def beside(self, of_id: int, with_ids: Sequence[int], place: int) -> Any:
        """`held_rows` of this column, as a query."""
        there = {f"{self.name}__in": with_ids}
        twins = [
            Exists(self.rows.filter(where, **there, **{each: OuterRef(each) for each in more})) & where
            for more, where in self.unique
        ]
        same = reduce(or_, twins) if twins else Value(False)
        told = Case(When(same, then=Value(True)), default=Value(False)) if twins else same
        mine = self.rows.filter(**{self.name: of_id})
        return mine.annotate(in_column=Value(place), has_twin=told).values_list("in_column", "pk", "has_twin")

    def same_as(self, of_id: int, with_id: int, rows: Collection[int] | None = None) -> set[int]:
        """Rows of one customer that could not be another's beside what that one has.

        One query a uniqueness.
        """
        found: set[int] = set()
        for beside, where in self.unique:
            twins = self.rows.filter(
                where, **{self.name: with_id}, **{each: OuterRef(each) for each in beside}
            )
            mine = self.rows.filter(where, Exists(twins), **{self.name: of_id})
            if rows is not None and not self.is_key:
                mine = mine.filter(pk__in=rows)
            found |= set(mine.values_list("pk", flat=True))
        return found

    def still_of(self, customer_id: int, rows: Collection[int]) -> set[int]:
        """Those of the rows that are this customer's now. One query."""
        if self.is_key:
            return set(rows) if self.rows.filter(pk=customer_id).exists() else set()
        found = self.rows.filter(pk__in=rows, **{self.name: customer_id})
        return set(found.values_list("pk", flat=True))

    def give(self, rows: Collection[int], to_id: int, *, of_id: int) -> None:
        """Give these rows of one customer to another. One statement; three where the customer is the key:
        a row that changes its key would leave no event in the history of either.
        """
        if self.is_key and rows:
            there = list(self.rows.filter(**{self.name: of_id}))
            self.rows.filter(**{self.name: of_id}).delete()
            for row in there:
                setattr(row, self.name, to_id)
            self.rows.bulk_create(there)
        elif rows:
            self.rows.filter(pk__in=rows, **{self.name: of_id}).update(**{self.name: to_id})

    @property
    def is_placed(self) -> bool:
        """Whether rows have a place among the customer's others."""
        return any(field.name == "position" for field in self.model._meta.local_fields)


def held_rows(
    columns: Sequence[Column], of_ids: Sequence[int], with_id: int
) -> dict[int, list[tuple[int, int, bool]]]:
    """By customer all rows in these columns: place of the column, row, and whether another has the same.

    Another is `with_id` and whoever stands before in `of_ids`. In the order of columns and rows. One query.
    """
    many = len(columns)
    found = [
        column.beside(of_id, [with_id, *of_ids[:turn]], turn * many + place)
        for turn, of_id in enumerate(of_ids)
        for place, column in enumerate(columns)
    ]
    rows: dict[int, list[tuple[int, int, bool]]] = {of_id: [] for of_id in of_ids}
    for place, row, same in sorted(found[0].union(*found[1:], all=True)) if found else ():
        rows[of_ids[place // many]].append((place % many, row, same))
    return rows


@lru_cache
def columns_of(tables: frozenset[str]) -> tuple[Column, ...]:
    """The foreign keys to the customer in these models, in the order of tables and fields."""
    return tuple(
        Column(table, field.attname, _uniqueness(apps.get_model(table), field))
        for table in sorted(tables - _NOT_A_HOLDING)
        for field in apps.get_model(table)._meta.local_fields
        if field.related_model is Customer
        and isinstance(field, models.ForeignKey)
        and field.name != "merged_into"
    )


def _uniqueness(
    model: type[models.Model], field: "models.Field[Any, Any]"
) -> tuple[tuple[tuple[str, ...], Q], ...]:
    found: list[tuple[tuple[str, ...], Q]] = [((), Q())] if field.unique else []
    if kind := getattr(model, "ONE_OF_A_KIND", ()):
        found.append((kind, ~Q(**{kind[0]: ""})))
    for constraint in model._meta.constraints:
        if isinstance(constraint, models.UniqueConstraint) and field.name in constraint.fields:
            found.append((_others(constraint.fields, field.name), constraint.condition or Q()))
    found += [
        (_others(together, field.name), Q())
        for together in model._meta.unique_together
        if field.name in together
    ]
    return tuple(found)


def _others(names: Iterable[str], but: str) -> tuple[str, ...]:
    return tuple(name for name in names if name != but)


def places_of(column: Column, rows: Collection[int]) -> dict[int, int]:
    """The places of rows among their customer's. One query."""
    return dict(column.rows.filter(pk__in=rows).values_list("pk", "position"))


def put_behind(column: Column, rows: Collection[int], customer_id: int) -> None:
    """Place rows, before they are given, behind all that the customer has. 2 statements."""
    last = column.rows.filter(**{column.name: customer_id}).aggregate(last=Max("position"))["last"]
    if last is not None:
        column.rows.filter(pk__in=rows).update(position=F("position") + last + 1)


def put_back(column: Column, places: Mapping[int, int]) -> None:
    """Rows have the places again that they had. One statement a place."""
    by_place: dict[int, list[int]] = {}
    for row, place in places.items():
        by_place.setdefault(place, []).append(row)
    for place, rows in by_place.items():
        column.rows.filter(pk__in=rows).exclude(position=place).update(position=place)


def newest(column: Column) -> int:
    """The id of the table's newest row, 0 if it has none. One query."""
    return int(column.rows.aggregate(newest=Max("pk"))["newest"] or 0)
