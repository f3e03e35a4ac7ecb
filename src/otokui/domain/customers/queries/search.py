"""The search box: a name, a reading, a number, an address of mail – whatever somebody has at hand."""

from django.db import connection

from otokui.core.kernel.phone import looks_like_phone, phone_key, reversed_key
from otokui.core.kernel.text import clean, search_query, search_words
from otokui.domain.accounts.types import Sight
from otokui.domain.customers.models import Customer
from otokui.domain.customers.queries.lines import lines_found_by, lines_of
from otokui.domain.customers.queries.match import ids_by_code
from otokui.domain.customers.queries.sight import in_sight, sight_sql
from otokui.domain.customers.rules.keys import mail_key
from otokui.domain.customers.types import CustomerLine

_FEWEST_DIGITS = 3
_DIGITS_OF_A_LINE = 9


def search_customers(
    text: str, *, sight: Sight, limit: int = 20, with_address: bool = True
) -> list[CustomerLine]:
    """The best first: customer number, then telephone (end, beginning) or name, reading, anywhere in them.

    One character is enough. Old kanji, kana, width and ㈱ do not matter. 2 queries for a name, else one.
    """
    text = clean(text)
    if not text:
        return []
    if "@" in text:
        return _by_steps([_BY_CODE, _BY_MAIL], text, sight, limit, with_address)
    if looks_like_phone(text):
        return _by_steps([_BY_CODE, *_phone_steps(phone_key(text))], text, sight, limit, with_address)
    found = _by_name(text, search_words(text), sight, limit)
    return lines_of(found, searched=text, with_address=with_address)


def search_by_phone(text: str, *, sight: Sight, limit: int = 20) -> list[CustomerLine]:
    """Everybody on this number, in any writing; for a few digits: whose number ends or begins with them.

    One query.
    """
    return _by_steps(_phone_steps(phone_key(text)), text, sight, limit)


# What finds customers by something they have, as (id, key). Those who have several numbers or addresses alike
# are found by each, so twice the page is asked for.
_CALLED = """customers_customer called
    JOIN customers_customer c ON c.id = coalesce(called.merged_into_id, called.id)
    WHERE called.code = %(text)s"""
"""The number of whoever has been merged names the survivor."""
_BY_CODE = f"""SELECT c.id, '' COLLATE "C" FROM {_CALLED}{{seen}}"""
_BY_END = """SELECT customer_id, reversed_digits FROM customers_phone
    WHERE reversed_digits LIKE %(end)s{owner_seen}
    ORDER BY reversed_digits, customer_id LIMIT 2 * %(limit)s"""
_BY_BEGINNING = """SELECT customer_id, digits FROM customers_phone WHERE digits LIKE %(beginning)s{owner_seen}
    ORDER BY digits, customer_id LIMIT 2 * %(limit)s"""
_BY_MAIL = """SELECT customer_id, key FROM customers_mail WHERE key LIKE %(mail)s{owner_seen}
    ORDER BY key, customer_id LIMIT 2 * %(limit)s"""


def _phone_steps(digits: str) -> list[str]:
    if len(digits) < _FEWEST_DIGITS:
        return []
    return [_BY_BEGINNING] if len(digits) >= _DIGITS_OF_A_LINE else [_BY_END, _BY_BEGINNING]


def _by_steps(
    steps: list[str], text: str, sight: Sight, limit: int, with_address: bool = True
) -> list[CustomerLine]:
    """Whom the first step finds, then whom the second finds …; by key, each once."""
    if not steps:
        return []
    steps, of_sight = _in_sight(steps, sight)
    digits = phone_key(text)
    values: dict[str, str | int] = {
        "text": text,
        "end": _beginning_with(reversed_key(digits)),
        "beginning": _beginning_with(digits),
        "mail": _beginning_with(mail_key(text)),
        "limit": limit,
        **of_sight,
    }
    if len(steps) == 1:
        return lines_found_by(steps[0], values, searched=text, with_address=with_address)[:limit]
    every = " UNION ALL ".join(
        f"(SELECT {step} AS step, * FROM ({select}) found{step}(id, key))"
        for step, select in enumerate(steps)
    )
    found = f"""SELECT id, row_number() OVER (ORDER BY step, key, id) FROM (
        SELECT DISTINCT ON (id) id, step, key FROM ({every}) every ORDER BY id, step, key
    ) best ORDER BY step, key, id LIMIT %(limit)s"""
    return lines_found_by(found, values, searched=text, with_address=with_address)


