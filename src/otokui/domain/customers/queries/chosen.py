"""Pages of customers whom upper rooms chose, in the order あ–わ, be they few or many.

Whoever walks the telephone book and asks about each customer in it walks far for the few; whoever takes all
who were chosen and sorts them has much to fetch for the many. In between lie the usual lists, a hundredth of
a million. For them the walk reads nothing but the index of the order, with the ids of the chosen at hand.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

from django.core.exceptions import EmptyResultSet
from django.db import connection
from django.db.models import QuerySet
from django.db.models.expressions import RawSQL

from otokui.domain.customers.types import Crowd, Handful

Chosen = QuerySet[Any, Any] | Handful
MOST_GATHERED: Final = 10_000
_HANDFUL: Final = "SELECT unnest(%s::bigint[])"


@dataclass(frozen=True, slots=True)
class Reach:
    """To sort `few` costs less than a walk; of more than `many` any walk is short.

    `looked_at`: so many customers are walked past before the chosen are sorted after all, for they may all
    stand at the end of the book.
    """

    few: int = 1_500
    many: int = 20_000
    looked_at: int = 40_000


_USUAL = Reach()
_SQL = """
    WITH chosen AS MATERIALIZED (
        SELECT id FROM ({chosen}) every (id) LIMIT {many} + 1
    ), size AS MATERIALIZED (
        SELECT count(*) AS size FROM chosen
    ), near AS MATERIALIZED (
        SELECT sort_key, id FROM (
            SELECT sort_key, id FROM ({records}) found {beyond} {order} LIMIT {looked_at}
        ) looked_at
        WHERE (SELECT size BETWEEN {few} + 1 AND {many} FROM size)
          AND (id IN (SELECT id FROM chosen)) IS TRUE
        {order} LIMIT {limit}
    ), sorting AS MATERIALIZED (
        SELECT size <= {few} OR size <= {many} AND (SELECT count(*) < {limit} FROM near) AND EXISTS (
            SELECT FROM (
                SELECT FROM ({records}) found {beyond} {order} OFFSET {looked_at} LIMIT 1
            ) farther
        ) AS needed FROM size
    )
    SELECT sort_key, id FROM near WHERE (SELECT NOT needed FROM sorting)
    UNION ALL
    SELECT * FROM (
        SELECT sort_key, id FROM ({records}) found {beyond}
        {joined} (SELECT needed FROM sorting) AND id = ANY(ARRAY(SELECT id FROM chosen))
        {order} LIMIT {limit}
    ) sorted
    UNION ALL
    SELECT NULL, NULL FROM size WHERE size > {many}
    {order} LIMIT {limit}"""


def gather(chosen: Sequence[Chosen]) -> Handful | Crowd:
    """Who is in all of these, read at once so that nothing has to choose them again. One SQL query.

    `chosen`: as for `walk_chosen`, at least one. More than that is good for are a `Crowd`.
    """
    try:
        sql, values = _together(chosen)
    except EmptyResultSet:
        return Handful("{}", 0)
    # To read a table on and on until there are enough is never long. Where each row asks others, the planner
    # shall know that the first ones are enough.
    planned = "MATERIALIZED" if sql.count("FROM") <= 2 else "NOT MATERIALIZED"
    with connection.cursor() as cursor:
        cursor.execute(
            f"WITH every (id) AS {planned} ({sql}) SELECT coalesce(array_agg(id), '{{}}')::text, count(*)"
            f" FROM (SELECT id FROM every LIMIT {MOST_GATHERED} + 1) gathered",
            values,
        )
        ids, size = cursor.fetchone()
    if size <= MOST_GATHERED:
        return Handful(ids, size)
    first, *others = chosen
    assert isinstance(first, QuerySet), "a handful cannot be more than a handful"
    (column,) = first.query.values_select
    for other in others:
        first = first.filter(**{f"{column}__in": these(other)})
    return Crowd(first)


def these(chosen: Any) -> Any:
    """Chosen customers for `id__in`, however they were chosen."""
    match chosen:
        case Handful(ids=ids):
            return RawSQL(_HANDFUL, (ids,))
        case Crowd(ids=ids):
            return ids
    return chosen


def is_chosen(customer: str, crowd: QuerySet[Any, Any]) -> tuple[str, tuple[Any, ...]]:
    """SQL and values of the condition that the column `customer` names one of the crowd.

    Whoever walks an index looks each up, most are near; OFFSET keeps the planner from reading them all.
    """
    sql, values = crowd.query.sql_with_params()
    return f"EXISTS (SELECT FROM ({sql}) crowd (id) WHERE crowd.id = {customer} OFFSET 0)", values


def walk_chosen(
    records: QuerySet[Any, Any],
    chosen: Sequence[Chosen],
    *,
    mark: tuple[str | int, ...],
    backwards: bool,
    limit: int,
    reach: Reach = _USUAL,
) -> list[tuple[str, int]] | None:
    """(sort_key, id) of the next chosen ones among the `records` (a query of these two columns) after a mark.

    `chosen`: queries of one column of ids, or a handful; all hold together. `backwards`: those before the
    mark, the nearest first. None if more are chosen than this is good for. One SQL query.
    """
    found, of_records = records.query.sql_with_params()
    ids, of_ids = _together(chosen)
    after, direction = ("<", "DESC") if backwards else (">", "ASC")
    again: tuple[Any, ...] = (*of_records, *mark)
    with connection.cursor() as sql:
        sql.execute(
            _SQL.format(
                chosen=ids,
                records=found,
                beyond=f"WHERE (sort_key, id) {after} (%s, %s)" if mark else "",
                joined="AND" if mark else "WHERE",
                order=f"ORDER BY sort_key {direction}, id {direction}",
                limit=int(limit),
                few=reach.few,
                many=reach.many,
                looked_at=reach.looked_at,
            ),
            (*of_ids, *again, *again, *again),
        )
        rows: list[tuple[str, int]] = sql.fetchall()
    return None if rows and rows[0][1] is None else rows


def _sql_of(chosen: Chosen) -> tuple[str, tuple[Any, ...]]:
    if isinstance(chosen, Handful):
        return _HANDFUL, (chosen.ids,)
    sql, values = chosen.query.sql_with_params()
    return sql, tuple(values)


def _together(chosen: Sequence[Chosen]) -> tuple[str, tuple[Any, ...]]:
    (first, of_first), *others = (_sql_of(ids) for ids in chosen)
    sql, values = f"SELECT id FROM ({first}) first (id)", of_first
    for number, (other, of_other) in enumerate(others):
        sql += f" {'AND' if number else 'WHERE'} id IN ({other})"
        values = (*values, *of_other)
    return sql, values
