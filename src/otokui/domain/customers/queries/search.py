"""The search box: a name, a reading, a number, an address of mail – whatever somebody has at hand."""

from collections.abc import Callable, Iterator

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

    One character is enough. Old kanji, kana, width and ㈱ do not matter. One query for the lines and one for
    each kind of likeness that had to be asked, until `limit` are found.
    """
    return lines_of(_collect(_steps(clean(text)), limit))


def search_by_phone(text: str, *, limit: int = 20) -> list[CustomerLine]:
    """Everybody on this number, in any writing; for a few digits: whose number ends or begins with them.

    2 queries for a whole number.
    """
    return lines_of(_collect(_phone_steps(phone_key(text)), limit))


def _steps(text: str) -> Iterator[Step]:
    if not text:
        return
    yield lambda: Customer.objects.filter(code=text).values_list("pk", flat=True)
    if "@" in text:
        yield lambda: _in_order(Mail.objects.filter(key__startswith=mail_key(text)), "key", "customer_id")
    if looks_like_phone(text):
        yield from _phone_steps(phone_key(text))
        return
    words = search_words(text)
    if words:
        yield from _name_steps(words)


def _phone_steps(digits: str) -> Iterator[Step]:
    if len(digits) < _FEWEST_DIGITS:
        return
    backwards = reversed_key(digits)
    if len(digits) < _DIGITS_OF_A_LINE:
        yield lambda: _in_order(
            Phone.objects.filter(reversed_digits__startswith=backwards), "reversed_digits", "customer_id"
        )
    yield lambda: _in_order(Phone.objects.filter(digits__startswith=digits), "digits", "customer_id")


def _name_steps(words: list[str]) -> Iterator[Step]:
    key = "".join(words)
    yield lambda: _in_order(Customer.objects.filter(name_key__startswith=key), "name_key", "pk")
    yield lambda: _in_order(Customer.objects.filter(kana_key__startswith=key), "kana_key", "pk")
    yield lambda: Customer.objects.filter(search__matches=search_query(words)).values_list("pk", flat=True)


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
