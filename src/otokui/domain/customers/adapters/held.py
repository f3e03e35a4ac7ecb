"""All rows that are a person's, in whatever room's tables, and the earlier versions of them."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache, reduce
from operator import or_
from typing import Any, Final

from django.apps import apps
from django.db import models
from django.db.models import Q

from otokui.domain.customers.models import Customer

OWN: Final = "customers.Customer"


@dataclass(frozen=True)
class Place:
    """A table and how its rows name the person: by keys to the customer, or by the key `owner` to a row of
    another place.
    """

    table: str
    keys: tuple[str, ...]
    owner: "tuple[str, Place] | None" = None

    @cached_property
    def model(self) -> type[models.Model]:
        return apps.get_model(self.table)

    @property
    def events(self) -> type[models.Model] | None:
        """The table of its history; None for one that keeps none."""
        return history_of(self.model)

    def now(self, people: Sequence[int]) -> Any:
        """The rows that stand there, found without the history: as a query."""
        found = self.model._default_manager.order_by()
        if self.owner is not None:
            field, place = self.owner
            return found.filter(**{f"{field}_id__in": place.now(people).values("pk")})
        return found.filter(self._named(people))

    def rows(self, people: Sequence[int]) -> Any:
        """The same, and those that hang on rows which are gone."""
        return self.model._default_manager.order_by("pk").filter(self._named(people))

    def former(self, people: Sequence[int]) -> Any:
        """The history of these rows, and of those that are gone; nothing for a table without one."""
        if self.events is None:
            return Customer.objects.none()
        mine = Q(pgh_obj_id__in=list(self.rows(people).values_list("pk", flat=True)))
        if self.table != OWN:
            mine |= self._named(people)
        return self.events._default_manager.filter(mine).order_by("pk")

    def all_ids(self, people: Sequence[int]) -> list[int]:
        """The rows that are or were theirs."""
        ids = set(self.rows(people).values_list("pk", flat=True))
        if self.events is not None:
            ids |= set(self.former(people).values_list("pgh_obj_id", flat=True))
        return sorted(ids - {None})

    def _named(self, people: Sequence[int]) -> Q:
        if self.table == OWN:
            return Q(pk__in=people)
        if self.owner is not None:
            field, place = self.owner
            return Q(**{f"{field}_id__in": place.all_ids(people)})
        return reduce(or_, (Q(**{f"{key}__in": people}) for key in self.keys))


def people_of(customer_id: int) -> list[int]:
    """The record and all that were merged into it. One query."""
    whose = Q(pk=customer_id) | Q(merged_into_id=customer_id)
    return sorted(Customer.objects.filter(whose).values_list("pk", flat=True))


@lru_cache
def place_of(table: str) -> Place:
    """A table with keys to the customer."""
    model = apps.get_model(table)
    keys = tuple(
        field.attname
        for field in model._meta.local_fields
        if field.related_model is Customer and model is not Customer
    )
    return Place(table, keys)


def history_of(model: type[models.Model]) -> type[models.Model] | None:
    """The table of its history."""
    return _event_models().get(model)


@lru_cache
def _event_models() -> dict[type[models.Model], type[models.Model]]:
    return {
        model.pgh_tracked_model: model for model in apps.get_models() if hasattr(model, "pgh_tracked_model")
    }
