"""Customers who have bought, the latest or the richest first, page by page."""

from collections.abc import Sequence
from datetime import date
from itertools import product
from typing import Any, Final, Literal

from django.core.exceptions import EmptyResultSet
from django.db import connection
from django.db.models import QuerySet

from otokui.core.platform.arrays import array_of
from otokui.domain.accounts.types import EVERYBODY, Sight
from otokui.domain.customers.public import is_chosen, only_visible, these
from otokui.domain.customers.types import Crowd, Handful
from otokui.domain.insights.models import Standing
from otokui.domain.insights.queries.lists import after_downwards, after_upwards
from otokui.domain.insights.queries.standings import FIELDS, view_of, views, where
from otokui.domain.insights.types import StandingFilter, StandingView

Order = Literal["last_on", "net"]
_CLASSES: Final = ("first", "toddler", "steady", "trend", "best")
_STATES: Final = ("active", "dormant", "dead")
LOOKED_AT: Final = 20_000
"""So many buyers are asked whether they are of a crowd before all of it is sorted after all."""
LOOKED_AT_FIRST: Final = 4_000
"""The same where nobody knows yet whether they are a crowd."""
_SEEN: Final = """ AND EXISTS (SELECT FROM customers_customer c WHERE c.id = customer_id
    AND (c.in_charge_id IS NULL OR c.in_charge_id = ANY(%s::bigint[])))"""


def list_buyers(
    condition: StandingFilter,
    *,
    sight: Sight,
    by: Order,
    mark: tuple[date | int, int] | None = None,
    backwards: bool = False,
    within: "QuerySet[Any, Any] | Handful | Crowd | None" = None,
    limit: int,
) -> list[StandingView]:
    """The next buyers in sight after the mark (value, customer_id) of a row.

    `backwards`: those before the mark, or with no mark the last of all; in the same order. Each class and
    state has its own stretch of an index, so a page costs the same at any depth; who is `within` is looked up
    on the way if they are many or near. Of others, as with conditions other than class, state and overdue,
    those who fit are sorted. One SQL query, two for scores of recency and where they are far.
    """
    found = None
    if within is None and condition.of_stretches:
        found = _by_stretches(condition, sight, by, mark, backwards, limit)
    elif isinstance(within, Crowd | QuerySet) and condition.of_classes:
        found = walk_among(
            condition,
            within if isinstance(within, Crowd) else Crowd(within),
            sight=sight,
            by=by,
            mark=mark,
            backwards=backwards,
            limit=limit,
            looked_at=LOOKED_AT if isinstance(within, Crowd) else LOOKED_AT_FIRST,
        )
    if found is None:
        buyers = only_visible(Standing.objects.filter(where(condition), last_on__isnull=False), sight)
        if within is not None:
            buyers = buyers.filter(customer_id__in=these(within))
        step = after_upwards if backwards else after_downwards
        found = views(step(buyers, (by, "customer_id"), mark)[:limit])
    return found[::-1] if backwards else found


def walk_among(
    condition: StandingFilter,
    crowd: Crowd,
    *,
    sight: Sight = EVERYBODY,
    by: Order,
    mark: tuple[date | int, int] | None = None,
    backwards: bool = False,
    limit: int,
    looked_at: int = LOOKED_AT,
) -> list[StandingView] | None:
    """The next of the crowd of these classes and states; None if not enough of them are near. One SQL query.

    All stretches are walked as one, in the order of the page, and each buyer who comes by is looked up, but
    at most `looked_at` of them.
    """
    beyond, order = (">", "ASC") if backwards else ("<", "DESC")
    stretches = list(product(condition.classes or _CLASSES, condition.states or _STATES))
    after = f" AND ({by}, customer_id) {beyond} (%s, %s)" if mark else ""
    sorting = f"ORDER BY {by} {order}, customer_id {order}"
    # Each in order for itself: only so are they merged as they are read.
    stretch = (
        f"(SELECT customer_id, {by} FROM insights_standing WHERE customer_class = %s AND state = %s{after}"
        f" {sorting})"
    )
    try:
        chosen, of_crowd = is_chosen("near.customer_id", crowd.ids)
    except EmptyResultSet:
        return None
    if sight.staff_ids is not None:
        chosen += _SEEN.replace("= customer_id", "= near.customer_id")
        of_crowd = (*of_crowd, array_of(sight.staff_ids))
    columns = ", ".join(f"s.{column}" for column in ("customer_id", "run_id", *FIELDS))
    found = _read(
        f"SELECT {columns} FROM (SELECT customer_id, {by} FROM ("
        f"SELECT * FROM ({' UNION ALL '.join([stretch] * len(stretches))}) every {sorting} LIMIT {looked_at}"
        f") near WHERE {chosen} {sorting} LIMIT {int(limit)}) page"
        f" JOIN insights_standing s USING (customer_id) ORDER BY page.{by} {order}, customer_id {order}",
        [*(value for each in stretches for value in (*each, *(mark or ()))), *of_crowd],
    )
    return found if len(found) == limit else None


def buyers_in_order(ids: "QuerySet[Any, Any]", *, by: Order) -> "QuerySet[Any, Any]":
    """Those of the customers who have bought, the latest or the richest first, as `list_buyers` has them."""
    buyers = Standing.objects.filter(customer_id__in=ids, last_on__isnull=False)
    return buyers.order_by(f"-{by}", "-customer_id").values_list("customer_id", flat=True)


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
