"""Which way to get in touch: what there is, what the customer allows, what was usual."""

from typing import Final

from otokui.domain.customers.types import Channel, ContactWay, Reach
from otokui.domain.desk.rules.today.facts import Kind, Way

CHANNEL_OF: Final = {
    ContactWay.CALL: Channel.PHONE,
    ContactWay.MAIL: Channel.MAIL,
    ContactWay.LETTER: Channel.POST,
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
    )
    ways = [
        Way(way=way, target=target, refused=why_not_way(customer, way, kind))
        for way, target in known
        if target
    ]
    order = _order(customer, kind, quiet)
    return tuple(sorted(ways, key=lambda one: (bool(one.refused), order.index(one.way))))


def why_not_way(customer: Reach, way: ContactWay, kind: Kind) -> str:
    """ "": it may be used. `no_consent`: an advert by mail needs it. `withdrawn`: the customer said no."""
    said = customer.consents.get(CHANNEL_OF[way])
    if said is False:
        return "withdrawn"
    if way is ContactWay.MAIL and kind in ADVERTS and said is not True:
        return "no_consent"
    return ""


def _order(customer: Reach, kind: Kind, quiet: bool) -> list[ContactWay]:
    call, mail, letter = ContactWay.CALL, ContactWay.MAIL, ContactWay.LETTER
    if kind in BY_LETTER:
        return [letter, mail, call]
    if quiet or kind in BY_MAIL:
        return [mail, letter, call]
    if customer.last_way in (mail, letter):
        return [customer.last_way, *(way for way in (call, mail, letter) if way is not customer.last_way)]
    return [call, mail, letter]
