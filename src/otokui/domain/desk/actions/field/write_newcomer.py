"""A new prospect, taken down at the counter or in outside sales (見込み客)."""

from datetime import date, datetime
from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from otokui.core.kernel.names import addressed, propose_honorific, split_name
from otokui.domain.customers.public import (
    create_customer,
    find_at_door,
    label,
    lines_of,
    may_see,
    note_preference,
    record_consent,
    record_contact,
)
from otokui.domain.customers.types import (
    Channel,
    ConsentGiven,
    ContactWay,
    CustomerInput,
    CustomerLine,
    Direction,
    MailInput,
    PhoneInput,
    PreferenceKind,
)
from otokui.domain.desk.queries.field import Outdoors
from otokui.domain.desk.rules.field.acts import FieldAnswer, Met, Newcomer, State

ASKED_CHANNELS: Final = (Channel.PHONE, Channel.MAIL, Channel.POST, Channel.LINE)
MET_LABELS: Final[dict[Met, str | Promise]] = {
    Met.COUNTER: pgettext_lazy("met", "At the counter"),
    Met.VISIT: pgettext_lazy("met", "On a visit"),
    Met.EVENT: pgettext_lazy("met", "At an event"),
    Met.REFERRAL: pgettext_lazy("met", "Through a friend"),
    Met.OTHER: pgettext_lazy("met", "Otherwise"),
}
_WORDING: Final = gettext_lazy("May we send you news by %(ways)s? You can stop it at any time.")


def wording_of(ways: tuple[Channel, ...]) -> str:
    """What somebody is asked before they agree; kept with their answer."""
    return str(_WORDING) % {"ways": "・".join(label(way) for way in ways)}


def write_newcomer(
    given: Newcomer, *, at: datetime, on: date, sure: bool, reader: Outdoors, now: datetime
) -> FieldAnswer:
    """Written down with how they were met, what they wish and what they agreed to.

    ASKED, and nothing is written, where the number is another customer's in sight and nobody has said that
    they are two. `Refused` as `create_customer` says.
    """
    if not sure and (known := known_by(given.phone, reader=reader)):
        told = _("%(name)s has this telephone number already. Write down somebody else?")
        return FieldAnswer(State.ASKED, told % {"name": _named(known[0])})
    family, first = split_name(given.name)
    family_kana, first_kana = split_name(given.kana)
    customer_id = create_customer(
        CustomerInput(
            family_name=family,
            given_name=first,
            family_kana=family_kana,
            given_kana=first_kana,
            phones=(PhoneInput(given.phone),) if given.phone else (),
            mails=(MailInput(given.mail),) if given.mail else (),
        ),
        now=now,
        today=on,
        staff_id=reader.staff_id,
    )
    _write_meeting(customer_id, given, at=at, on=on, staff_id=reader.staff_id)
    return FieldAnswer(State.DONE)


def known_by(phone: str, *, reader: Outdoors) -> list[CustomerLine]:
    """Customers in sight who have this whole number. 2 queries at most, and one each for a limited sight."""
    found = [each for each in find_at_door(phone=phone) if may_see(each, reader.sight)] if phone else []
    return lines_of(found) if found else []


def _write_meeting(customer_id: int, given: Newcomer, *, at: datetime, on: date, staff_id: int) -> None:
    if given.wish:
        note_preference(
            customer_id, kind=PreferenceKind.NEED, text=given.wish, noted_on=on, staff_id=staff_id
        )
    for channel in given.consents:
        consent = ConsentGiven(
            channel, True, str(MET_LABELS[given.met]), wording_of(given.consents), _("by word of mouth"), at
        )
        record_consent(customer_id, consent, now=at, staff_id=staff_id)
    record_contact(
        customer_id,
        way=ContactWay.VISIT if given.met is Met.VISIT else ContactWay.COUNTER,
        at=at,
        direction=Direction.FROM_CUSTOMER,
        text=_("Met: %(how)s") % {"how": MET_LABELS[given.met]},
        staff_id=staff_id,
    )


def _named(line: CustomerLine) -> str:
    return addressed(line.name, propose_honorific(is_company=line.kind == "company"))
