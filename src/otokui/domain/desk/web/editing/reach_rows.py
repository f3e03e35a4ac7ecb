"""Telephones, mail addresses and addresses: ways to reach somebody; the first of a list is the main one."""

from collections.abc import Callable
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from otokui.domain.customers.public import edit_point, input_of, mark
from otokui.domain.customers.types import AddressInput, CustomerRecord, MailInput, PhoneInput, Point
from otokui.domain.desk.web.editing.blanks import Blank, Text, Unreadable
from otokui.domain.desk.web.editing.row_kind import Moment, Rows, Typed, by_id


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
        find=by_id(point.value),
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


PHONES = _points(
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
)

MAILS = _points(
    Point.MAIL,
    title=gettext_lazy("Mail address"),
    table="mail",
    blanks=_mail_blanks,
    show=lambda row: f"{row.address} {row.label}".strip(),
    read=lambda typed, row: MailInput(
        typed.get("address", ""), typed.get("label", ""), row.contact_person_id if row else None
    ),
)

ADDRESSES = _points(
    Point.ADDRESS,
    title=gettext_lazy("Address"),
    table="address",
    blanks=_address_blanks,
    show=lambda row: f"{row.postal_code} {row.text} {row.label}".strip(),
    read=_read_address,
)
