"""What is known of somebody: needs and tastes, the household."""

from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from otokui.domain.customers.public import (
    forget_household,
    forget_preference,
    label,
    note_household,
    note_preference,
    rewrite_preference,
)
from otokui.domain.customers.types import CustomerRecord, HouseholdKind, HouseholdSource, PreferenceKind
from otokui.domain.desk.web.editing.blanks import Blank, Unreadable, day_of
from otokui.domain.desk.web.editing.row_kind import Moment, Rows, Typed, by_id, one_of


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
    kind = one_of(PreferenceKind, typed, "kind")
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
        kind=one_of(HouseholdKind, typed, "kind"),
        source=one_of(HouseholdSource, typed, "source"),
        noted_on=moment.today,
        size=int(size) if size else None,
        expires_on=day_of(typed.get("expires_on", ""), "expires_on"),
        staff_id=moment.staff_id,
    )


PREFERENCES = Rows(
    title=gettext_lazy("Needs and tastes"),
    card="person",
    table="preference",
    find=by_id("preferences"),
    blanks=_preference_blanks,
    seen=lambda known, row: row.text,
    show=lambda row: f"{label(row.kind)} {row.text}",
    save=_save_preference,
    remove=lambda known, row, seen, moment: forget_preference(row.id, staff_id=moment.staff_id),
)

HOUSEHOLD = Rows(
    title=gettext_lazy("Household"),
    card="person",
    table="household",
    find=lambda known, row_id: known.household if known.household and known.household.id == row_id else None,
    blanks=_household_blanks,
    seen=lambda known, row: str(row.id),
    show=lambda row: label(row.kind),
    save=_save_household,
    remove=lambda known, row, seen, moment: forget_household(row.id, staff_id=moment.staff_id),
)
