"""Whom somebody sees. Who is out of sight does not exist: not in lists, counts, searches, by no address."""

from typing import Any, Final, TypeVar

from django.db.models import Exists, OuterRef, Q, QuerySet

from otokui.core.platform import prepared
from otokui.core.platform.arrays import array_of
from otokui.domain.accounts.types import Sight
from otokui.domain.customers.models import Customer

Found = TypeVar("Found", bound="QuerySet[Any, Any]")
_ONE: Final = """SELECT 1 FROM customers_customer
    WHERE id = %s AND (in_charge_id IS NULL OR in_charge_id = ANY(%s::bigint[]))"""


def visible(sight: Sight) -> QuerySet[Customer, int]:
    """Sub-query of the ids of all customers in sight."""
    return Customer.objects.filter(in_sight(sight)).values_list("pk", flat=True)


def may_see(customer_id: int, sight: Sight) -> bool:
    """Whether this customer exists for somebody. One short query, none for whoever sees all."""
    if sight.staff_ids is None:
        return True
    return bool(prepared.rows(_ONE, [customer_id, array_of(sight.staff_ids)]))


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
