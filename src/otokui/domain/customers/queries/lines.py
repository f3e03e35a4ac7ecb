"""Customers as lines of a list."""

from collections.abc import Sequence

from django.db import connection

from otokui.domain.customers.types import CustomerKind, CustomerLine

_SQL = """
    SELECT c.id, coalesce(c.code, ''), c.kind, c.name,
        CASE c.kind WHEN 'company' THEN c.company_kana
                    ELSE trim(c.family_kana || ' ' || c.given_kana) END,
        c.company_name,
        coalesce((SELECT p.number FROM customers_phone p WHERE p.customer_id = c.id
                  ORDER BY p.position, p.id LIMIT 1), ''),
        coalesce((SELECT m.address FROM customers_mail m WHERE m.customer_id = c.id
                  ORDER BY m.position, m.id LIMIT 1), ''),
        coalesce((SELECT trim(a.prefecture || a.line || ' ' || a.building) FROM customers_address a
                  WHERE a.customer_id = c.id ORDER BY a.position, a.id LIMIT 1), ''),
        c.tags, c.in_charge_id, c.open_complaint
    FROM unnest(%s::bigint[]) WITH ORDINALITY wanted(id, place)
    JOIN customers_customer c ON c.id = wanted.id
    ORDER BY wanted.place"""


def lines_of(customer_ids: Sequence[int]) -> list[CustomerLine]:
    """In the order of the ids; unknown ones are left out. One query, none for no ids."""
    if not customer_ids:
        return []
    with connection.cursor() as cursor:
        cursor.execute(_SQL, [list(customer_ids)])
        return [
            CustomerLine(
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
            )
            for row in cursor.fetchall()
        ]
