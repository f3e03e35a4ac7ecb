"""One act of the capture page, done once however often it is sent."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import date, datetime
from io import BytesIO
from typing import Final

from django.db import transaction
from django.utils.translation import gettext as _

from otokui.core.kernel.errors import Refused
from otokui.core.kernel.period import business_day, day_bounds
from otokui.core.platform.once import once
from otokui.core.ui import figures
from otokui.domain.accounts.public import get_business
from otokui.domain.customers.public import (
    attach_file,
    label,
    note_observation,
    record_contact,
    see_household,
    special_care_in,
    survivor_of,
    take_contact_back,
)
from otokui.domain.customers.types import (
    ContactWay,
    Direction,
    HouseholdKind,
    ObservationKind,
    ObservationSource,
    Outcome,
)
from otokui.domain.desk.actions.field.write_newcomer import write_newcomer
from otokui.domain.desk.queries.field import Outdoors, may_deliver, may_touch
from otokui.domain.desk.rules.field.acts import ActKind, FieldAct, FieldAnswer, State, happened_at
from otokui.domain.desk.rules.field.photos import why_not_photo, without_place
from otokui.domain.purchases.public import find_delivery, mark_delivered, take_delivery_back

HOUSEHOLD: Final = "household:"
WAYS: Final = {
    ObservationSource.DELIVERY: ContactWay.DELIVERY,
    ObservationSource.DOOR: ContactWay.VISIT,
    ObservationSource.MAINTENANCE: ContactWay.VISIT,
    ObservationSource.COUNTER: ContactWay.COUNTER,
}
_DONE: Final = FieldAnswer(State.DONE)


def do_act(act: FieldAct, *, said: str, reader: Outdoors, now: datetime) -> FieldAnswer:
    """Do it, or answer as before if it was done already. `KeyTaken` if the key was used for something else.

    What cannot be done is answered, not raised: a phone that sends later must be told, not stopped.
    """
    plain = once(
        act.key,
        sender=reader.staff_id,
        said=said,
        now=now,
        act=lambda: _answer(act, reader, now).plain(),
    )
    return FieldAnswer(State(plain["state"]), plain["text"])


def _answer(act: FieldAct, reader: Outdoors, now: datetime) -> FieldAnswer:
    at = happened_at(act.at, now=now)
    if at is None:
        return FieldAnswer(State.REFUSED, _("This is more than a week old: write it down again if it holds."))
    business = get_business()

    def day_of(instant: datetime) -> date:
        return business_day(instant, zone=business.zone, day_start_minutes=business.day_start_minutes)

    try:
        with transaction.atomic():
            known = _as_known_now(replace(act, at=at))
            return _DO[act.kind](known, day_of(at), day_of(now), reader, now)
    except Refused as refused:
        return FieldAnswer(State.REFUSED, str(refused))


def _as_known_now(act: FieldAct) -> FieldAct:
    """Two records of one person may have become one while the act waited on the phone."""
    customer_id = act.customer_id
    while customer_id is not None and (survivor := survivor_of(customer_id)) is not None:
        customer_id = survivor
    return replace(act, customer_id=customer_id, found_as=act.customer_id)


def _deliver(act: FieldAct, on: date, today: date, reader: Outdoors, now: datetime) -> FieldAnswer:
    if act.order_id is None or not may_deliver(act.order_id, on, today=today, reader=reader):
        return _not_yours()
    if act.kind is ActKind.TAKEN_BACK:
        take_delivery_back(act.order_id, staff=reader.staff_id)
    elif mark_delivered(act.order_id, at=act.at, staff=reader.staff_id) and act.kind is ActKind.LEFT:
        _tell_left(act.order_id, act.at, reader)
    return _DONE


def _tell_left(order_id: int, at: datetime, reader: Outdoors) -> None:
    """The desk reads at the customer how the goods came there."""
    delivery = find_delivery(order_id)
    if delivery is None or delivery.customer_id is None:
        return
    number = f" #{delivery.number}" if delivery.number else ""
    record_contact(
        delivery.customer_id,
        way=ContactWay.DELIVERY,
        at=at,
        direction=Direction.FROM_US,
        text=_("Left at the door") + number,
        staff_id=reader.staff_id,
    )


def _see(act: FieldAct, on: date, today: date, reader: Outdoors, now: datetime) -> FieldAnswer:
    if act.customer_id is None or not _may_touch(act, on, today, reader):
        return _not_yours()
    if act.mark.startswith(HOUSEHOLD):
        holds = see_household(
            act.customer_id,
            kind=HouseholdKind(act.mark.removeprefix(HOUSEHOLD)),
            is_so=act.is_so,
            noted_on=on,
            staff_id=reader.staff_id,
        )
    else:
        holds = note_observation(
            act.customer_id,
            kind=ObservationKind(act.mark),
            is_so=act.is_so,
            source=act.occasion,
            noted_at=act.at,
            noted_on=on,
            staff_id=reader.staff_id,
        )
    if holds:
        return _DONE
    return FieldAnswer(State.TOLD, _("Somebody has looked since and saw something else. Theirs stays."))


def _note(act: FieldAct, on: date, today: date, reader: Outdoors, now: datetime) -> FieldAnswer:
    if act.customer_id is None or not _may_touch(act, on, today, reader):
        return _not_yours()
    if not act.text.strip() and act.kind is ActKind.NOTE:
        return FieldAnswer(State.REFUSED, _("Write down what it is."))
    if not act.sure and (words := special_care_in(act.text)):
        return asks_about(words)
    record_contact(
        act.customer_id,
        way=WAYS[act.occasion],
        at=act.at,
        direction=Direction.FROM_US,
        outcome=Outcome.ABSENT if act.kind is ActKind.ABSENT else None,
        text=act.text,
        staff_id=reader.staff_id,
    )
    return _DONE


def _photograph(act: FieldAct, on: date, today: date, reader: Outdoors, now: datetime) -> FieldAnswer:
    if act.customer_id is None or not _may_touch(act, on, today, reader):
        return _not_yours()
    picture = b"" if why_not_photo(act.photo) else without_place(act.photo)
    if not picture:
        return FieldAnswer(State.REFUSED, _("This is no picture that can be kept."))
    local = act.at.astimezone(get_business().zone)
    attach_file(
        act.customer_id,
        BytesIO(picture),
        name=f"{local:%Y-%m-%d %H%M%S} {act.key.hex[:4]}.jpg",
        now=now,
        staff_id=reader.staff_id,
        note=label(act.occasion),
    )
    return _DONE


def _absent(act: FieldAct, on: date, today: date, reader: Outdoors, now: datetime) -> FieldAnswer:
    if act.is_so:
        return _note(act, on, today, reader, now)
    if act.customer_id is None or not _may_touch(act, on, today, reader):
        return _not_yours()
    business = get_business()
    start, _end = day_bounds(on, zone=business.zone, day_start_minutes=business.day_start_minutes)
    if take_contact_back(
        act.customer_id,
        way=WAYS[act.occasion],
        outcome=Outcome.ABSENT,
        since=start,
        staff_id=reader.staff_id,
    ):
        return _DONE
    return FieldAnswer(State.TOLD, _("Somebody has looked since and saw something else. Theirs stays."))


def _welcome(act: FieldAct, on: date, today: date, reader: Outdoors, now: datetime) -> FieldAnswer:
    assert act.newcomer is not None
    if not act.sure and (words := special_care_in(act.newcomer.wish)):
        return asks_about(words)
    return write_newcomer(act.newcomer, at=act.at, on=on, sure=act.sure, reader=reader, now=now)


def asks_about(words: tuple[str, ...]) -> FieldAnswer:
    """Health, belief and origin are nobody's to write down; it may be a misunderstanding."""
    told = _("%(words)s: what concerns health, belief or origin is not written down. Keep it anyway?")
    return FieldAnswer(State.ASKED, told % {"words": figures.listed(words)})


def _may_touch(act: FieldAct, on: date, today: date, reader: Outdoors) -> bool:
    assert act.customer_id is not None
    found_as = act.found_as or act.customer_id
    return may_touch(act.customer_id, on, signed=act.signed, found_as=found_as, today=today, reader=reader)


def _not_yours() -> FieldAnswer:
    return FieldAnswer(State.REFUSED, _("This is no longer on your list. Nothing was written."))


_Do = Callable[[FieldAct, date, date, Outdoors, datetime], FieldAnswer]
_DO: Final[Mapping[ActKind, _Do]] = {
    ActKind.DELIVERED: _deliver,
    ActKind.LEFT: _deliver,
    ActKind.TAKEN_BACK: _deliver,
    ActKind.ABSENT: _absent,
    ActKind.SEEN: _see,
    ActKind.NOTE: _note,
    ActKind.PHOTO: _photograph,
    ActKind.PROSPECT: _welcome,
}
