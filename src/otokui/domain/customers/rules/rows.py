"""From a row of a file to what it says about a customer, and what a customer becomes by it."""

from collections.abc import Iterable, Mapping
from datetime import date
from functools import lru_cache
from types import MappingProxyType
from typing import Any, NamedTuple

from otokui.core.kernel.names import full_name
from otokui.core.kernel.phone import phone_key
from otokui.core.kernel.text import clean, name_key
from otokui.domain.customers.rules import checks, keys
from otokui.domain.customers.types import (
    AddressInput,
    AttributeKind,
    AttributeRecord,
    AttributeValue,
    ConsentGiven,
    ContactPersonInput,
    CustomerKind,
    CustomerRow,
    HouseholdKind,
    MatchKey,
    MatchValue,
    PreferenceKind,
)

_FREE = AttributeKind.TEXT


class Draft(NamedTuple):
    """The customer's own columns that a file can speak of. A flag that is None has not been spoken of."""

    code: str = ""
    named: keys.Naming = keys.NAMELESS
    honorific: str = ""
    birthday: date | None = None
    customer_since: date | None = None
    in_charge_id: int | None = None
    referred_by_id: int | None = None
    line_id: str = ""
    reason_chosen: str = ""
    memo: str = ""
    tags: tuple[str, ...] = ()
    attributes: Mapping[str, AttributeValue] = MappingProxyType({})
    memo_pops_up: bool | None = None
    open_complaint: bool | None = None


class Said(NamedTuple):
    """What one row says, cleaned and keyed. Phones and faxes by digits and mails by key, as typed; likes,
    dislikes and needs by kind and key; people at a company by the key of their name.

    `draft` is also what a new customer becomes by this row alone. `values` are what it is recognised by, see
    `match_values`.
    """

    draft: Draft
    kind_is_given: bool
    values: tuple[MatchValue, ...]
    phones: Mapping[str, str]
    faxes: Mapping[str, str]
    mails: Mapping[str, str]
    place: keys.Place | None
    household: HouseholdKind | None
    consents: tuple[ConsentGiven, ...]
    preferences: Mapping[tuple[PreferenceKind, str], str] = MappingProxyType({})
    referred_by: str = ""
    other_places: tuple[keys.Place, ...] = ()
    people: Mapping[str, ContactPersonInput] = MappingProxyType({})


class Fault(NamedTuple):
    """Why a row cannot be taken."""

    field: str
    code: str


def read_row(
    row: CustomerRow, definitions: Mapping[str, AttributeRecord], today: date, match: MatchKey
) -> Said | Fault:
    """What the row says, or the first thing in it that may not be stored."""
    named = keys.naming(
        kind=CustomerKind(row.kind) if row.kind else None,
        name=_said(row.name),
        family_name=_said(row.family_name),
        given_name=_said(row.given_name),
        kana=_said(row.kana),
        family_kana=_said(row.family_kana),
        given_kana=_said(row.given_kana),
        company_name=_said(row.company_name),
        company_kana=_said(row.company_kana),
    )
    phones = {phone_key(number): number for number in map(_said, row.phones) if number}
    faxes = {phone_key(number): number for number in map(_said, row.faxes) if number}
    mails = {keys.mail_key(address): address for address in map(_said, row.mails) if address}
    code = clean(row.code)
    attributes = _attributes(row.attributes, definitions) if row.attributes else {}
    place = keys.place(row.address) if row.address else None
    others = tuple(map(keys.place, row.other_addresses)) if row.other_addresses else ()
    fault = (
        _fault(row, named, phones, faxes, mails, code, today)
        or _place_fault(row.address, place)
        or _other_fault(row.other_addresses, others)
        or _length_fault(row)
        or _person_fault(row.people)
        or attributes
    )
    if isinstance(fault, Fault):
        return fault
    draft = Draft(
        code=code,
        named=named,
        honorific=_clean(row.honorific),
        birthday=row.birthday,
        customer_since=row.customer_since,
        in_charge_id=row.in_charge_id,
        line_id=_said(row.line_id),
        reason_chosen=_said(row.reason_chosen),
        memo=_clean(row.memo),
        tags=tuple(filter(None, map(clean, row.tags))),
        attributes=attributes if isinstance(attributes, dict) else {},
        memo_pops_up=row.memo_pops_up,
        open_complaint=row.open_complaint,
    )
    values = match_values(match, code=code, name=named.name, phones=phones, mails=mails, place=place)
    preferences = _preferences(row.preferences) if row.preferences else {}
    around = (phones, faxes, mails, place, row.household, row.consents, preferences)
    return Said(draft, bool(row.kind), values, *around, _said(row.referred_by), others, _people(row.people))


