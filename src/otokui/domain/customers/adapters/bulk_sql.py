"""How one kind of bulk change is written into many customers' rows, and taken out again.

Every statement looks at the value itself, so that it does nothing twice: `_DO` changes those who are not as
wanted and answers with what stood there, `_UNDO` those who still are as the change left them.
"""

import json
from collections.abc import Sequence
from datetime import datetime
from typing import Any, Final

from django.db import connection

from otokui.domain.customers.types import BulkKind, BulkOrder

_SET: Final = "version = c.version + 1, updated_at = %(now)s"
_WITH_TAG: Final = "(SELECT array_agg(DISTINCT t ORDER BY t) FROM unnest(c.tags || %(text)s::varchar) t)"
_WITHOUT_TAG: Final = "array_remove(c.tags, %(text)s::varchar)"
_DO: Final[dict[BulkKind, tuple[str, str, str]]] = {
    # what is written, whom it changes, what stood there
    BulkKind.IN_CHARGE: (
        "in_charge_id = %(staff)s",
        "c.in_charge_id IS DISTINCT FROM %(staff)s::bigint",
        "to_jsonb(old.in_charge_id)",
    ),
    BulkKind.TAG_ADD: (f"tags = {_WITH_TAG}", "NOT %(text)s::varchar = ANY(c.tags)", "'false'::jsonb"),
    BulkKind.TAG_REMOVE: (f"tags = {_WITHOUT_TAG}", "%(text)s::varchar = ANY(c.tags)", "'true'::jsonb"),
    BulkKind.OWN: (
        "attributes = CASE WHEN %(value)s::jsonb = 'null' THEN c.attributes - %(key)s::text"
        " ELSE c.attributes || jsonb_build_object(%(key)s::text, %(value)s::jsonb) END",
        "coalesce(c.attributes -> %(key)s::text, 'null') <> %(value)s::jsonb",
        "coalesce(old.attributes -> %(key)s::text, 'null')",
    ),
}
_UNDO: Final[dict[BulkKind, tuple[str, str]]] = {
    BulkKind.IN_CHARGE: (
        "in_charge_id = (r.before ->> 'was')::bigint",
        "c.in_charge_id IS NOT DISTINCT FROM %(staff)s::bigint",
    ),
    BulkKind.TAG_ADD: (f"tags = {_WITHOUT_TAG}", "%(text)s::varchar = ANY(c.tags)"),
    BulkKind.TAG_REMOVE: (f"tags = {_WITH_TAG}", "NOT %(text)s::varchar = ANY(c.tags)"),
    BulkKind.OWN: (
        "attributes = CASE WHEN r.before -> 'was' = 'null' THEN c.attributes - %(key)s::text"
        " ELSE c.attributes || jsonb_build_object(%(key)s::text, r.before -> 'was') END",
        "coalesce(c.attributes -> %(key)s::text, 'null') = %(value)s::jsonb",
    ),
}


def count_same(order: BulkOrder, ids_sql: str, values: Sequence[Any]) -> int:
    """Of these customers, how many are as wanted already. One query."""
    _write, differs, _was = _DO[order.kind]
    with connection.cursor() as sql:
        sql.execute(
            # The values of the sub-query stand by position, so those of the condition are written in.
            f"SELECT count(*) FROM customers_customer c WHERE id IN ({ids_sql}) AND NOT ({_spelt(differs)})",
            [*values, *_by_position(differs, order)],
        )
        found: int = sql.fetchone()[0]
    return found


def write(order: BulkOrder, ids: Sequence[int], *, now: datetime) -> dict[int, Any]:
    """Change those of the customers who are not as wanted; what stood there, by id. The rows are locked."""
    written, differs, was = _DO[order.kind]
    with connection.cursor() as sql:
        sql.execute(
            f"UPDATE customers_customer c SET {written}, {_SET} FROM customers_customer old"
            f" WHERE c.id = ANY(%(ids)s) AND old.id = c.id AND c.merged_into_id IS NULL AND {differs}"
            f" RETURNING c.id, {was}",
            _values(order, ids, now),
        )
        return {row[0]: json.loads(row[1]) if isinstance(row[1], str) else row[1] for row in sql.fetchall()}


def take_back(order: BulkOrder, change: int, ids: Sequence[int], *, now: datetime) -> set[int]:
    """Restore what stood there before with those who still are as the change left them; their ids."""
    written, untouched = _UNDO[order.kind]
    with connection.cursor() as sql:
        sql.execute(
            f"UPDATE customers_customer c SET {written}, {_SET} FROM customers_bulkchangerow r"
            " WHERE r.change_id = %(change)s AND r.customer_id = c.id AND c.id = ANY(%(ids)s)"
            f" AND {untouched} RETURNING c.id",
            _values(order, ids, now) | {"change": change},
        )
        return {row[0] for row in sql.fetchall()}


def _values(order: BulkOrder, ids: Sequence[int], now: datetime) -> dict[str, Any]:
    return _of(order) | {"ids": list(ids), "now": now}


def _of(order: BulkOrder) -> dict[str, Any]:
    value = json.dumps(order.value, ensure_ascii=False)
    return {"staff": order.staff_id, "text": order.text, "key": order.key, "value": value}


def _spelt(condition: str) -> str:
    for name in ("staff", "text", "key", "value"):
        condition = condition.replace(f"%({name})s", "%s")
    return condition


def _by_position(condition: str, order: BulkOrder) -> list[Any]:
    named = _of(order)
    places = sorted(
        (place, name)
        for name in named
        for place in range(len(condition))
        if condition.startswith(f"%({name})s", place)
    )
    return [named[name] for _place, name in places]
