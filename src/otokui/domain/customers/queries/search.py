"""The search box: a name, a reading, a number, an address of mail – whatever somebody has at hand."""

from collections.abc import Callable, Iterator

from django.db import connection
from django.db.models import QuerySet

from otokui.core.kernel.phone import looks_like_phone, phone_key, reversed_key
from otokui.core.kernel.text import clean, search_query, search_words
from otokui.domain.customers.models import Customer, Mail, Phone
from otokui.domain.customers.queries.lines import lines_of
from otokui.domain.customers.rules.keys import mail_key
from otokui.domain.customers.types import CustomerLine

Ids = QuerySet[Customer, int] | QuerySet[Phone, int] | QuerySet[Mail, int]
Step = Callable[[], Ids]

_FEWEST_DIGITS = 3
_DIGITS_OF_A_LINE = 9


def search_customers(text: str, *, limit: int = 20) -> list[CustomerLine]:
    """The best first: customer number, then telephone (end, beginning) or name, reading, anywhere in them.

    One character is enough. Old kanji, kana, width and ㈱ do not matter. 2 queries for a name.
    """
    text = clean(text)
    if not text:
        return []
    if "@" in text or looks_like_phone(text):
        return lines_of(_collect(_steps(text), limit), searched=text)
    return lines_of(_by_name(text, search_words(text), limit), searched=text)


def search_by_phone(text: str, *, limit: int = 20) -> list[CustomerLine]:
    """Everybody on this number, in any writing; for a few digits: whose number ends or begins with them.

    2 queries for a whole number.
    """
    return lines_of(_collect(_phone_steps(phone_key(text)), limit), searched=text)


def _steps(text: str) -> Iterator[Step]:
    yield lambda: Customer.objects.filter(code=text).values_list("pk", flat=True)
    if "@" in text:
        yield lambda: _in_order(Mail.objects.filter(key__startswith=mail_key(text)), "key", "customer_id")
    else:
        yield from _phone_steps(phone_key(text))


def _phone_steps(digits: str) -> Iterator[Step]:
    if len(digits) < _FEWEST_DIGITS:
        return
    backwards = reversed_key(digits)
    if len(digits) < _DIGITS_OF_A_LINE:
        yield lambda: _in_order(
            Phone.objects.filter(reversed_digits__startswith=backwards), "reversed_digits", "customer_id"
        )
    yield lambda: _in_order(Phone.objects.filter(digits__startswith=digits), "digits", "customer_id")


# The tokens are asked only if the beginnings of names and readings do not fill the page.
_BY_NAME = """
    WITH beginning AS MATERIALIZED (
        SELECT id, 1 AS likeness, '' COLLATE "C" AS key FROM customers_customer WHERE code = %(text)s
        UNION ALL
        (SELECT id, 2, name_key FROM customers_customer WHERE name_key LIKE %(prefix)s
         ORDER BY name_key, id LIMIT %(limit)s)
        UNION ALL
        (SELECT id, 3, kana_key FROM customers_customer WHERE kana_key LIKE %(prefix)s
         ORDER BY kana_key, id LIMIT %(limit)s)
    ), inside AS MATERIALIZED (
        SELECT id, 4 AS likeness, '' COLLATE "C" AS key FROM customers_customer
        WHERE search @@ %(tokens)s::tsquery
          AND (SELECT count(DISTINCT id) < %(limit)s FROM beginning)
        LIMIT 4 * %(limit)s
    )
    SELECT id FROM (
        SELECT DISTINCT ON (id) id, likeness, key
        FROM (SELECT * FROM beginning UNION ALL SELECT * FROM inside) every
        ORDER BY id, likeness
    ) best
    ORDER BY likeness, key, id LIMIT %(limit)s"""


def _by_name(text: str, words: list[str], limit: int) -> list[int]:
    if not words:
        return list(Customer.objects.filter(code=text).values_list("pk", flat=True))
    prefix = "".join(words).replace("%", "") + "%"
    values: dict[str, str | int] = {
        "text": text,
        "prefix": prefix,
        "tokens": search_query(words),
        "limit": limit,
    }
    with connection.cursor() as cursor:
        cursor.execute(_BY_NAME, values)
        return [customer_id for (customer_id,) in cursor.fetchall()]


def _in_order(found: QuerySet, key: str, customer_id: str) -> QuerySet:  # type: ignore[type-arg]
    return found.order_by(key, customer_id).values_list(customer_id, flat=True)


def _collect(steps: Iterator[Step], limit: int) -> list[int]:
    found: dict[int, None] = {}
    for step in steps:
        # Earlier steps' customers come again, so as many more are asked for.
        found.update(dict.fromkeys(step()[: limit + len(found)]))
        if len(found) >= limit:
            break
    return list(found)[:limit]
