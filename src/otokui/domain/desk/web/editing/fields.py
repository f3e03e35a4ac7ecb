"""The single values of a customer that are edited in place."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from math import inf, isfinite
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from otokui.core.ui import figures
from otokui.domain.accounts.public import list_staff
from otokui.domain.accounts.types import Sight
from otokui.domain.customers.public import label, search_customers
from otokui.domain.customers.types import AttributeKind, AttributeRecord, CustomerKind, CustomerRecord
from otokui.domain.desk.web.editing.blanks import Blank, Text, Unreadable, day_of

Typed = Mapping[str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Field:
    """`names`: the fields of `CustomerInput` that it sets. `show` says them in words."""

    key: str
    title: Text
    card: str
    names: tuple[str, ...]
    blanks: Callable[[CustomerRecord], tuple[Blank, ...]]
    read: Callable[[Typed, CustomerRecord, Sight], dict[str, Any]]
    show: Callable[[CustomerRecord], str]


def _plain(
    key: str, name: str, title: Text, *, card: str = "person", kind: str = "text", most: int = 300
) -> Field:
    return Field(
        key=key,
        title=title,
        card=card,
        names=(name,),
        blanks=lambda known: (
            Blank(name=name, label=title, kind=kind, value=getattr(known, name), most=most),
        ),
        read=lambda typed, _known, _sight: {name: typed.get(name, "")},
        show=lambda known: getattr(known, name),
    )


def _day(key: str, name: str, title: Text) -> Field:
    def blanks(known: CustomerRecord) -> tuple[Blank, ...]:
        value = getattr(known, name)
        return (
            Blank(
                name=name,
                label=title,
                value=f"{value:%Y/%m/%d}" if value else "",
                hint=gettext_lazy("1975/4/14 or S50.4.14"),
                most=40,
            ),
        )

    return Field(
        key=key,
        title=title,
        card="person",
        names=(name,),
        blanks=blanks,
        read=lambda typed, _known, _sight: {name: day_of(typed.get(name, ""), name)},
        show=lambda known: figures.day(getattr(known, name)),
    )


def _name_blanks(known: CustomerRecord) -> tuple[Blank, ...]:
    labels = NAMES_OF_COMPANY if known.kind is CustomerKind.COMPANY else NAMES_OF_PERSON
    return tuple(
        Blank(
            name=name,
            label=words,
            value=getattr(known, name),
            most=100,
            small=True,
            hint=_("Left empty: %(honorific)s") % {"honorific": known.proposed_honorific}
            if name == "honorific" and known.proposed_honorific
            else "",
        )
        for name, words in labels.items()
    )


def _read_name(typed: Typed, known: CustomerRecord, sight: Sight) -> dict[str, Any]:
    labels = NAMES_OF_COMPANY if known.kind is CustomerKind.COMPANY else NAMES_OF_PERSON
    return {name: typed.get(name, "") for name in labels}


NAMES_OF_PERSON: dict[str, Text] = {
    "family_name": gettext_lazy("Family name"),
    "given_name": gettext_lazy("Given name"),
    "family_kana": gettext_lazy("Reading of the family name"),
    "given_kana": gettext_lazy("Reading of the given name"),
    "honorific": gettext_lazy("Honorific"),
}
NAMES_OF_COMPANY: dict[str, Text] = {
    "company_name": gettext_lazy("Company name"),
    "company_kana": gettext_lazy("Reading of the company name"),
    "honorific": gettext_lazy("Honorific"),
}


def _read_kind(typed: Typed, known: CustomerRecord, sight: Sight) -> dict[str, Any]:
    try:
        return {"kind": CustomerKind(typed.get("kind", ""))}
    except ValueError:
        raise Unreadable({"kind": _("Choose one of the list.")}) from None


def _staff(known: CustomerRecord) -> tuple[Blank, ...]:
    members = [(str(member.id), member.name) for member in list_staff()]
    here = str(known.in_charge_id or "")
    if here and here not in dict(members):
        members.append((here, known.in_charge))
    return (
        Blank(
            name="in_charge_id",
            label=gettext_lazy("In charge"),
            kind="select",
            value=here,
            choices=(("", gettext_lazy("Nobody")), *members),
        ),
    )


def _read_staff(typed: Typed, known: CustomerRecord, sight: Sight) -> dict[str, Any]:
    chosen = typed.get("in_charge_id", "")
    if chosen and chosen not in {str(member.id) for member in list_staff(active_only=False)}:
        raise Unreadable({"in_charge_id": _("Choose one of the list.")})
    return {"in_charge_id": int(chosen) if chosen else None}


def _read_referrer(typed: Typed, known: CustomerRecord, sight: Sight) -> dict[str, Any]:
    """One customer by number, name or telephone; several are told apart by their number."""
    text = typed.get("referrer", "").strip()
    if not text:
        return {"referred_by_id": None}
    if text == known.referred_by:
        return {"referred_by_id": known.referred_by_id}
    found = [line for line in search_customers(text, sight=sight, limit=6) if line.id != known.id]
    exact = [line for line in found if text in (line.code, line.name)] or found
    if not exact:
        raise Unreadable({"referrer": _("No customer is found by this.")})
    if len(exact) > 1:
        names = figures.listed(f"{line.code or '–'} {line.name}" for line in exact[:5])
        raise Unreadable(
            {"referrer": _("Several fit. Write the customer number: %(names)s") % {"names": names}}
        )
    return {"referred_by_id": exact[0].id}


def _read_tags(typed: Typed, known: CustomerRecord, sight: Sight) -> dict[str, Any]:
    tags = {tag.strip() for tag in typed.get("tags", "").replace("、", ",").replace(",", ",").split(",")}
    if any(len(tag) > 50 for tag in tags):
        raise Unreadable({"tags": _("A tag has at most 50 characters.")})
    return {"tags": tuple(sorted(tags - {""}))}


FIELDS: dict[str, Field] = {
    field.key: field
    for field in (
        Field(
            key="name",
            title=gettext_lazy("Name"),
            card="head",
            names=("family_name", "given_name", "family_kana", "given_kana", "honorific"),
            blanks=_name_blanks,
            read=_read_name,
            show=lambda known: f"{known.name} {known.kana} {known.honorific}".strip(),
        ),
        Field(
            key="kind",
            title=pgettext_lazy("customer", "Kind"),
            card="person",
            names=("kind",),
            blanks=lambda known: (
                Blank(
                    name="kind",
                    label=pgettext_lazy("customer", "Kind"),
                    kind="select",
                    value=known.kind.value,
                    choices=tuple((kind.value, label(kind)) for kind in CustomerKind),
                ),
            ),
            read=_read_kind,
            show=lambda known: label(known.kind),
        ),
        _plain("code", "code", gettext_lazy("Customer number"), most=100),
        _plain("company", "company_name", pgettext_lazy("employer", "Company"), most=300),
        _plain("line", "line_id", gettext_lazy("LINE ID"), most=100),
        _day("birthday", "birthday", gettext_lazy("Birthday")),
        _day("since", "customer_since", gettext_lazy("Customer since")),
        _plain("reason", "reason_chosen", gettext_lazy("Why us"), kind="area", most=2000),
        Field(
            key="referrer",
            title=gettext_lazy("Referred by"),
            card="person",
            names=("referred_by_id",),
            blanks=lambda known: (
                Blank(
                    name="referrer",
                    label=gettext_lazy("Referred by"),
                    value=known.referred_by,
                    hint=gettext_lazy("Customer number, name or telephone"),
                ),
            ),
            read=_read_referrer,
            show=lambda known: known.referred_by,
        ),
        Field(
            key="in_charge",
            title=gettext_lazy("In charge"),
            card="person",
            names=("in_charge_id",),
            blanks=_staff,
            read=_read_staff,
            show=lambda known: known.in_charge,
        ),
        Field(
            key="tags",
            title=gettext_lazy("Tags"),
            card="person",
            names=("tags",),
            blanks=lambda known: (
                Blank(
                    name="tags",
                    label=gettext_lazy("Tags"),
                    value=figures.listed(known.tags),
                    hint=gettext_lazy("Several with commas between"),
                ),
            ),
            read=_read_tags,
            show=lambda known: figures.listed(known.tags),
        ),
        Field(
            key="memo",
            title=gettext_lazy("Memo"),
            card="memo",
            names=("memo", "memo_pops_up"),
            blanks=lambda known: (
                Blank(name="memo", label=gettext_lazy("Memo"), kind="area", value=known.memo, most=5000),
                Blank(
                    name="memo_pops_up",
                    label=gettext_lazy("Show it when the page is opened"),
                    kind="check",
                    value="1" if known.memo_pops_up else "",
                ),
            ),
            read=lambda typed, _known, _sight: {
                "memo": typed.get("memo", ""),
                "memo_pops_up": bool(typed.get("memo_pops_up") and typed.get("memo", "").strip()),
            },
            show=lambda known: known.memo,
        ),
    )
}


def field_of(key: str, known: CustomerRecord) -> Field | None:
    """A field by its key; `own-KEY` is one of the shop's own."""
    if key == "name" and known.kind is CustomerKind.COMPANY:
        return _company_name()
    if not key.startswith("own-"):
        return FIELDS.get(key)
    own = key.removeprefix("own-")
    definition = next((attribute for attribute in known.attributes if attribute.key == own), None)
    return _own_field(definition) if definition else None


