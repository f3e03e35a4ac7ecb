"""Which way to get in touch: what there is, what the customer allows, what was usual."""

from collections.abc import Collection
from typing import Final

from otokui.domain.campaigns.types import Step
from otokui.domain.campaigns.types import Way as StepWay
from otokui.domain.customers.types import Channel, ContactWay, PurposeKind, Reach
from otokui.domain.desk.rules.today.facts import Cause, Kind, Way

CHANNEL_OF: Final = {
    ContactWay.CALL: Channel.PHONE,
    ContactWay.MAIL: Channel.MAIL,
    ContactWay.LETTER: Channel.POST,
    ContactWay.LINE: Channel.LINE,
}
ADVERTS: Final = frozenset(
    {
        Kind.SECOND,
        Kind.HOUSE,
        Kind.WHY_US,
        Kind.RIVAL,
        Kind.ADDON,
        Kind.FALLING,
        Kind.BIRTHDAY,
        Kind.NEWS,
        Kind.EXCLUSIVE,
        Kind.EVENT,
        Kind.WIN_BACK,
    }
)
"""Kinds that praise something: by mail the law asks for consent first. The others answer for goods bought."""
BY_LETTER: Final = frozenset({Kind.BIRTHDAY})
_CONTACT: Final = {
    StepWay.CALL: ContactWay.CALL,
    StepWay.MAIL: ContactWay.MAIL,
    StepWay.LETTER: ContactWay.LETTER,
    StepWay.POSTCARD: ContactWay.LETTER,
    StepWay.LINE: ContactWay.LINE,
}


def purpose_of(cause: Cause) -> PurposeKind:
    """Why we get in touch, as the guards and the caps on adverts see it."""
    if cause.step is not None and cause.kind is not Kind.RIVAL:
        return cause.step.purpose
    return PurposeKind.ADVERT if cause.kind in ADVERTS else PurposeKind.SERVICE


def ways_of(
    customer: Reach,
    kind: Kind,
    *,
    quiet: bool = False,
    step: Step | None = None,
    closed: Collection[ContactWay] = (),
) -> tuple[Way, ...]:
    """The ways there are, the best first, refused ones last with the reason.

    `quiet`: a written note is better than a call (流行). `step`: the plan's order, others after it.
    `closed`: ways that nobody uses at this hour.
    """
    known = (
        (ContactWay.CALL, customer.digits),
        (ContactWay.MAIL, customer.mail),
        (ContactWay.LETTER, customer.address),
        (ContactWay.LINE, customer.line_id),
    )
    ways = [
        Way(
            way=way,
            target=target,
            refused=why_not_way(customer, way, kind) or ("quiet_hours" if way in closed else ""),
        )
        for way, target in known
        if target
    ]
    order = _order(customer, kind, quiet) if step is None else _planned(step)
    return tuple(sorted(ways, key=lambda one: (bool(one.refused), order.index(one.way))))


def why_not_way(customer: Reach, way: ContactWay, kind: Kind) -> str:
    """ "": it may be used. `withdrawn`: the customer said no.

    `no_consent`: an advert by mail needs it; by LINE, where people do not expect a shop, anything does.
    """
    said = customer.consents.get(CHANNEL_OF[way])
    if said is False:
        return "withdrawn"
    asks = way is ContactWay.LINE or (way is ContactWay.MAIL and kind in ADVERTS)
    if asks and said is not True:
        return "no_consent"
    return ""


def _planned(step: Step) -> list[ContactWay]:
    chosen = [_CONTACT[way] for way in step.ways if way in _CONTACT]
    rest = (way for way in CHANNEL_OF if way not in chosen)
    return list(dict.fromkeys([*chosen, *rest]))


def _order(customer: Reach, kind: Kind, quiet: bool) -> list[ContactWay]:
    call, mail, letter, line = ContactWay.CALL, ContactWay.MAIL, ContactWay.LETTER, ContactWay.LINE
    if kind in BY_LETTER:
        return [letter, mail, line, call]
    if quiet:
        order = [mail, line, letter, call]
        return order if customer.last_way is not line else [line, mail, letter, call]
    if customer.last_way in (mail, letter, line):
        order = [call, mail, line, letter]
        return [customer.last_way, *(way for way in order if way is not customer.last_way)]
    return [call, mail, line, letter]
