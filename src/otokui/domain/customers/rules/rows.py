"""From a row of a file to what it says about a customer, and what a customer becomes by it."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date

from otokui.core.kernel.address import postal_key
from otokui.core.kernel.names import full_name
from otokui.core.kernel.phone import phone_key
from otokui.core.kernel.text import clean, name_key
from otokui.domain.customers.rules import checks, keys
from otokui.domain.customers.types import (
    AttributeRecord,
    AttributeValue,
    ConsentGiven,
    CustomerKind,
    CustomerRow,
    HouseholdKind,
    MatchKey,
)


@dataclass(frozen=True, slots=True)
class Draft:
    """The customer's own columns that a file can speak of."""

    code: str = ""
    kind: CustomerKind | None = None
    family_name: str = ""
    given_name: str = ""
    family_kana: str = ""
    given_kana: str = ""
    company_name: str = ""
    company_kana: str = ""
    honorific: str = ""
    birthday: date | None = None
    line_id: str = ""
    reason_chosen: str = ""
    memo: str = ""
    tags: tuple[str, ...] = ()
    attributes: Mapping[str, AttributeValue] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Said:
    """What one row says, cleaned and keyed. Phones by digits and mails by key, as typed.

    `draft` is also what a new customer becomes by this row alone.
    """

    line: int
    draft: Draft
    kind_is_given: bool
    name_key: str
    phones: Mapping[str, str]
    mails: Mapping[str, str]
    place: keys.Place | None
    household: HouseholdKind | None
    consents: tuple[ConsentGiven, ...]


@dataclass(frozen=True, slots=True)
class Fault:
    """Why a row cannot be taken."""

    field: str
    code: str


def read_row(row: CustomerRow, definitions: Mapping[str, AttributeRecord], today: date) -> Said | Fault:
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
    mails = {keys.mail_key(address): address for address in map(_said, row.mails) if address}
    code = clean(row.code)
    attributes = _attributes(row.attributes, definitions)
    fault = _fault(row, named, phones, mails, code, today) or attributes
    if isinstance(fault, Fault):
        return fault
    draft = Draft(
        code=code,
        kind=named.kind,
        family_name=named.family_name,
        given_name=named.given_name,
        family_kana=named.family_kana,
        given_kana=named.given_kana,
        company_name=named.company_name,
        company_kana=named.company_kana,
        honorific=clean(row.honorific),
        birthday=row.birthday,
        line_id=_said(row.line_id),
        reason_chosen=_said(row.reason_chosen),
        memo=clean(row.memo),
        tags=tuple(filter(None, map(clean, row.tags))),
        attributes=attributes if isinstance(attributes, dict) else {},
    )
    place = keys.place(row.address) if row.address else None
    return Said(
        row.line,
        draft,
        bool(row.kind),
        name_key(named.name),
        phones,
        mails,
        place,
        row.household,
        row.consents,
    )


def _said(text: str) -> str:
    return clean(text) if text and not checks.says_nothing(text) else ""


def _fault(
    row: CustomerRow,
    named: keys.Naming,
    phones: Mapping[str, str],
    mails: Mapping[str, str],
    code: str,
    today: date,
) -> Fault | None:
    if checks.why_not_named(named):
        return Fault("name", "too_long")
    if len(code) > checks.PART_LIMIT:
        return Fault("code", "too_long")
    if not (named.name or named.kana or code or phones or mails):
        return Fault("name", "nameless")
    if any(map(checks.why_not_phone, phones.values())):
        return Fault("phone", "bad_phone")
    if any(map(checks.why_not_mail, mails.values())):
        return Fault("email", "bad_mail")
    postal_code = _said(row.address.postal_code) if row.address else ""
    if postal_code and not postal_key(postal_code):
        return Fault("postal_code", "bad_postal_code")
    if checks.why_not_born(row.birthday, today):
        return Fault("birthday", "bad_birthday")
    return None


def _attributes(
    given: Mapping[str, str], definitions: Mapping[str, AttributeRecord]
) -> dict[str, AttributeValue] | Fault:
    values: dict[str, AttributeValue] = {}
    for key, text in given.items():
        if checks.says_nothing(text):
            continue
        definition = definitions.get(key)
        if definition is None:
            return Fault(key, "unknown_attribute")
        value = checks.read_attribute(definition, text)
        if value is None:
            return Fault(key, "bad_attribute")
        values[key] = value
    return values


def match_values(said: Said, by: MatchKey) -> list[tuple[str, ...]]:
    """What the row can be recognised by; several where it has several numbers or addresses."""
    match by:
        case MatchKey.CODE:
            return [(said.draft.code,)] if said.draft.code else []
        case MatchKey.MAIL:
            return [(key,) for key in said.mails]
        case MatchKey.PHONE:
            return [(digits,) for digits in said.phones]
        case MatchKey.NAME_PHONE:
            return [(said.name_key, digits) for digits in said.phones] if said.name_key else []
        case MatchKey.NAME_ADDRESS:
            place = said.place.key if said.place else ""
            return [(said.name_key, place)] if said.name_key and place else []


_REPLACED = (
    "code", "company_name", "company_kana", "honorific", "birthday", "line_id",
    "reason_chosen", "memo",
)  # fmt: skip


def apply(draft: Draft, row: Said) -> Draft:
    """The customer after the row: what it says replaces, what it leaves empty stays, tags are added."""
    said = row.draft
    changes: dict[str, object] = {name: value for name in _REPLACED if (value := getattr(said, name))}
    if row.kind_is_given:
        changes["kind"] = said.kind
    for family, given in (("family_name", "given_name"), ("family_kana", "given_kana")):
        new = (getattr(said, family), getattr(said, given))
        old = (getattr(draft, family), getattr(draft, given))
        if any(new) and _differs(new, old):
            changes |= {family: new[0], given: new[1]}
    if set(said.tags) - set(draft.tags):
        changes["tags"] = (*draft.tags, *said.tags)
    if said.attributes:
        changes["attributes"] = {**draft.attributes, **said.attributes}
    return _settled(replace(draft, **changes)) if changes else draft  # type: ignore[arg-type]


def _settled(draft: Draft) -> Draft:
    """With the names as they will be stored: a company has no 姓 and 名."""
    named = named_as(draft)
    parts = ("kind", "family_name", "given_name", "family_kana", "given_kana", "company_name", "company_kana")
    return replace(draft, **{part: getattr(named, part) for part in parts})


def _differs(new: tuple[str, str], old: tuple[str, str]) -> bool:
    """An undivided 高崎花子 says nothing new about 髙﨑 花子."""
    return new != old if new[1] else name_key(new[0]) != name_key(full_name(*old))


def named_as(draft: Draft) -> keys.Naming:
    """The name columns of a draft."""
    return keys.naming(
        kind=draft.kind,
        family_name=draft.family_name,
        given_name=draft.given_name,
        family_kana=draft.family_kana,
        given_kana=draft.given_kana,
        company_name=draft.company_name,
        company_kana=draft.company_kana,
    )
