"""Customers as lines of a list."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.db import connection

from otokui.core.kernel.phone import looks_like_phone, phone_key, reversed_key
from otokui.domain.customers.rules.keys import mail_key
from otokui.domain.customers.types import CustomerKind, CustomerLine

_SQL = """
    SELECT c.id, coalesce(c.code, ''), c.kind, c.name,
        CASE c.kind WHEN 'company' THEN c.company_kana
                    ELSE trim(c.family_kana || ' ' || c.given_kana) END,
        c.company_name,
        coalesce((SELECT p.number FROM customers_phone p WHERE p.customer_id = c.id
                  ORDER BY {phone} p.position, p.id LIMIT 1), ''),
        coalesce((SELECT m.address FROM customers_mail m WHERE m.customer_id = c.id
                  ORDER BY {mail} m.position, m.id LIMIT 1), ''),
        {address},
        c.tags, c.in_charge_id, c.open_complaint, {persons}
    FROM {source}"""
_GIVEN = "customers_customer c WHERE c.id = ANY(%(ids)s::bigint[])"
_FOUND = """({found}) wanted(id, place) JOIN customers_customer c
    ON c.id = wanted.id AND c.merged_into_id IS NULL
    ORDER BY wanted.place, wanted.id"""
_PHONE_FIRST = "(p.digits LIKE %(begin_shown)s OR p.reversed_digits LIKE %(end_shown)s) DESC,"
_MAIL_FIRST = "(m.key LIKE %(mail_shown)s) DESC,"
_ADDRESS = """coalesce((
    SELECT trim(a.prefecture || a.line || ' ' || a.building) FROM customers_address a
    WHERE a.customer_id = c.id ORDER BY a.position, a.id LIMIT 1), '')"""
_PERSONS = """CASE WHEN c.kind = 'company' THEN ARRAY(
    SELECT trim(w.family_name || ' ' || w.given_name) FROM customers_contactperson w
    WHERE w.company_id = c.id ORDER BY w.position, w.id) ELSE '{}' END"""


def lines_of(
    customer_ids: Sequence[int], *, searched: str = "", with_address: bool = True
) -> list[CustomerLine]:
    """In the order of the ids; unknown ones are left out. One query, none for no ids.

    With what was `searched` the telephone number or the mail address that fits it is the one shown; for a
    name companies come with their contact persons. Addresses lie apart: a list that shows none should not
    fetch fifty places from the disk for them.
    """
    if not customer_ids:
        return []
    # Putting them in order is cheaper here: most of what the server spends on a few lines is planning.
    values = {"ids": list(customer_ids)}
    lines = {line.id: line for line in _read(_GIVEN, values, searched, with_address)}
    return [lines[customer_id] for customer_id in customer_ids if customer_id in lines]


def lines_found_by(
    found: str, values: Mapping[str, str | int], *, searched: str, with_address: bool = True
) -> list[CustomerLine]:
    """The same of those whom a SELECT of (id, place) finds, each once, by the first place. One query."""
    lines: dict[int, CustomerLine] = {}
    for line in _read(_FOUND.format(found=found), values, searched, with_address):
        lines.setdefault(line.id, line)
    return list(lines.values())


def _read(
    source: str, given: Mapping[str, Any], searched: str, with_address: bool = True
) -> list[CustomerLine]:
    values = dict(given)
    phone = mail = ""
    if "@" in searched:
        mail, values["mail_shown"] = _MAIL_FIRST, f"{mail_key(searched)}%"
    elif looks_like_phone(searched) and (digits := phone_key(searched)):
        phone = _PHONE_FIRST
        values |= {"begin_shown": f"{digits}%", "end_shown": f"{reversed_key(digits)}%"}
    persons = _PERSONS if searched and not (phone or mail) else "'{}'::text[]"
    address = _ADDRESS if with_address else "''"
    sql = _SQL.format(phone=phone, mail=mail, address=address, persons=persons, source=source)
    with connection.cursor() as cursor:
        cursor.execute(sql, values)
        return [_line(row) for row in cursor.fetchall()]


def _line(row: Sequence[Any]) -> CustomerLine:
    return CustomerLine(
        id=row[0],
        code=row[1],
        kind=CustomerKind(row[2]),
        name=row[3],
        kana=row[4],
        company_name=row[5],
        phone=row[6],
        mail=row[7],
        address=row[8],
        tags=tuple(row[9]),
        in_charge_id=row[10],
        open_complaint=row[11],
        persons=tuple(row[12]),
    )