def _preferences(told: Iterable[tuple[PreferenceKind, str]]) -> dict[tuple[PreferenceKind, str], str]:
    words = [(kind, text) for kind, said in told if (text := _said(said))]
    return {(kind, key): text for kind, text in words if (key := name_key(text))}


def _clean(text: str) -> str:
    return clean(text) if text else ""


def _said(text: str) -> str:
    if not text:
        return ""
    return _said_briefly(text) if len(text) <= checks.LONGEST_NOTHING else clean(text)


@lru_cache(maxsize=8192)
def _said_briefly(text: str) -> str:
    """Most short texts of a file are 姓 and 名, which many customers share."""
    return "" if checks.says_nothing(text) else clean(text)


def _fault(
    row: CustomerRow,
    named: keys.Naming,
    phones: Mapping[str, str],
    faxes: Mapping[str, str],
    mails: Mapping[str, str],
    code: str,
    today: date,
) -> Fault | None:
    if checks.why_not_named(named):
        return Fault("name", "too_long")
    if len(code) > checks.PART_LIMIT:
        return Fault("code", "code_too_long")
    if not (named.name or named.kana or code or phones or mails):
        return Fault("name", "nameless")
    for digits, number in phones.items():
        if checks.why_not_phone(number, digits):
            return Fault("phone", "bad_phone")
    for digits, number in faxes.items():
        if checks.why_not_phone(number, digits):
            return Fault("fax", "bad_phone")
    for key, address in mails.items():
        if checks.why_not_mail(address, key):
            return Fault("email", "bad_mail")
    if checks.why_not_born(row.birthday, today):
        return Fault("birthday", "bad_birthday")
    return None


def _place_fault(given: AddressInput | None, place: keys.Place | None, which: str = "") -> Fault | None:
    if place is None:
        return None
    if not place.postal_code and given and _said(given.postal_code):
        return Fault(f"{which}postal_code", "bad_postal_code")
    if len(place.prefecture) > checks.PREFECTURE_LIMIT:
        return Fault(f"{which}prefecture", "text_too_long")
    if len(place.line) > checks.ADDRESS_LIMIT:
        return Fault(f"{which}address", "text_too_long")
    if len(place.building) > checks.BUILDING_LIMIT:
        return Fault(f"{which}address2", "text_too_long")
    return None


def _other_fault(given: tuple[AddressInput, ...], places: tuple[keys.Place, ...]) -> Fault | None:
    faults = (_place_fault(each, place, "other_") for each, place in zip(given, places, strict=True))
    return next(filter(None, faults), None)


def _length_fault(row: CustomerRow) -> Fault | None:
    if len(row.honorific) > checks.HONORIFIC_LIMIT:
        return Fault("honorific", "text_too_long")
    if len(row.line_id) > checks.LINE_ID_LIMIT:
        return Fault("line_id", "text_too_long")
    if row.tags and max(map(len, row.tags)) > checks.TAG_LIMIT:
        return Fault("tags", "tag_too_long")
    for kind, text in row.preferences:
        if len(text) > checks.PREFERENCE_LIMIT:
            return Fault(f"{kind}s", "text_too_long")
    return None


_OF_PERSON = (
    ("contact_name", ("family_name", "given_name"), checks.PART_LIMIT),
    ("contact_kana", ("family_kana", "given_kana"), checks.PART_LIMIT),
    ("contact_department", ("department",), 200),
    ("contact_post", ("post",), 100),
)


def _person_fault(people: tuple[ContactPersonInput, ...]) -> Fault | None:
    for person in people:
        for field, parts, limit in _OF_PERSON:
            if any(len(getattr(person, part)) > limit for part in parts):
                return Fault(field, "text_too_long")
    return None


