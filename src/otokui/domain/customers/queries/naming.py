"""What a person was called, now and earlier: for what names them without a key."""

from collections.abc import Iterator, Sequence
from typing import Any

from django.db.models import Q

from otokui.domain.customers.adapters.held import history_of
from otokui.domain.customers.models import Address, Contact, ContactPerson, Customer, Mail, Phone
from otokui.domain.customers.rules import personal
from otokui.domain.customers.types import Needles


def needles_of(people: Sequence[int]) -> Needles:
    """Names, numbers and addresses of these records, and the remarks made about them, former ones too.

    About a dozen queries.
    """
    names: list[str] = []
    remarks: list[str] = []
    codes: list[str] = []
    for row in _versions(Customer, people, "pk"):
        names += [row.name, row.company_name, row.company_kana, row.line_id]
        names += _whole(row)
        remarks += [row.memo, row.reason_chosen]
        codes.append(row.code or "")
    for row in _versions(ContactPerson, people, "company_id"):
        names += _whole(row)
        remarks.append(row.memo)
    for row in _versions(Phone, people, "customer_id"):
        names += [row.number, row.digits]
    for row in _versions(Mail, people, "customer_id"):
        names += [row.address, row.key]
    for row in _versions(Address, people, "customer_id"):
        names += [row.recipient, row.line + row.building]
        names += [row.line] if any(map(str.isdecimal, row.line)) else []
    remarks += [row.text for row in _versions(Contact, people, "customer_id")]
    names += [code for code in codes if len(code) >= _OWN_NUMBER]
    return personal.needles(names, remarks, codes)


_OWN_NUMBER = 5
"""A shorter customer number is found in any text."""


def _whole(row: Any) -> list[str]:
    parts = (row.family_name, row.given_name), (row.family_kana, row.given_kana)
    return [f"{family} {given}".strip() for family, given in parts if family and given]


def _versions(model: Any, people: Sequence[int], key: str) -> Iterator[Any]:
    whose = Q(**{f"{key}__in": people})
    yield from model._default_manager.filter(whose)
    former = history_of(model)
    if former is not None:
        yield from former._default_manager.filter(Q(pgh_obj_id__in=people) if key == "pk" else whose)
