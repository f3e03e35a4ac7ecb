"""Whom somebody sees. Who is out of sight does not exist: not in lists, counts, searches, by no address."""

from collections.abc import Iterable
from typing import Any, TypeVar

from django.db.models import Exists, OuterRef, Q, QuerySet

from otokui.core.platform.arrays import array_of
from otokui.domain.accounts.types import Sight
from otokui.domain.customers.models import Customer
from otokui.domain.customers.models.customer import PRESENT

Found = TypeVar("Found", bound="QuerySet[Any, Any]")


def visible(sight: Sight) -> QuerySet[Customer, int]:
    """Sub-query of the ids of all customers in sight."""
    return Customer.objects.filter(PRESENT, in_sight(sight)).values_list("pk", flat=True)


def hidden(sight: Sight) -> QuerySet[Customer, int]:
    """Sub-query of the ids of all others, by the index of whoever is in charge; nobody for who sees all."""
    if sight.staff_ids is None:
        return Customer.objects.none().values_list("pk", flat=True)
    others = Customer.objects.filter(PRESENT, in_charge__isnull=False).exclude(
        in_charge_id__in=sorted(sight.staff_ids)
    )
    return others.values_list("pk", flat=True)


def seen_among(customer_ids: Iterable[int], sight: Sight) -> set[int]:
    """Those of these customers who are in sight. One SQL query, none for who sees all or no ids."""
    wanted = set(customer_ids)
    if not (sight.is_limited and wanted):
        return wanted
    return set(visible(sight).filter(pk__in=wanted))


def only_visible(found: Found, sight: Sight, *, by: str = "customer_id") -> Found:
    """Rows that hang on a customer by the column `by`, narrowed to those in sight; as it is for who sees all.

    Each row's customer is looked up; where nearly everything has to be read anyhow, join instead.
    """
    if not sight.is_limited:
        return found
    return found.filter(Exists(Customer.objects.filter(in_sight(sight), pk=OuterRef(by))))


def in_sight(sight: Sight, *, customer: str = "") -> Q:
    """The condition on a customer; `customer`: the way there from another model (`"customer__"`)."""
    if sight.staff_ids is None:
        return Q()
    charge = f"{customer}in_charge_id"
    return Q(**{f"{charge}__isnull": True}) | Q(**{f"{charge}__in": sorted(sight.staff_ids)})


def sight_sql(sight: Sight, *, alias: str = "c") -> tuple[str, dict[str, str]]:
    """The same for SQL by hand: a condition on the customers' table `alias`, and its values by name.

    "true" and no values for who sees all: the statement stays what it was.
    """
    if sight.staff_ids is None:
        return "true", {}
    condition = f"({alias}.in_charge_id IS NULL OR {alias}.in_charge_id = ANY(%(in_sight_of)s::bigint[]))"
    return condition, {"in_sight_of": array_of(sight.staff_ids)}