def _people(given: tuple[ContactPersonInput, ...]) -> dict[str, ContactPersonInput]:
    cleaned = (
        ContactPersonInput(
            family_name=_said(person.family_name),
            given_name=_said(person.given_name),
            family_kana=_said(person.family_kana),
            given_kana=_said(person.given_kana),
            department=_said(person.department),
            post=_said(person.post),
        )
        for person in given
    )
    named = ((full_name(person.family_name, person.given_name), person) for person in cleaned)
    return {name_key(name): person for name, person in named if name}


def _attributes(
    given: Mapping[str, str], definitions: Mapping[str, AttributeRecord]
) -> dict[str, AttributeValue] | Fault:
    values: dict[str, AttributeValue] = {}
    for key, text in given.items():
        definition = definitions.get(key)
        if definition is None:
            return Fault(key, "unknown_attribute")
        silent = checks.says_nothing(text)
        # 「なし」 tells nothing where any text may stand; of a choice or of yes and no it may be the answer.
        value = None if silent and definition.kind is _FREE else checks.read_attribute(definition, text)
        if value is not None:
            values[key] = value
        elif not silent:
            return Fault(key, "bad_attribute")
    return values


def match_values(
    by: MatchKey,
    *,
    code: str,
    name: str,
    phones: Iterable[str],
    mails: Iterable[str],
    place: keys.Place | None,
) -> tuple[MatchValue, ...]:
    """What a row can be recognised by, no part of it empty; several where it has several numbers."""
    match by:
        case MatchKey.CODE:
            return ((code,),) if code else ()
        case MatchKey.MAIL:
            return tuple((key,) for key in mails if key)
        case MatchKey.PHONE:
            return tuple((digits,) for digits in phones if digits)
        case MatchKey.NAME_PHONE:
            key = name_key(name)
            return tuple((key, digits) for digits in phones if digits) if key else ()
        case MatchKey.NAME_ADDRESS:
            key = name_key(name)
            return ((key, place.key),) if key and place and place.key else ()


_REPLACED = (
    "code", "honorific", "birthday", "customer_since", "in_charge_id", "referred_by_id", "line_id",
    "reason_chosen", "memo",
)  # fmt: skip
_FLAGS = ("memo_pops_up", "open_complaint")
_COMPANY = ("company_name", "company_kana")


def apply(draft: Draft, row: Said) -> Draft:
    """The customer after the row: what it says replaces, what it leaves empty stays, tags are added."""
    said = row.draft
    changes: dict[str, Any] = {name: value for name in _REPLACED if (value := getattr(said, name))}
    changes |= {name: flag for name in _FLAGS if (flag := getattr(said, name)) is not None}
    if (named := _renamed(draft.named, row)) != draft.named:
        changes["named"] = named
    if set(said.tags) - set(draft.tags):
        changes["tags"] = (*draft.tags, *said.tags)
    if said.attributes:
        changes["attributes"] = {**draft.attributes, **said.attributes}
    return draft._replace(**changes) if changes else draft


def _renamed(named: keys.Naming, row: Said) -> keys.Naming:
    """The names after the row, as they will be stored: a company has no 姓 and 名."""
    said = row.draft.named
    changes: dict[str, Any] = {name: value for name in _COMPANY if (value := getattr(said, name))}
    if row.kind_is_given:
        changes["kind"] = said.kind
    for family, given in (("family_name", "given_name"), ("family_kana", "given_kana")):
        new = (getattr(said, family), getattr(said, given))
        old = (getattr(named, family), getattr(named, given))
        if any(new) and _differs(new, old):
            changes |= {family: new[0], given: new[1]}
    if not changes:
        return named
    parts = {part: getattr(named, part) for part in keys.PARTS} | {"kind": named.kind} | changes
    return keys.naming(**parts)


def _differs(new: tuple[str, str], old: tuple[str, str]) -> bool:
    """An undivided 高崎花子 says nothing new about 髙﨑 花子."""
    return new != old if new[1] else name_key(new[0]) != name_key(full_name(*old))
