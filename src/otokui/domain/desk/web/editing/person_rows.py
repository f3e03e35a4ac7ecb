"""The people of a company."""

from typing import Any

from django.utils.translation import gettext_lazy

from otokui.domain.customers.public import person_seen, write_contact_person
from otokui.domain.customers.types import ContactPersonInput, CustomerRecord
from otokui.domain.desk.web.editing.blanks import Blank, Text, day_of
from otokui.domain.desk.web.editing.row_kind import Moment, Rows, Typed, by_id

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


PERSONS = Rows(
    title=gettext_lazy("Contact person"),
    card="reach",
    table="contact_person",
    find=by_id("contact_persons"),
    blanks=_person_blanks,
    seen=lambda known, row: person_seen(row),
    show=lambda row: f"{row.name} {row.department} {row.post}".strip(),
    save=_save_person,
)