def _in_sight(steps: list[str], sight: Sight) -> tuple[list[str], dict[str, str]]:
    """The steps narrowed to whom somebody sees, and the values of that; for who sees all what they were."""
    condition, values = sight_sql(sight)
    seen = f" AND {condition}" if values else ""
    owner = f" AND EXISTS (SELECT FROM customers_customer c WHERE c.id = customer_id{seen})" if values else ""
    return [step.format(seen=seen, owner_seen=owner) for step in steps], values


def _beginning_with(text: str) -> str:
    """The pattern of LIKE for whatever begins with this text."""
    for special in "\\%_":
        text = text.replace(special, f"\\{special}")
    return f"{text}%"


# The tokens are asked only if the beginnings of names and readings do not fill the page. A character that
# many have is in the index a hundred thousand times, and all of them are read before the first is given: so
# the first customers of all are looked at before, and whoever bears it is found among them.
_BY_NAME = """
    WITH beginning AS MATERIALIZED (
        SELECT c.id, 1 AS likeness, '' COLLATE "C" AS key FROM {called}{seen}
        UNION ALL
        (SELECT id, 2, name_key FROM customers_customer c WHERE name_key LIKE %(prefix)s
             AND merged_into_id IS NULL{seen}
         ORDER BY name_key, id LIMIT %(limit)s)
        UNION ALL
        (SELECT id, 3, kana_key FROM customers_customer c WHERE kana_key LIKE %(prefix)s
             AND merged_into_id IS NULL{seen}
         ORDER BY kana_key, id LIMIT %(limit)s)
    ), first AS MATERIALIZED (
        SELECT id FROM (
            SELECT id, search, merged_into_id{charge} FROM customers_customer
            WHERE (SELECT count(DISTINCT id) < %(limit)s FROM beginning)
            ORDER BY id LIMIT %(looked_at)s
        ) c
        WHERE search @@ %(tokens)s::tsquery AND merged_into_id IS NULL{seen} LIMIT 2 * %(limit)s
    ), bearing AS MATERIALIZED (
        SELECT id FROM customers_customer c
        WHERE search @@ %(tokens)s::tsquery AND merged_into_id IS NULL{seen}
          AND (SELECT count(DISTINCT id) < %(limit)s FROM beginning)
          AND (SELECT count(*) < 2 * %(limit)s FROM first)
    ), inside AS (
        (SELECT id FROM first) UNION ALL (SELECT id FROM bearing LIMIT 2 * %(limit)s)
    )
    SELECT id FROM (
        SELECT DISTINCT ON (id) id, likeness, key
        FROM (SELECT * FROM beginning UNION ALL SELECT id, 4, '' COLLATE "C" FROM inside) every
        ORDER BY id, likeness
    ) best
    ORDER BY likeness, key, id LIMIT %(limit)s"""
_LOOKED_AT = 100
"""Customers looked at for one place on the page."""


def _by_name(text: str, words: list[str], sight: Sight, limit: int) -> list[int]:
    if not words:
        called = ids_by_code([text]).values()
        return list(Customer.objects.filter(in_sight(sight), pk__in=called).values_list("pk", flat=True))
    condition, of_sight = sight_sql(sight)
    seen, charge = (f" AND {condition}", ", in_charge_id") if of_sight else ("", "")
    prefix = "".join(words).replace("%", "") + "%"
    values: dict[str, str | int] = {
        "text": text,
        "prefix": prefix,
        "tokens": search_query(words),
        "limit": limit,
        **of_sight,
        "looked_at": _LOOKED_AT * limit if max(map(len, words)) == 1 else 0,
    }
    with connection.cursor() as cursor:
        cursor.execute(_BY_NAME.format(called=_CALLED, seen=seen, charge=charge), values)
        return [customer_id for (customer_id,) in cursor.fetchall()]
