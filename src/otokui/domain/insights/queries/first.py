"""The first so many of an audience, in one of the three orders that an index carries."""

from collections.abc import Mapping
from typing import Any, Final

from django.core.exceptions import EmptyResultSet
from django.db import connection
from django.db.models import QuerySet

from otokui.core.platform.arrays import array_of
from otokui.domain.customers.public import first_by_reading, gather, these, walk_customers
from otokui.domain.customers.types import Crowd, CustomerFilter, Handful
from otokui.domain.insights.models import Standing
from otokui.domain.insights.queries.buyers import LOOKED_AT_FIRST, Order, walk_among
from otokui.domain.insights.types import StandingFilter
from otokui.domain.insights.types.audience import Ranking

Ids = QuerySet[Any, Any]
MOST_FOUND: Final = 2_000
"""So many are found out at once, whatever is asked of them then; more are left to each statement."""
_COLUMNS: Final[Mapping[Ranking, Order]] = {Ranking.MONEY: "net", Ranking.LAST: "last_on"}
_SORTED: Final = 50_000
_FEW: Final = """
WITH every (id) AS MATERIALIZED (SELECT id FROM ({ids}) every (id) LIMIT {sorted} + 1)
SELECT array_agg(customer_id), (SELECT count(*) FROM every) FROM (
    SELECT customer_id FROM insights_standing JOIN every ON every.id = customer_id WHERE orders > 0
    ORDER BY {by} DESC, customer_id DESC LIMIT {limit}) first"""


def first_of(ids: Ids, ranking: Ranking, limit: int) -> Ids | Handful:
    """The first of these; by money or last purchase only buyers. At most 2 SQL queries now.

    Often they are among those who are first of all; else all of them are sorted, and if they are too many and
    far away, each statement does so for itself.
    """
    if limit > MOST_FOUND:
        return _first(ids, ranking, limit)
    if ranking is Ranking.READING:
        return _by_reading(ids, limit)
    by = _COLUMNS[ranking]
    near = walk_among(StandingFilter(), Crowd(ids), by=by, limit=limit, looked_at=LOOKED_AT_FIRST)
    if near is not None:
        return _told([standing.customer_id for standing in near])
    return _sorted(ids, by, limit) or _first(ids, ranking, limit)


def _by_reading(ids: Ids, limit: int) -> Ids | Handful:
    everybody = gather([ids])
    if isinstance(everybody, Crowd):
        places = walk_customers(CustomerFilter(chosen=(everybody,)), limit=limit)
        return _told([place.customer_id for place in places])
    return everybody if everybody.size <= limit else first_by_reading(these(everybody), limit)


def _sorted(ids: Ids, by: Order, limit: int) -> Handful | None:
    """The first of all of them; None if they are too many to be sorted."""
    try:
        sql, values = ids.query.sql_with_params()
    except EmptyResultSet:
        return _told([])
    with connection.cursor() as cursor:
        cursor.execute(_FEW.format(ids=sql, sorted=_SORTED, by=by, limit=limit), values)
        first, size = cursor.fetchone()
    return _told(first or []) if size <= _SORTED else None


def _first(ids: Ids, ranking: Ranking, limit: int) -> Ids:
    if ranking is Ranking.READING:
        return first_by_reading(ids, limit)
    buyers = Standing.objects.filter(orders__gt=0, customer_id__in=ids)
    return buyers.order_by(f"-{_COLUMNS[ranking]}", "-customer_id").values("customer_id")[:limit]


def _told(ids: list[int]) -> Handful:
    return Handful(array_of(ids), len(ids))
