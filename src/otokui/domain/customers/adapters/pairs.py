"""Who shares a key with whom, found by PostgreSQL in groups, and the pairs written down."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any, Final

from django.db import connection

from otokui.core.platform.arrays import array_of
from otokui.domain.customers.adapters.bulk import array_text
from otokui.domain.customers.rules.identity import FEWEST_DIGITS, LARGEST_GROUP, Known
from otokui.domain.customers.types.identity import Judgement

_NUMBER: Final = "ltrim(regexp_replace(lower({code}), '[^0-9a-z]', '', 'g'), '0')"
_POINT: Final = """
    SELECT {keys}, t.customer_id AS id FROM customers_{table} t
    JOIN customers_customer c ON c.id = t.customer_id AND c.merged_into_id IS NULL
    WHERE {known}{among}"""
_OWN: Final = """
    SELECT {keys}, c.id FROM customers_customer c WHERE c.merged_into_id IS NULL AND {known}{among}"""
_AMONG_POINTS: Final = """
    AND t.{key} IN (SELECT o.{key} FROM customers_{table} o WHERE o.customer_id = ANY(%(ids)s::bigint[]))"""


def _by(table: str, key: str, beside: str = "", known: str = "true") -> tuple[str, str]:
    keys = f"t.{key} AS one, c.{beside} AS two" if beside else f"t.{key} AS one, '' AS two"
    if beside:
        known = f"{known} AND c.{beside} <> ''"
    return (
        _POINT.format(keys=keys, table=table, known=known, among="{among}"),
        _AMONG_POINTS.format(key=key, table=table),
    )


_GROUPS: Final[tuple[tuple[str, str], ...]] = (
    _by("mail", "key"),
    _by("phone", "digits", "name_key", f"length(t.digits) >= {FEWEST_DIGITS}"),
    _by("phone", "digits", "kana_key", f"length(t.digits) >= {FEWEST_DIGITS}"),
    _by("address", "key", "name_key", "t.key <> ''"),
    (
        _OWN.format(keys="c.line_id AS one, '' AS two", known="c.line_id <> ''", among="{among}"),
        " AND c.line_id IN (SELECT o.line_id FROM customers_customer o WHERE o.id = ANY(%(ids)s::bigint[]))",
    ),
    (
        _OWN.format(
            keys=f"{_NUMBER.format(code='c.code')} AS one, c.name_key AS two",
            known="c.code IS NOT NULL AND c.name_key <> ''",
            among="{among}",
        ),
        " AND c.name_key IN (SELECT o.name_key FROM customers_customer o"
        " WHERE o.code IS NOT NULL AND o.name_key <> '' AND o.id = ANY(%(ids)s::bigint[]))",
    ),
)
_PAIRS: Final = f"""
    SELECT DISTINCT one.id, other.id FROM (
        SELECT array_agg(DISTINCT id) ids FROM ({{keyed}}) keyed GROUP BY one, two
        HAVING count(*) > 1 AND count(DISTINCT id) BETWEEN 2 AND {LARGEST_GROUP}
    ) shared, unnest(ids) one(id), unnest(ids) other(id)
    WHERE one.id < other.id{{touching}}"""
_KNOWN: Final = """
    SELECT c.id, c.kind, c.name_key, c.family_name, c.given_name, c.kana_key, c.birthday, c.line_id,
        coalesce(c.code, ''),
        ARRAY(SELECT p.digits FROM customers_phone p WHERE p.customer_id = c.id),
        ARRAY(SELECT m.key FROM customers_mail m WHERE m.customer_id = c.id),
        ARRAY(SELECT a.key FROM customers_address a WHERE a.customer_id = c.id AND a.key <> '')
    FROM customers_customer c WHERE c.id = ANY(%s::bigint[]) AND c.merged_into_id IS NULL"""
_APART: Final = """
    WITH bearing AS (
        SELECT id FROM unnest(%(ids)s::bigint[]) asked (id)
        UNION ALL SELECT id FROM customers_customer WHERE merged_into_id = ANY(%(ids)s::bigint[])
    ), told AS (
        SELECT first_id, second_id FROM customers_pair
        WHERE answer = 'different' AND first_id IN (SELECT id FROM bearing)
        UNION SELECT first_id, second_id FROM customers_pair
        WHERE answer = 'different' AND second_id IN (SELECT id FROM bearing)
    )
    SELECT coalesce(one.merged_into_id, one.id), coalesce(other.merged_into_id, other.id) FROM told
    JOIN customers_customer one ON one.id = told.first_id
    JOIN customers_customer other ON other.id = told.second_id"""
_WRITE: Final = """
    INSERT INTO customers_pair (first_id, second_id, score, signs, money, found_at, answer)
    SELECT first, second, score, string_to_array(signs, ','), money, %s, ''
    FROM unnest(%s::bigint[], %s::bigint[], %s::smallint[], %s::text[], %s::bigint[])
        found (first, second, score, signs, money)
    ON CONFLICT (first_id, second_id) DO UPDATE SET score = excluded.score, signs = excluded.signs,
        money = excluded.money, found_at = excluded.found_at,
        answer = CASE WHEN customers_pair.answer IN ('gone', 'same') THEN '' ELSE customers_pair.answer END"""


def pairs_sharing(customer_ids: Collection[int] | None = None) -> list[tuple[int, int]]:
    """Pairs that share a key strong enough to look closer: of these customers, or of all. One query.

    By index for some customers; for all of a million one pass over mails, telephones, addresses and names.
    """
    some = customer_ids is not None
    keyed = [group.format(among=among if some else "") for group, among in _GROUPS]
    touching = " AND (one.id = ANY(%(ids)s::bigint[]) OR other.id = ANY(%(ids)s::bigint[]))" if some else ""
    sql = " UNION ".join(_PAIRS.format(keyed=each, touching=touching) for each in keyed)
    with connection.cursor() as cursor:
        cursor.execute(sql, {"ids": array_of(customer_ids or ())})
        return list(cursor.fetchall())


def read_known(customer_ids: Collection[int], key_of: Any) -> dict[int, Known]:
    """What customers are compared by; `key_of` folds a name. One query."""
    with connection.cursor() as cursor:
        cursor.execute(_KNOWN, [array_of(customer_ids)])
        return {
            row[0]: Known(
                row[0], row[1], row[2], key_of(row[3]), key_of(row[4]), *row[5:9], *map(frozenset, row[9:])
            )
            for row in cursor.fetchall()
        }


def told_apart(customer_ids: Collection[int]) -> set[tuple[int, int]]:
    """Pairs, in order, of which somebody said that they are not the same: of these customers themselves, or
    of any two who have been merged into them since. One query, by index.
    """
    with connection.cursor() as cursor:
        cursor.execute(_APART, {"ids": array_of(customer_ids)})
        return {(min(pair), max(pair)) for pair in cursor.fetchall()}


def write_pairs(judged: Mapping[tuple[int, int], Judgement], money: Mapping[int, int], now: datetime) -> None:
    """Write pairs down; what people answered stays, but of two who were merged and are not any more. One
    statement.
    """
    if not judged:
        return
    pairs = sorted(judged)
    columns: Sequence[Iterable[int]] = (
        [one for one, _other in pairs],
        [other for _one, other in pairs],
        [judged[pair].score for pair in pairs],
    )
    sums = [money.get(one, 0) + money.get(other, 0) for one, other in pairs]
    signs = array_text([",".join(judged[pair].signs) for pair in pairs])
    with connection.cursor() as cursor:
        cursor.execute(_WRITE, [now, *map(array_of, columns), signs, array_of(sums)])