def _company_name() -> Field:
    person = FIELDS["name"]
    return Field(
        key=person.key,
        title=person.title,
        card=person.card,
        names=("company_name", "company_kana", "honorific"),
        blanks=person.blanks,
        read=person.read,
        show=person.show,
    )


def _own_field(definition: AttributeRecord) -> Field:
    name = f"attributes.{definition.key}"

    def blanks(known: CustomerRecord) -> tuple[Blank, ...]:
        return (
            Blank(
                name="value",
                label=definition.label,
                kind="select" if definition.kind in _CHOSEN else "text",
                value=own_text(definition),
                choices=own_choices(definition),
                hint=gettext_lazy("1975/4/14 or S50.4.14") if definition.kind is AttributeKind.DATE else "",
            ),
        )

    return Field(
        key=f"own-{definition.key}",
        title=definition.label,
        card="person",
        names=(name,),
        blanks=blanks,
        read=lambda typed, _known, _sight: {name: read_own(definition, typed.get("value", "").strip())},
        show=lambda known: own_text(definition),
    )


_CHOSEN = (AttributeKind.CHOICE, AttributeKind.YES_NO)


def own_choices(definition: AttributeRecord) -> tuple[tuple[str, Text], ...]:
    unknown = ("", gettext_lazy("Not known"))
    if definition.kind is AttributeKind.YES_NO:
        return (unknown, ("yes", gettext_lazy("Yes")), ("no", gettext_lazy("No")))
    return (unknown, *((option, option) for option in definition.options)) if definition.options else ()


def own_text(definition: AttributeRecord) -> str:
    """Its value as it is typed or chosen."""
    value = definition.value
    if definition.kind is AttributeKind.YES_NO:
        return "" if value is None else "yes" if value else "no"
    return "" if value is None else str(value)


def read_own(definition: AttributeRecord, text: str) -> Any:
    if not text:
        return None
    match definition.kind:
        case AttributeKind.YES_NO:
            return text == "yes"
        case AttributeKind.DATE:
            found = day_of(text, "value")
            return found.isoformat() if found else None
        case AttributeKind.NUMBER:
            return _number(text)
        case _:
            return text


def _number(text: str) -> int | float:
    plain = text.replace(",", "")
    try:
        number = int(plain) if plain.lstrip("+-").isdigit() else float(plain)
    except ValueError:
        number = inf
    if not isfinite(number):
        raise Unreadable({"value": _("Write a number.")})
    return number
