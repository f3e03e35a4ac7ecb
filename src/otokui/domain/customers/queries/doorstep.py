"""What whoever stands at a customer's door should know, for a whole round at once."""

from collections.abc import Collection
from datetime import date, datetime
from typing import Any, Final

from django.db import connection

from otokui.core.kernel.address import address_key, format_postal
from otokui.core.kernel.names import propose_honorific
from otokui.core.kernel.phone import phone_key
from otokui.core.kernel.text import name_key
from otokui.core.platform import prepared
from otokui.domain.customers.models import Phone
from otokui.domain.customers.queries.records import household_record, observation_record
from otokui.domain.customers.queries.whole import HOUSEHOLDS, OBSERVATIONS
from otokui.domain.customers.types import CustomerKind, Doorstep

_SQL: Final = f"""
    SELECT c.id, c.kind, c.name, c.company_name, c.family_kana, c.given_kana, c.company_kana, c.honorific,
        CASE WHEN c.memo_pops_up THEN c.memo ELSE '' END memo,
        coalesce((SELECT json_agg(number ORDER BY position, p.id) FROM customers_phone p
            WHERE p.customer_id = c.id AND NOT is_fax), '[]') phones,
        coalesce((SELECT json_build_array(postal_code, prefecture || line, building)
            FROM customers_address a WHERE a.customer_id = c.id ORDER BY position, a.id LIMIT 1),
            '["", "", ""]') address,
        coalesce((SELECT json_agg(part) FROM ({HOUSEHOLDS}) part), '[]') households,
        coalesce((SELECT json_agg(part) FROM ({OBSERVATIONS}) part), '[]') observations,
        (SELECT max(k.at) FROM customers_contact k WHERE k.customer_id = c.id AND k.at >= %(since)s
            AND k.way IN ('delivery', 'visit') AND k.outcome = 'absent') absent_at
    FROM customers_customer c WHERE c.id = ANY(%(customers)s)"""


def doorsteps(
    customer_ids: Collection[int], *, as_of: date, since: datetime | None = None
) -> dict[int, Doorstep]:
    """By id; without purchases and money. Who does not exist is missing. One query, none for nobody.

    `since`: from when on it is told that nobody was in.
    """
    if not customer_ids:
        return {}
    rows = prepared.named_rows(_SQL, {"customers": sorted(customer_ids), "as_of": as_of, "since": since})
    return {row["id"]: _doorstep(row) for row in rows}


def find_at_door(*, phone: str = "", name: str = "", place: str = "") -> list[int]:
    """Who somebody at a door asks for: by a whole telephone number, or by name and a part of the address.

    At most ten. A name alone, a few digits or a prefecture find nobody. One query.
    """
    digits = phone_key(phone)
    if digits:
        return _by_phone(digits) if len(digits) >= _WHOLE_NUMBER else []
    named, part = name_key(name), address_key(place)
    if len(named) < _FEWEST_LETTERS or len(part) < _FEWEST_LETTERS:
        return []
    values: dict[str, str | int] = {"named": named.replace("%", "") + "%", "part": part, "most": _MOST_FOUND}
    with connection.cursor() as cursor:
        cursor.execute(_BY_NAME_AND_PLACE, values)
        return [customer_id for (customer_id,) in cursor.fetchall()]


_WHOLE_NUMBER: Final = 9
_FEWEST_LETTERS: Final = 2
_MOST_FOUND: Final = 10
_BY_NAME_AND_PLACE: Final = """
    SELECT c.id FROM customers_customer c
    WHERE c.merged_into_id IS NULL AND (c.name_key LIKE %(named)s OR c.kana_key LIKE %(named)s) AND EXISTS (
        SELECT FROM customers_address a WHERE a.customer_id = c.id AND strpos(a.key, %(part)s) > 0
    ) ORDER BY c.sort_key, c.id LIMIT %(most)s"""


def _by_phone(digits: str) -> list[int]:
    found = (
        Phone.objects.filter(digits=digits, customer__merged_into=None)
        .order_by("customer_id")
        .values_list("customer_id", flat=True)
    )
    return list(found.distinct()[:_MOST_FOUND])


def _doorstep(row: dict[str, Any]) -> Doorstep:
    is_company = row["kind"] == CustomerKind.COMPANY
    kana = row["company_kana"] if is_company else f"{row['family_kana']} {row['given_kana']}".strip()
    postal_code, line, building = row["address"]
    return Doorstep(
        customer_id=row["id"],
        name=row["name"],
        kana=kana,
        honorific=row["honorific"] or propose_honorific(is_company=is_company),
        is_company=is_company,
        postal_code=format_postal(postal_code),
        address=f"{line} {building}".strip(),
        phones=tuple(row["phones"]),
        memo=row["memo"],
        household=next(map(household_record, row["households"]), None),
        observations=tuple(map(observation_record, row["observations"])),
        absent_at=row["absent_at"],
    )
