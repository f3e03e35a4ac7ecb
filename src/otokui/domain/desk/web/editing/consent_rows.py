"""Consents: written down anew each time, never changed."""

from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from otokui.domain.customers.public import label, record_consent
from otokui.domain.customers.types import Channel, ConsentGiven, CustomerRecord
from otokui.domain.desk.web.editing.blanks import Blank, Unreadable, day_of
from otokui.domain.desk.web.editing.row_kind import Moment, Rows, Typed, one_of


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
        one_of(Channel, typed, "channel"),
        typed.get("granted") == "yes",
        source=source,
        wording=typed.get("wording", "").strip(),
        way=_("By hand"),
        at=at,
    )
    return record_consent(known.id, given, now=moment.now, staff_id=moment.staff_id)


CONSENTS = Rows(
    title=gettext_lazy("Consent"),
    card="consents",
    table="consent",
    find=lambda known, row_id: None,
    blanks=_consent_blanks,
    seen=lambda known, row: "",
    show=lambda row: "",
    save=_save_consent,
)
