"""Consent of many withdrawn, and the withdrawal taken out again: rows beside the customers, not in them.

Nothing here grants anything. Taking a withdrawal back removes the very rows that it wrote, as long as they
are the latest of their way: what held before holds again, with the source and wording it was given with.
"""

from collections.abc import Sequence
from datetime import datetime
from typing import Any, Final

from django.db import connection

from otokui.domain.customers.types import BulkOrder, Channel

# Whoever never said anything has not said no.
_SAYS_NO: Final = """
coalesce((SELECT NOT k.granted FROM customers_consent k WHERE k.customer_id = c.id AND k.channel = asked_way
    ORDER BY k.at DESC, k.id DESC LIMIT 1), false)"""


def ways_of(order: BulkOrder) -> list[str]:
    """The ways that the order speaks of; all of them where it names none."""
    return [order.key] if order.key else [way.value for way in Channel]


def count_withdrawn(order: BulkOrder, ids_sql: str, values: Sequence[Any]) -> int:
    """How many of these customers allow none of the ways already. One query."""
    with connection.cursor() as sql:
        sql.execute(
            f"SELECT count(*) FROM customers_customer c WHERE id IN ({ids_sql})"
            f" AND NOT EXISTS (SELECT FROM unnest(%s::varchar[]) asked_way WHERE NOT {_SAYS_NO})",
            [*values, ways_of(order)],
        )
        found: int = sql.fetchone()[0]
    return found


def withdraw(
    order: BulkOrder, ids: Sequence[int], *, staff_id: int | None, now: datetime
) -> dict[int, list[int]]:
    """Write a refusal where none holds; its rows by customer. The customers are locked. One statement."""
    with connection.cursor() as sql:
        sql.execute(
            "INSERT INTO customers_consent"
            " (customer_id, channel, granted, at, source, way, wording, noted_by_id)"
            " SELECT c.id, asked_way, false, greatest(%(now)s, (SELECT max(k.at) FROM customers_consent k"
            " WHERE k.customer_id = c.id AND k.channel = asked_way)), %(source)s, '', '', %(staff)s"
            " FROM customers_customer c CROSS JOIN unnest(%(ways)s::varchar[]) asked_way"
            f" WHERE c.id = ANY(%(ids)s) AND c.merged_into_id IS NULL AND NOT {_SAYS_NO}"
            " RETURNING customer_id, id",
            {"now": now, "source": order.text, "staff": staff_id, "ways": ways_of(order), "ids": list(ids)},
        )
        found: dict[int, list[int]] = {}
        for customer, row in sql.fetchall():
            found.setdefault(customer, []).append(row)
    return found


def take_out(change: int, ids: Sequence[int]) -> set[int]:
    """Remove what the change wrote about those for whom it is the last word still; their ids."""
    with connection.cursor() as sql:
        sql.execute(
            _TAKE_OUT,
            [change, list(ids)],
        )
        return {row[0] for row in sql.fetchall()}


_TAKE_OUT: Final = """
WITH mine AS (
    SELECT r.customer_id, was::bigint AS id
    FROM customers_bulkchangerow r, jsonb_array_elements_text(r.before -> 'was') was
    WHERE r.change_id = %s AND r.customer_id = ANY(%s)
), last AS (
    SELECT mine.customer_id
    FROM mine LEFT JOIN customers_consent m ON m.id = mine.id AND m.customer_id = mine.customer_id
    GROUP BY mine.customer_id
    HAVING bool_and(m.id IS NOT NULL AND NOT EXISTS (
        SELECT FROM customers_consent k
        WHERE k.customer_id = m.customer_id AND k.channel = m.channel AND (k.at, k.id) > (m.at, m.id)))
), gone AS (
    DELETE FROM customers_consent d USING mine JOIN last USING (customer_id) WHERE d.id = mine.id
)
SELECT customer_id FROM last"""
