"""Which way to get in touch: what there is, what the customer allows, what was usual."""

from typing import Final

from otokui.domain.customers.types import Channel, ContactWay, Reach
from otokui.domain.desk.rules.today.facts import Kind, Way

CHANNEL_OF: Final = {
    ContactWay.CALL: Channel.PHONE,
    ContactWay.MAIL: Channel.MAIL,
    ContactWay.LETTER: Channel.POST,
    ContactWay.LINE: Channel.LINE,
}
ADVERTS: Final = frozenset({Kind.SECOND, Kind.HOUSE, Kind.RIVAL, Kind.ADDON, Kind.FALLING, Kind.BIRTHDAY})
"""Kinds that praise something: by mail the law asks for consent first. The others answer for goods bought."""
BY_LETTER: Final = frozenset({Kind.LIFTED, Kind.THANKS, Kind.BIRTHDAY})
BY_MAIL: Final = frozenset({Kind.FIRST_THANKS, Kind.SECOND, Kind.HOUSE})


def ways_of(customer: Reach, kind: Kind, *, quiet: bool = False) -> tuple[Way, ...]:
    """The ways there are, the best first, refused ones last with the reason.

    `quiet`: a written note is better than a call (流行).
    """
    known = (
        (ContactWay.CALL, customer.digits),
        (ContactWay.MAIL, customer.mail),
        (ContactWay.LETTER, customer.address),
        (ContactWay.LINE, customer.line_id),
    )
    ways = [
        Way(way=way, target=target, refused=why_not_way(customer, way, kind))
        for way, target in known
        if target
    ]
    order = _order(customer, kind, quiet)
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


def _order(customer: Reach, kind: Kind, quiet: bool) -> list[ContactWay]:
    call, mail, letter, line = ContactWay.CALL, ContactWay.MAIL, ContactWay.LETTER, ContactWay.LINE
    if kind in BY_LETTER:
        return [letter, mail, line, call]
    if quiet or kind in BY_MAIL:
        order = [mail, line, letter, call]
        return order if customer.last_way is not line else [line, mail, letter, call]
    if customer.last_way in (mail, letter, line):
        order = [call, mail, line, letter]
        return [customer.last_way, *(way for way in order if way is not customer.last_way)]
    return [call, mail, line, letter]
