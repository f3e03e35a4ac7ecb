"""Recognising customers in bulk by what a file says of them."""

from collections.abc import Iterable

from django.db import connection

from otokui.domain.customers.adapters.bulk import array_text
from otokui.domain.customers.types import MatchKey, MatchValue

_SQL = {
    MatchKey.CODE: """
        SELECT c.code, c.id FROM unnest(%s::text[]) wanted(code)
        JOIN customers_customer c ON c.code = wanted.code COLLATE "C" """,
    MatchKey.MAIL: """
        SELECT m.key, m.customer_id FROM unnest(%s::text[]) wanted(key)
        JOIN customers_mail m ON m.key = wanted.key COLLATE "C" """,
    MatchKey.PHONE: """
        SELECT p.digits, p.customer_id FROM unnest(%s::text[]) wanted(digits)
        JOIN customers_phone p ON p.digits = wanted.digits COLLATE "C" """,
    MatchKey.NAME_PHONE: """
        SELECT c.name_key, p.digits, c.id FROM unnest(%s::text[], %s::text[]) wanted(name, digits)
        JOIN customers_phone p ON p.digits = wanted.digits COLLATE "C"
        JOIN customers_customer c ON c.id = p.customer_id AND c.name_key = wanted.name COLLATE "C" """,
    MatchKey.NAME_ADDRESS: """
        SELECT DISTINCT c.name_key, a.key, c.id FROM unnest(%s::text[], %s::text[]) wanted(name, key)
        JOIN customers_address a ON a.key = wanted.key COLLATE "C"
        JOIN customers_customer c ON c.id = a.customer_id AND c.name_key = wanted.name COLLATE "C" """,
}


def match_customers(by: MatchKey, values: Iterable[MatchValue]) -> dict[MatchValue, tuple[int, ...]]:
    """The customers of each value that has any, lowest id first; several where they share it.

    Values with an empty part match nobody. One query for any number of values, none for none.
    """
    wanted = {value for value in values if all(value)}
    if not wanted:
        return {}
    with connection.cursor() as cursor:
        cursor.execute(_SQL[by], [array_text(part) for part in zip(*wanted, strict=True)])
        found: dict[MatchValue, list[int]] = {}
        for *value, customer_id in cursor.fetchall():
            found.setdefault(tuple(value), []).append(customer_id)
    return {value: tuple(sorted(ids)) for value, ids in found.items()}


def ids_by_code(codes: Iterable[str]) -> dict[str, int]:
    """The customer behind each known customer number. One query, none for no codes."""
    wanted = sorted({code for code in codes if code})
    if not wanted:
        return {}
    with connection.cursor() as cursor:
        cursor.execute(_SQL[MatchKey.CODE], [array_text(wanted)])
        return dict(cursor.fetchall())
