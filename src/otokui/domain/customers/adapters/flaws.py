"""What flaws customers have, in one statement for many; the percent as rules.completeness counts it."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Final

from django.db import connection

from otokui.core.platform.arrays import array_of
from otokui.domain.customers.adapters.bulk import array_text
from otokui.domain.customers.rules.completeness import OF_COMPANY, OF_PERSON, Feature
from otokui.domain.customers.types.review import Flaw

_HAS: Final = "EXISTS (SELECT FROM customers_{table} t WHERE t.customer_id = c.id{more})"
_PERSON: Final = (
    "EXISTS (SELECT FROM customers_contactperson t WHERE t.company_id = c.id AND t.left_on IS NULL{more})"
)
_FACTS: Final[dict[str, str]] = {
    "name": "c.name <> ''",
    "kana": "CASE c.kind WHEN 'company' THEN c.company_kana ELSE c.family_kana || c.given_kana END <> ''",
    "phone": _HAS.format(table="phone", more=""),
    "mail": _HAS.format(table="mail", more=""),
    "address": _HAS.format(table="address", more=" AND t.line <> ''"),
    "household": """EXISTS (SELECT FROM (
        SELECT h.expires_on FROM customers_household h WHERE h.customer_id = c.id AND h.noted_on <= %(today)s
        ORDER BY h.noted_on DESC, h.id DESC LIMIT 1) latest
        WHERE latest.expires_on IS NULL OR latest.expires_on > %(today)s)""",
    "birthday": "c.birthday IS NOT NULL",
    "preferences": _HAS.format(table="preference", more=" AND t.kind IN ('like', 'dislike')"),
    "needs": _HAS.format(table="preference", more=" AND t.kind = 'need'"),
    "reason_chosen": "c.reason_chosen <> ''",
    "consent": _HAS.format(table="consent", more=""),
    "contact_person": _PERSON.format(more=""),
    "decides": _PERSON.format(more=" AND t.decides"),
}
_REFUSED: Final = """coalesce((SELECT NOT k.granted FROM customers_consent k
    WHERE k.customer_id = c.id AND k.channel = '{way}' ORDER BY k.at DESC, k.id DESC LIMIT 1), false)"""


def _percent(features: Sequence[Feature]) -> str:
    return " + ".join(f"CASE WHEN {_FACTS[each.field]} THEN {each.weight} ELSE 0 END" for each in features)


def _way(has: str, way: str) -> str:
    return f"({has} AND NOT {_REFUSED.format(way=way)})"


_REACHABLE: Final = " OR ".join(
    (
        _way(_FACTS["phone"], "phone"),
        _way(_FACTS["mail"], "mail"),
        _way(_FACTS["address"], "post"),
        _way("c.line_id <> ''", "line"),
    )
)
_SQL: Final = f"""
    SELECT c.id,
        CASE c.kind WHEN 'company' THEN {_percent(OF_COMPANY)} ELSE {_percent(OF_PERSON)} END,
        NOT ({_REACHABLE}),
        c.in_charge_id IS NULL OR NOT coalesce(member.is_active, false),
        (SELECT max(t.at) FROM customers_contact t WHERE t.customer_id = c.id),
        c.created_at
    FROM customers_customer c LEFT JOIN accounts_staff member ON member.id = c.in_charge_id
    WHERE c.merged_into_id IS NULL AND NOT EXISTS (
        SELECT FROM customers_erasure gone WHERE gone.customer_id = c.id) AND {{which}} ORDER BY c.id"""
_WRITE: Final = """
    INSERT INTO customers_flawmark (customer_id, flaw, money, percent, since)
    SELECT * FROM unnest(%s::bigint[], %s::text[], %s::bigint[], %s::smallint[], %s::date[])
    ON CONFLICT (customer_id, flaw) DO UPDATE SET money = excluded.money, percent = excluded.percent,
        since = excluded.since
    WHERE (customers_flawmark.money, customers_flawmark.percent, customers_flawmark.since)
        IS DISTINCT FROM (excluded.money, excluded.percent, excluded.since)"""


@dataclass(frozen=True, slots=True)
class Seen:
    """What a review sees of one customer."""

    id: int
    percent: int
    unreachable: bool
    unowned: bool
    last_contact: datetime | None
    created_at: datetime


@dataclass(frozen=True, slots=True)
class Mark:
    customer_id: int
    flaw: Flaw
    money: int
    percent: int | None
    since: date | None


def next_seen(*, after: int, limit: int, today: date) -> list[Seen]:
    """The next customers behind this id. One query, some index walks a customer."""
    which = "c.id IN (SELECT id FROM customers_customer WHERE id > %(after)s ORDER BY id LIMIT %(limit)s)"
    return _rows(which, {"after": after, "limit": limit, "today": today})


def seen_of(customer_ids: Collection[int], *, today: date) -> list[Seen]:
    """Those of these customers who are there. One query."""
    return _rows("c.id = ANY(%(ids)s::bigint[])", {"ids": array_of(customer_ids), "today": today})


def last_id_of(*, after: int, limit: int) -> int | None:
    """The last of the next customers behind this id, merged ones too; None if there are none. One query."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT max(id) FROM ("
            " SELECT id FROM customers_customer WHERE id > %s ORDER BY id LIMIT %s) chunk",
            [after, limit],
        )
        last: int | None = cursor.fetchone()[0]
    return last


def write_marks(
    marks: Sequence[Mark], *, between: tuple[int, int] | None = None, of: Collection[int] = ()
) -> None:
    """Of these customers, or of those behind the first and up to the second id, exactly these marks stand.

    2 statements.
    """
    columns = [
        array_of(mark.customer_id for mark in marks),
        array_text([mark.flaw.value for mark in marks]),
        array_of(mark.money for mark in marks),
        array_of(mark.percent for mark in marks),
        array_of(mark.since.isoformat() if mark.since else None for mark in marks),
    ]
    whose = "customer_id > %s AND customer_id <= %s" if between else "customer_id = ANY(%s::bigint[])"
    with connection.cursor() as cursor:
        cursor.execute(_WRITE, columns)
        cursor.execute(
            f"DELETE FROM customers_flawmark gone WHERE {whose} AND NOT EXISTS ("
            " SELECT FROM unnest(%s::bigint[], %s::text[]) kept (id, flaw)"
            " WHERE kept.id = gone.customer_id AND kept.flaw = gone.flaw)",
            [*(between or [array_of(of)]), columns[0], columns[1]],
        )


def _rows(which: str, values: dict[str, Any]) -> list[Seen]:
    with connection.cursor() as cursor:
        cursor.execute(_SQL.format(which=which), values)
        return [Seen(*row) for row in cursor.fetchall()]
