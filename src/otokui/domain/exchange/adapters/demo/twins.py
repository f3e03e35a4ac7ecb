"""People whom somebody of the demo shop took down a second time: what the review of the list is for."""

from collections import deque
from collections.abc import Iterable, Iterator
from dataclasses import replace
from typing import Final

from otokui.domain.exchange.adapters.demo.shop import DemoCustomer

EVERY: Final = 97
"""One customer in so many has been written down again, as the next in number."""
_WIDE: Final = str.maketrans("0123456789-", "０１２３４５６７８９－")
_PLAIN: Final = str.maketrans("髙﨑邉邊齋齊濵", "高崎辺辺斎斉浜")


def with_twins(people: Iterable[DemoCustomer]) -> Iterator[DemoCustomer]:
    """The same people; some of them are the one before, written otherwise. They bought what they bought.

    Every fifth of those is there three times. Deterministic in the number of the customer.
    """
    before: deque[DemoCustomer] = deque(maxlen=2)
    for number, person in enumerate(people, start=1):
        round_, rest = divmod(number, EVERY)
        written = person
        if round_ and rest == 0:
            written = _WRITINGS[round_ % len(_WRITINGS)](person, before[-1])
        elif round_ and rest == 1 and round_ % len(_WRITINGS) == 4:
            written = _by_mail(person, before[0])
        before.append(written)
        yield written


def _same_person(person: DemoCustomer, known: DemoCustomer) -> DemoCustomer:
    """Somebody typed the name anew, as it is usually written, and asked for nothing else."""
    return replace(
        person,
        family_name=known.family_name.translate(_PLAIN),
        given_name=known.given_name.translate(_PLAIN),
        family_kana="",
        given_kana="",
        company_name=known.company_name.replace("株式会社", "㈱"),
        company_kana="",
        email="",
        birthday=None,
        referred_by="",
        line_id="",
        line_consent=False,
        tags=known.tags,
        postal_code="",
        prefecture="",
        city="",
        street="",
    )


def _by_phone(person: DemoCustomer, known: DemoCustomer) -> DemoCustomer:
    return replace(_same_person(person, known), phone=known.phone.translate(_WIDE))


def _by_mail(person: DemoCustomer, known: DemoCustomer) -> DemoCustomer:
    if not known.email:
        return _by_phone(person, known)
    email = known.email.replace("customer", "Customer")
    return replace(_same_person(person, known), email=email, birthday=known.birthday)


def _by_address(person: DemoCustomer, known: DemoCustomer) -> DemoCustomer:
    return replace(
        _same_person(person, known),
        postal_code=known.postal_code,
        prefecture=known.prefecture,
        city=known.city,
        street=known.street.translate(_WIDE),
    )


def _by_family_name(person: DemoCustomer, known: DemoCustomer) -> DemoCustomer:
    """The neighbour rang: the family name and the address, the telephone stands on the slip."""
    return replace(_by_address(person, known), given_name="", phone=known.phone)


def _once_more(person: DemoCustomer, known: DemoCustomer) -> DemoCustomer:
    return replace(_by_address(person, known), phone=known.phone)


_WRITINGS: Final = (_by_mail, _by_phone, _by_address, _by_family_name, _once_more)
