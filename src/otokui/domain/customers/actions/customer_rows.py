"""What creating and changing a customer have in common: checks, columns, and the rows around."""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import date
from typing import Any

from django.db import IntegrityError
from django.utils.translation import gettext as _

from otokui.core.kernel.address import postal_key
from otokui.core.kernel.errors import Refused
from otokui.core.kernel.phone import phone_key, reversed_key
from otokui.core.kernel.text import clean
from otokui.domain.accounts.public import sight_of_member
from otokui.domain.customers.adapters.seen import may_see
from otokui.domain.customers.models import Address, ContactPerson, Customer, Mail, Phone
from otokui.domain.customers.models.refusals import refusal
from otokui.domain.customers.queries.customer import list_attributes
from otokui.domain.customers.rules import checks, keys
from otokui.domain.customers.types import AddressInput, CustomerInput

_PARTS = ("name", "family_name", "given_name", "family_kana", "given_kana", "company_name", "company_kana")


def naming_of(given: CustomerInput) -> keys.Naming:
    """The name columns of the input."""
    return keys.naming(kind=given.kind, **{part: clean(getattr(given, part)) for part in _PARTS})


def check_input(given: CustomerInput, *, today: date) -> None:
    """Raise `Refused` for the first thing that may not be stored."""
    named = naming_of(given)
    problem = checks.why_not_named(named) or checks.why_not_born(given.birthday, today)
    if not (named.name or named.kana or given.phones or given.mails):
        problem = "nameless"
    for phone in given.phones:
        problem = problem or checks.why_not_phone(phone.number)
    for mail in given.mails:
        problem = problem or checks.why_not_mail(mail.address)
    for address in given.addresses:
        if address.postal_code and not postal_key(address.postal_code):
            problem = problem or "bad_postal_code"
    if problem:
        raise refusal(problem)
    if given.attributes:
        definitions = {definition.key: definition for definition in list_attributes(dict(given.attributes))}
        wrong = checks.why_not_attributes(given.attributes, definitions)
        if wrong:
            raise refusal(wrong[1], field=wrong[0])


def refuse_taken_code(code: str, *, customer_id: int | None, staff_id: int | None) -> None:
    """`Refused` (code_taken), naming the holder to who sees it, if another customer has this number."""
    if not clean(code):
        return
    holder = Customer.objects.filter(code=clean(code)).values_list("pk", "name").first()
    if holder and holder[0] != customer_id:
        if not may_see(holder[0], sight_of_member(staff_id)):
            raise refusal("code_taken")
        message = _("Customer number %(code)s belongs to %(name)s.")
        raise Refused(message % {"code": clean(code), "name": holder[1]}, code="code_taken")


@contextmanager
def code_taken_meanwhile() -> Iterator[None]:
    """`Refused` (code_taken) where somebody took the number between our look and our write."""
    try:
        yield
    except IntegrityError as error:
        if "customer_code_once" in str(error):
            raise refusal("code_taken") from None
        raise


def columns_of(given: CustomerInput, contact_persons: Iterable[str] = ()) -> dict[str, Any]:
    """All columns of the customer's own row that the input decides, keys included."""
    named = naming_of(given)
    derived = keys.keys_of(named, contact_persons, code=clean(given.code))
    return {
        "code": clean(given.code) or None,
        "kind": named.kind.value,
        **{part: getattr(named, part) for part in _PARTS},
        "honorific": clean(given.honorific),
        "birthday": given.birthday,
        "customer_since": given.customer_since,
        "line_id": clean(given.line_id),
        "tags": sorted({clean(tag) for tag in given.tags if clean(tag)}),
        "attributes": {
            key: clean(value) if isinstance(value, str) else value for key, value in given.attributes.items()
        },
        "reason_chosen": clean(given.reason_chosen),
        "referred_by_id": given.referred_by_id,
        "in_charge_id": given.in_charge_id,
        "memo": clean(given.memo),
        "memo_pops_up": given.memo_pops_up,
        "name_key": derived.name_key,
        "kana_key": derived.kana_key,
        "sort_key": derived.sort_key,
        "search": derived.search,
    }


def names_of_contact_persons(company_id: int) -> list[str]:
    """Names and readings by which a company is found through its people."""
    people = ContactPerson.objects.filter(company_id=company_id).values_list(
        "family_name", "given_name", "family_kana", "given_kana"
    )
    return [f"{family} {given}" for row in people for family, given in (row[:2], row[2:]) if family or given]


def write_contact_points(customer_id: int, given: CustomerInput) -> bool:
    """Make phones, mails and addresses equal to the input; whether any row changed."""
    phones = {
        phone_key(phone.number): {
            "number": clean(phone.number),
            "reversed_digits": reversed_key(phone_key(phone.number)),
            "label": clean(phone.label),
            "is_fax": phone.is_fax,
            "contact_person_id": phone.contact_person_id,
        }
        for phone in given.phones
    }
    mails = {
        keys.mail_key(mail.address): {
            "address": clean(mail.address),
            "label": clean(mail.label),
            "contact_person_id": mail.contact_person_id,
        }
        for mail in given.mails
    }
    changed = _make_equal(Phone, customer_id, "digits", phones)
    changed |= _make_equal(Mail, customer_id, "key", mails)
    return _make_addresses_equal(customer_id, given.addresses) or changed


def _make_equal(
    model: type[Phone] | type[Mail], customer_id: int, key: str, wanted: dict[str, dict[str, Any]]
) -> bool:
    changed = False
    present = {getattr(row, key): row for row in model._default_manager.filter(customer_id=customer_id)}
    for gone in present.keys() - wanted.keys():
        present[gone].delete()
        changed = True
    for position, (value, columns) in enumerate(wanted.items()):
        row = present.get(value) or model(customer_id=customer_id, **{key: value})
        changed |= _save_if_different(row, columns | {"position": position})
    return changed


def _make_addresses_equal(customer_id: int, wanted: tuple[AddressInput, ...]) -> bool:
    changed = False
    present = {row.pk: row for row in Address.objects.filter(customer_id=customer_id)}
    kept = {address.id for address in wanted}
    for gone in present.keys() - kept:
        present[gone].delete()
        changed = True
    for position, address in enumerate(filter(None, wanted)):
        place = keys.place(address)
        row = present.get(address.id or 0) or Address(customer_id=customer_id)
        columns = {
            "postal_code": place.postal_code,
            "prefecture": place.prefecture,
            "line": place.line,
            "building": place.building,
            "key": place.key,
            "label": clean(address.label),
            "recipient": clean(address.recipient),
            "position": position,
        }
        changed |= _save_if_different(row, columns)
    return changed


def _save_if_different(row: Phone | Mail | Address, columns: dict[str, Any]) -> bool:
    if row.pk and all(getattr(row, name) == value for name, value in columns.items()):
        return False
    for name, value in columns.items():
        setattr(row, name, value)
    row.save()
    return True
