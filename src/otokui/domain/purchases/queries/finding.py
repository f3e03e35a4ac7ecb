"""Orders and products for the search box: by what somebody has at hand, a few of each."""

from datetime import datetime
from typing import Any, Final

from django.db import connection

from otokui.core.kernel.text import find_word, pattern_of_word, search_words
from otokui.domain.accounts.types import Sight
from otokui.domain.customers.public import sight_sql
from otokui.domain.purchases.types import FoundOrder, FoundProduct

_BESIDE: Final = 20
_LATEST: Final = 3_000
"""Orders looked at for the end of a number or for an amount, which no index has."""
_FEWEST_OF_AN_END: Final = 3
# There are few sources, so each is looked up in the index that begins with it, from the number on.
_NUMBERED: Final = """
    WITH RECURSIVE known AS (
        (SELECT source FROM purchases_order ORDER BY source LIMIT 1)
        UNION ALL
        SELECT (
            SELECT o.source FROM purchases_order o WHERE o.source > known.source ORDER BY o.source LIMIT 1)
        FROM known WHERE known.source IS NOT NULL
    )
    SELECT beside.id FROM known CROSS JOIN LATERAL (
        SELECT id, external_id, numbered FROM purchases_order o
        WHERE o.source = known.source AND o.external_id >= %(number)s ORDER BY o.external_id LIMIT %(beside)s
    ) beside
    WHERE beside.numbered AND starts_with(beside.external_id, %(number)s)
    UNION ALL
    SELECT id FROM (
        SELECT id, external_id, numbered FROM purchases_order
        ORDER BY ordered_at DESC, id DESC LIMIT %(latest)s
    ) latest WHERE numbered AND right(external_id, length(%(number)s)) = %(number)s"""
_OF_AMOUNT: Final = """
    SELECT latest.id FROM (
        SELECT id FROM purchases_order ORDER BY ordered_at DESC, id DESC LIMIT %(latest)s
    ) latest CROSS JOIN LATERAL (
        SELECT sum(l.amount) AS amount FROM purchases_orderline l WHERE l.order_id = latest.id
    ) lines WHERE lines.amount = %(amount)s"""
_OF_DAY: Final = """
    SELECT o.id FROM purchases_order o LEFT JOIN customers_customer c ON c.id = o.customer_id
    WHERE o.ordered_at >= %(since)s AND o.ordered_at < %(until)s AND (o.customer_id IS NULL OR {seen})
    ORDER BY o.ordered_at DESC, o.id DESC LIMIT %(limit)s"""
_SHOWN: Final = """
    SELECT o.id, CASE WHEN o.numbered THEN o.external_id ELSE '' END, o.ordered_at,
        coalesce(nullif(c.name, ''), c.company_name, ''),
        coalesce((SELECT sum(l.amount) FROM purchases_orderline l WHERE l.order_id = o.id), 0)::bigint
    FROM purchases_order o LEFT JOIN customers_customer c ON c.id = o.customer_id
    WHERE o.id = ANY(ARRAY({found})) AND (o.customer_id IS NULL OR {seen})
    ORDER BY o.external_id = %(number)s DESC, o.ordered_at DESC, o.id DESC LIMIT %(limit)s"""
_PRODUCTS: Final = """
    SELECT id, code, name, active FROM purchases_product
    WHERE lower(code) = lower(%(typed)s) OR name ~ ALL(%(patterns)s::text[])
    ORDER BY lower(code) = lower(%(typed)s) DESC, active DESC, name, id LIMIT %(candidates)s"""


def search_orders_numbered(number: str, *, sight: Sight, limit: int = 5) -> list[FoundOrder]:
    """Orders in sight whose number begins with this, the very number first. One query.

    Of the latest three thousand also those whose number ends so, from three characters on.
    """
    latest = _LATEST if len(number) >= _FEWEST_OF_AN_END else 0
    return _orders(_NUMBERED, sight, limit, number=number, beside=_BESIDE, latest=latest)


def search_orders_worth(amount: int, *, sight: Sight, limit: int = 5) -> list[FoundOrder]:
    """Of the latest three thousand orders in sight those of this sum, in minor units. One query."""
    return _orders(_OF_AMOUNT, sight, limit, number="", amount=amount, latest=_LATEST)


def search_orders_between(
    since: datetime, until: datetime, *, sight: Sight, limit: int = 5
) -> list[FoundOrder]:
    """The latest orders in sight of this time. One query."""
    return _orders(_OF_DAY, sight, limit, number="", since=since, until=until)


def search_products(text: str, *, limit: int = 5) -> list[FoundProduct]:
    """By number, or by the words in the name; those on sale first. One query, which reads all products."""
    words = search_words(text)
    if not words:
        return []
    values: dict[str, Any] = {
        "typed": text.strip(),
        "patterns": [pattern_of_word(word) for word in words],
        "candidates": 4 * limit,
    }
    with connection.cursor() as cursor:
        cursor.execute(_PRODUCTS, values)
        found = [FoundProduct(*row) for row in cursor.fetchall()]
    typed = text.strip().casefold()
    return [
        each
        for each in found
        if each.code.casefold() == typed or all(find_word(each.name, word) for word in words)
    ][:limit]


def _orders(found: str, sight: Sight, limit: int, **values: Any) -> list[FoundOrder]:
    seen, of_sight = sight_sql(sight)
    sql = _SHOWN.format(found=found.format(seen=seen), seen=seen)
    with connection.cursor() as cursor:
        cursor.execute(sql, {"limit": limit, **values, **of_sight})
        return [FoundOrder(*row) for row in cursor.fetchall()]
