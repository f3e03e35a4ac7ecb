"""More about customers than a line of a list says: what somebody chose to see beside it, or to take along."""

import json
from collections.abc import Sequence
from datetime import date
from typing import Any

from django.db import connection

from otokui.core.kernel.address import format_postal
from otokui.domain.customers.types import CustomerDetail

_SQL = """
    SELECT c.id, c.birthday, c.customer_since, c.reason_chosen, c.attributes::jsonb, c.honorific, c.memo,
        a.postal_code, a.prefecture, a.line, a.building
    FROM customers_customer c LEFT JOIN LATERAL (
        SELECT postal_code, prefecture, line, building FROM customers_address
        WHERE customer_id = c.id ORDER BY position, id LIMIT 1) a ON true
    WHERE c.id = ANY(%s::bigint[])"""


def details_of(customer_ids: Sequence[int]) -> dict[int, CustomerDetail]:
    """By customer id; unknown ones are left out. One query, none for no ids."""
    if not customer_ids:
        return {}
    with connection.cursor() as cursor:
        cursor.execute(_SQL, [list(customer_ids)])
        return {row[0]: _detail(*row) for row in cursor.fetchall()}


def _detail(
    _customer_id: int,
    birthday: date | None,
    since: date | None,
    reason: str,
    attributes: Any,
    honorific: str,
    memo: str,
    postal: str | None,
    prefecture: str | None,
    line: str | None,
    building: str | None,
) -> CustomerDetail:
    known = json.loads(attributes) if isinstance(attributes, str) else attributes
    return CustomerDetail(
        birthday=birthday,
        customer_since=since,
        reason_chosen=reason,
        attributes=known or {},
        honorific=honorific,
        memo=memo,
        postal_code=format_postal(postal or ""),
        address=f"{prefecture or ''}{line or ''} {building or ''}".strip(),
    )
