"""Which tags there are."""

from collections.abc import Collection

from django.db import connection


def tags_in_use(tags: Collection[str]) -> frozenset[str]:
    """Those of them that somebody has. One SQL query, none for no tags."""
    if not tags:
        return frozenset()
    with connection.cursor() as sql:
        sql.execute(
            "SELECT tag FROM unnest(%s::varchar[]) tag WHERE EXISTS"
            " (SELECT FROM customers_customer WHERE tags @> ARRAY[tag] AND merged_into_id IS NULL)",
            [list(tags)],
        )
        return frozenset(row[0] for row in sql.fetchall())
