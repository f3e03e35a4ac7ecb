"""Recognising customers in bulk by what a file says of them."""

from collections.abc import Iterable

from django.db import connection

from otokui.domain.customers.adapters.bulk import array_text
from otokui.domain.customers.types import MatchKey, MatchValue

_NOT_MERGED = """
        LEFT JOIN customers_customer gone ON gone.id = {of}.customer_id AND gone.merged_into_id IS NOT NULL
        WHERE gone.id IS NULL"""
"""What stayed with a merged customer is the survivor's, too. Few are merged: they have an index."""
_CALLED = """(c.name_key = wanted.name COLLATE "C" OR EXISTS (
            SELECT FROM customers_customer m
            WHERE m.merged_into_id = c.id AND m.name_key = wanted.name COLLATE "C"))"""
_SQL = {
    MatchKey.CODE: """
        SELECT c.code, coalesce(c.merged_into_id, c.id) FROM unnest(%s::text[]) wanted(code)
        JOIN customers_customer c ON c.code = wanted.code COLLATE "C" """,
    MatchKey.MAIL: f"""
        SELECT m.key, m.customer_id FROM unnest(%s::text[]) wanted(key)
        JOIN customers_mail m ON m.key = wanted.key COLLATE "C" {_NOT_MERGED.format(of="m")}""",
    MatchKey.PHONE: f"""
        SELECT p.digits, p.customer_id FROM unnest(%s::text[]) wanted(digits)
        JOIN customers_phone p ON p.digits = wanted.digits COLLATE "C" {_NOT_MERGED.format(of="p")}""",
    MatchKey.NAME_PHONE: f"""
        SELECT wanted.name, p.digits, c.id FROM unnest(%s::text[], %s::text[]) wanted(name, digits)
        JOIN customers_phone p ON p.digits = wanted.digits COLLATE "C"
        JOIN customers_customer c ON c.id = p.customer_id AND c.merged_into_id IS NULL AND {_CALLED}""",
    MatchKey.NAME_ADDRESS: f"""
        SELECT DISTINCT wanted.name, a.key, c.id FROM unnest(%s::text[], %s::text[]) wanted(name, key)
        JOIN customers_address a ON a.key = wanted.key COLLATE "C"
        JOIN customers_customer c ON c.id = a.customer_id AND c.merged_into_id IS NULL AND {_CALLED}""",
}


def match_customers(by: MatchKey, values: Iterable[MatchValue]) -> dict[MatchValue, tuple[int, ...]]:
    """The customers of each value that has any, lowest id first; several where they share it.

    Whoever has been merged is found as the survivor, by number and, with a telephone or an address, by name.
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
