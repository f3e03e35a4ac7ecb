"""Customers who have bought, the latest or the richest first, page by page."""

from collections.abc import Sequence
from datetime import date
from itertools import product
from typing import Any, Final, Literal

from django.db import connection
from django.db.models import QuerySet

from otokui.core.platform.arrays import array_of
from otokui.domain.accounts.types import Sight
from otokui.domain.customers.public import only_visible
from otokui.domain.insights.models import Standing
from otokui.domain.insights.queries.lists import after_downwards, after_upwards
from otokui.domain.insights.queries.standings import FIELDS, view_of, views, where
from otokui.domain.insights.types import StandingFilter, StandingView

Order = Literal["last_on", "net"]
_CLASSES: Final = ("first", "toddler", "steady", "trend", "best")
_STATES: Final = ("active", "dormant", "dead")
_SEEN: Final = """ AND EXISTS (SELECT FROM customers_customer c WHERE c.id = customer_id
    AND (c.in_charge_id IS NULL OR c.in_charge_id = ANY(%s::bigint[])))"""


def list_buyers(
    condition: StandingFilter,
    *,
    sight: Sight,
    by: Order,
    mark: tuple[date | int, int] | None = None,
    backwards: bool = False,
    within: "QuerySet[Any, Any] | None" = None,
    limit: int,
) -> list[StandingView]:
    """The next buyers in sight after the mark (value, customer_id) of a row.

    `backwards`: those before the mark, or with no mark the last of all; in the same order. Each class and
    state has its own stretch of an index, so a page costs the same at any depth. `within`: a sub-query of
    ids; then, as with conditions other than class, state and overdue, those who fit are sorted. One SQL
    query, two for scores of recency.
    """
    if within is None and condition.of_stretches:
        found = _by_stretches(condition, sight, by, mark, backwards, limit)
    else:
        buyers = only_visible(Standing.objects.filter(where(condition), last_on__isnull=False), sight)
        if within is not None:
            buyers = buyers.filter(customer_id__in=within)
        step = after_upwards if backwards else after_downwards
        found = views(step(buyers, (by, "customer_id"), mark)[:limit])
    return found[::-1] if backwards else found


def _by_stretches(
    condition: StandingFilter,
    sight: Sight,
    by: Order,
    mark: tuple[date | int, int] | None,
    backwards: bool,
    limit: int,
) -> list[StandingView]:
    beyond, order = (">", "ASC") if backwards else ("<", "DESC")
    stretches = list(product(condition.classes or _CLASSES, condition.states or _STATES))
    narrower = ""
    values: list[Any] = [value for stretch in stretches for value in stretch]
    if condition.overdue is not None:
        narrower += f" AND (overdue_from <= %s) IS {'TRUE' if condition.overdue else 'NOT TRUE'}"
        values.append(condition.as_of)
    if sight.staff_ids is not None:
        narrower += _SEEN
        values.append(array_of(sight.staff_ids))
    if mark is not None:
        narrower += f" AND ({by}, customer_id) {beyond} (%s, %s)"
        values += mark
    columns = ", ".join(("customer_id", "run_id", *FIELDS))
    sorting = f"ORDER BY {by} {order}, customer_id {order} LIMIT {int(limit)}"
    return _read(
        f"SELECT {columns} FROM (VALUES {', '.join(['(%s, %s)'] * len(stretches))}) stretch (class, of_state)"
        f" CROSS JOIN LATERAL (SELECT {columns} FROM insights_standing"
        f" WHERE customer_class = class AND state = of_state{narrower} {sorting}) found {sorting}",
        values,
    )


def _read(sql: str, values: Sequence[Any]) -> list[StandingView]:
    with connection.cursor() as cursor:
        cursor.execute(sql, values)
        return [view_of(row) for row in cursor.fetchall()]
