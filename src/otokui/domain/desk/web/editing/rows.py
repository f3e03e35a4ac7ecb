"""Telephones, mail addresses, addresses, people, likes, the household and consents: rows edited in place."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from otokui.domain.customers.public import (
    edit_point,
    forget_household,
    forget_preference,
    input_of,
    label,
    mark,
    note_household,
    note_preference,
    person_seen,
    record_consent,
    rewrite_preference,
    write_contact_person,
)
from otokui.domain.customers.types import (
    AddressInput,
    Channel,
    ConsentGiven,
    ContactPersonInput,
    CustomerRecord,
    HouseholdKind,
    HouseholdSource,
    MailInput,
    PhoneInput,
    Point,
    PreferenceKind,
)
from otokui.domain.desk.web.editing.blanks import Blank, Text, Unreadable, day_of

Typed = Mapping[str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Moment:
    """When, on which day of the business, and by whom something is written."""

    now: datetime
    today: date
    staff_id: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Rows:
    """One kind of rows. `find` gives a row by id, `save` writes it (None: new), `remove` takes it away."""

    title: Text
    card: str
    table: str
    find: Callable[[CustomerRecord, int], Any]
    blanks: Callable[[Any], tuple[Blank, ...]]
    seen: Callable[[CustomerRecord, Any], str]
    show: Callable[[Any], str]
    save: Callable[[CustomerRecord, Any, Typed, str, Moment], object]
    remove: Callable[[CustomerRecord, Any, str, Moment], object] | None = None
    can_lead: bool = False


def _by_id(name: str) -> Callable[[CustomerRecord, int], Any]:
    return lambda known, row_id: next((row for row in getattr(known, name) if row.id == row_id), None)


def _point_seen(point: Point) -> Callable[[CustomerRecord, Any], str]:
    def seen(known: CustomerRecord, row: Any) -> str:
        place = [each.id for each in getattr(known, point.value)].index(row.id)
        return mark(getattr(input_of(known), point.value)[place])

    return seen


def _save_point(point: Point, read: Callable[[Typed, Any], Any]) -> Callable[..., object]:
    def save(known: CustomerRecord, row: Any, typed: Typed, seen: str, moment: Moment) -> object:
        return edit_point(
            known.id,
            point,
            read(typed, row),
            row_id=row.id if row else None,
            seen=seen,
            first=bool(typed.get("first")),
            now=moment.now,
            today=moment.today,
            staff_id=moment.staff_id,
        )

    return save


def _remove_point(point: Point) -> Callable[..., object]:
    def remove(known: CustomerRecord, row: Any, seen: str, moment: Moment) -> object:
        return edit_point(
            known.id,
            point,
            None,
            row_id=row.id,
            seen=seen,
            now=moment.now,
            today=moment.today,
            staff_id=moment.staff_id,
        )

    return remove


def _points(
    point: Point,
    *,
    title: Text,
    table: str,
    blanks: Callable[[Any], tuple[Blank, ...]],
    show: Callable[[Any], str],
    read: Callable[[Typed, Any], Any],
) -> Rows:
    """Ways to reach somebody: one list of the customer, whose first row is the main one."""
    return Rows(
        title=title,
        card="reach",
        table=table,
        find=_by_id(point.value),
        blanks=blanks,
        seen=_point_seen(point),
        show=show,
        save=_save_point(point, read),
        remove=_remove_point(point),
        can_lead=True,
    )


def _label_blank(row: Any, proposals: tuple[str, ...]) -> Blank:
    return Blank(
        name="label",
        label=gettext_lazy("What for"),
        value=row.label if row else "",
        most=50,
        small=True,
        choices=tuple((words, words) for words in proposals),
    )


def _phone_blanks(row: Any) -> tuple[Blank, ...]:
    return (
        Blank(
            name="number", label=gettext_lazy("Telephone number"), kind="tel", value=row.number if row else ""
        ),
        _label_blank(row, (_("Home"), _("Mobile"), _("Work"))),
        Blank(
            name="is_fax", label=gettext_lazy("Fax"), kind="check", value="1" if row and row.is_fax else ""
        ),
    )


def _mail_blanks(row: Any) -> tuple[Blank, ...]:
    return (
        Blank(
            name="address", label=gettext_lazy("Mail address"), kind="email", value=row.address if row else ""
        ),
        _label_blank(row, (_("Home"), _("Work"))),
    )


def _address_blanks(row: Any) -> tuple[Blank, ...]:
    def value(name: str) -> str:
        return str(getattr(row, name)) if row else ""

    return (
        Blank(
            name="postal_code",
            label=gettext_lazy("Postal code"),
            kind="postal",
            value=value("postal_code"),
            most=8,
            small=True,
        ),
        Blank(
            name="prefecture",
            label=gettext_lazy("Prefecture"),
            value=value("prefecture"),
            most=10,
            small=True,
        ),
        Blank(name="line", label=gettext_lazy("City, town, number"), value=value("line")),
        Blank(name="building", label=gettext_lazy("Building and room"), value=value("building")),
        Blank(name="recipient", label=gettext_lazy("Recipient, if another"), value=value("recipient")),
        _label_blank(row, (_("Home"), _("Work"), _("Delivery"))),
    )


def _read_address(typed: Typed, row: Any) -> AddressInput:
    given = AddressInput(
        **{name: typed.get(name, "") for name in ("postal_code", "prefecture", "line", "building")},
        label=typed.get("label", ""),
        recipient=typed.get("recipient", ""),
        id=row.id if row else None,
    )
    if not given:
        raise Unreadable({"line": _("Write an address, or remove it.")})
    return given


_PERSON: dict[str, Text] = {
    "family_name": gettext_lazy("Family name"),
    "given_name": gettext_lazy("Given name"),
    "family_kana": gettext_lazy("Reading of the family name"),
    "given_kana": gettext_lazy("Reading of the given name"),
    "department": gettext_lazy("Department"),
    "post": gettext_lazy("Post"),
    "honorific": gettext_lazy("Honorific"),
    "memo": gettext_lazy("Memo"),
}


def _person_blanks(row: Any) -> tuple[Blank, ...]:
    return (
        *(
            Blank(
                name=name,
                label=words,
                value=getattr(row, name) if row else "",
                most=100,
                small=name != "memo",
            )
            for name, words in _PERSON.items()
        ),
        Blank(
            name="decides",
            label=gettext_lazy("Decides on purchases"),
            kind="check",
            value="1" if row and row.decides else "",
        ),
        Blank(
            name="left_on",
            label=gettext_lazy("Left on"),
            value=f"{row.left_on:%Y/%m/%d}" if row and row.left_on else "",
            most=40,
            small=True,
        ),
    )


def _save_person(known: CustomerRecord, row: Any, typed: Typed, seen: str, moment: Moment) -> object:
    given = ContactPersonInput(
        **{name: typed.get(name, "") for name in _PERSON},
        decides=bool(typed.get("decides")),
        left_on=day_of(typed.get("left_on", ""), "left_on"),
        id=row.id if row else None,
    )
    return write_contact_person(known.id, given, now=moment.now, seen=seen, staff_id=moment.staff_id)


def _preference_blanks(row: Any) -> tuple[Blank, ...]:
    return (
        Blank(
            name="kind",
            label=pgettext_lazy("preference", "Kind"),
            kind="select",
            value=row.kind.value if row else PreferenceKind.NEED.value,
            choices=tuple((kind.value, label(kind)) for kind in PreferenceKind),
            small=True,
        ),
        Blank(name="text", label=gettext_lazy("In the customer's words"), value=row.text if row else ""),
    )


def _save_preference(known: CustomerRecord, row: Any, typed: Typed, seen: str, moment: Moment) -> object:
    kind = _one_of(PreferenceKind, typed, "kind")
    words = {
        "kind": kind,
        "text": typed.get("text", ""),
        "noted_on": moment.today,
        "staff_id": moment.staff_id,
    }
    if row is None:
        return note_preference(known.id, **words)
    rewrite_preference(row.id, seen_text=seen, **words)
    return row.id


def _household_blanks(row: Any) -> tuple[Blank, ...]:
    return (
        Blank(
            name="kind",
            label=gettext_lazy("Household"),
            kind="select",
            value=row.kind.value if row else HouseholdKind.FAMILY.value,
            choices=tuple((kind.value, label(kind)) for kind in HouseholdKind),
            small=True,
        ),
        Blank(
            name="size",
            label=gettext_lazy("Persons"),
            value=str(row.size or "") if row else "",
            most=3,
            small=True,
        ),
        Blank(
            name="source",
            label=gettext_lazy("How we know"),
            kind="select",
            value=row.source.value if row else HouseholdSource.TOLD.value,
            choices=tuple(
                (source.value, label(source))
                for source in HouseholdSource
                if source is not HouseholdSource.IMPORT
            ),
            small=True,
        ),
        Blank(
            name="expires_on",
            label=gettext_lazy("Believed until"),
            value="",
            hint=gettext_lazy("Left empty: three years"),
            most=40,
            small=True,
        ),
    )


def _save_household(known: CustomerRecord, row: Any, typed: Typed, seen: str, moment: Moment) -> object:
    size = typed.get("size", "").strip()
    if size and not (size.isdecimal() and 0 < int(size) < 100):
        raise Unreadable({"size": _("Write a number of persons.")})
    return note_household(
        known.id,
        kind=_one_of(HouseholdKind, typed, "kind"),
        source=_one_of(HouseholdSource, typed, "source"),
        noted_on=moment.today,
        size=int(size) if size else None,
        expires_on=day_of(typed.get("expires_on", ""), "expires_on"),
        staff_id=moment.staff_id,
    )


def _consent_blanks(row: Any) -> tuple[Blank, ...]:
    return (
        Blank(
            name="channel",
            label=pgettext_lazy("contact", "Way"),
            kind="select",
            value=row.channel.value if row else Channel.MAIL.value,
            choices=tuple((channel.value, label(channel)) for channel in Channel),
            small=True,
        ),
        Blank(
            name="granted",
            label=gettext_lazy("Answer"),
            kind="select",
            value="no" if row and row.granted else "yes",
            choices=(("yes", gettext_lazy("may be sent news")), ("no", gettext_lazy("wants no news"))),
            small=True,
        ),
        Blank(
            name="source",
            label=gettext_lazy("Where it was given"),
            most=100,
            choices=tuple(
                (words, words) for words in (_("Telephone"), _("At the counter"), _("Application form"))
            ),
        ),
        Blank(
            name="wording",
            label=gettext_lazy("Words that were agreed to"),
            kind="area",
            most=2000,
            hint=gettext_lazy("As on the form, or as said on the telephone"),
        ),
        Blank(
            name="on", label=gettext_lazy("Day"), hint=gettext_lazy("Left empty: now"), most=40, small=True
        ),
    )


def _save_consent(known: CustomerRecord, row: Any, typed: Typed, seen: str, moment: Moment) -> object:
    source = typed.get("source", "").strip()
    if not source:
        raise Unreadable({"source": _("Write down where it was given.")})
    day = day_of(typed.get("on", ""), "on")
    if day is not None and day > moment.today:
        raise Unreadable({"on": _("This day is still to come.")})
    at = None if day in (None, moment.today) else datetime.combine(day or moment.today, moment.now.timetz())
    given = ConsentGiven(
        _one_of(Channel, typed, "channel"),
        typed.get("granted") == "yes",
        source=source,
        wording=typed.get("wording", "").strip(),
        way=_("By hand"),
        at=at,
    )
    return record_consent(known.id, given, now=moment.now, staff_id=moment.staff_id)


def _one_of(words: Any, typed: Typed, name: str) -> Any:
    try:
        return words(typed.get(name, ""))
    except ValueError:
        raise Unreadable({name: _("Choose one of the list.")}) from None


ROWS: dict[str, Rows] = {
    "phones": _points(
        Point.PHONE,
        title=gettext_lazy("Telephone number"),
        table="phone",
        blanks=_phone_blanks,
        show=lambda row: f"{row.number} {row.label}".strip(),
        read=lambda typed, row: PhoneInput(
            typed.get("number", ""),
            typed.get("label", ""),
            bool(typed.get("is_fax")),
            row.contact_person_id if row else None,
        ),
    ),
    "mails": _points(
        Point.MAIL,
        title=gettext_lazy("Mail address"),
        table="mail",
        blanks=_mail_blanks,
        show=lambda row: f"{row.address} {row.label}".strip(),
        read=lambda typed, row: MailInput(
            typed.get("address", ""), typed.get("label", ""), row.contact_person_id if row else None
        ),
    ),
    "addresses": _points(
        Point.ADDRESS,
        title=gettext_lazy("Address"),
        table="address",
        blanks=_address_blanks,
        show=lambda row: f"{row.postal_code} {row.text} {row.label}".strip(),
        read=_read_address,
    ),
    "persons": Rows(
        title=gettext_lazy("Contact person"),
        card="reach",
        table="contact_person",
        find=_by_id("contact_persons"),
        blanks=_person_blanks,
        seen=lambda known, row: person_seen(row),
        show=lambda row: f"{row.name} {row.department} {row.post}".strip(),
        save=_save_person,
    ),
    "preferences": Rows(
        title=gettext_lazy("Needs and tastes"),
        card="person",
        table="preference",
        find=_by_id("preferences"),
        blanks=_preference_blanks,
        seen=lambda known, row: row.text,
        show=lambda row: f"{label(row.kind)} {row.text}",
        save=_save_preference,
        remove=lambda known, row, seen, moment: forget_preference(row.id, staff_id=moment.staff_id),
    ),
    "household": Rows(
        title=gettext_lazy("Household"),
        card="person",
        table="household",
        find=lambda known, row_id: (
            known.household if known.household and known.household.id == row_id else None
        ),
        blanks=_household_blanks,
        seen=lambda known, row: str(row.id),
        show=lambda row: label(row.kind),
        save=_save_household,
        remove=lambda known, row, seen, moment: forget_household(row.id, staff_id=moment.staff_id),
    ),
    "consents": Rows(
        title=gettext_lazy("Consent"),
        card="consents",
        table="consent",
        find=lambda known, row_id: None,
        blanks=_consent_blanks,
        seen=lambda known, row: "",
        show=lambda row: "",
        save=_save_consent,
    ),
}
"""By the word in the address."""
