"""Every address asks for a permission, or stands on the short list of those open to all."""

from collections.abc import Iterator

from django.urls import URLPattern, URLResolver, get_resolver

from otokui.domain.accounts.types import Permission

OPEN_TO_ALL = {"account_login", "account_logout", "mfa_authenticate", "health_live", "health_ready", "look"}


def patterns(resolver: URLResolver) -> Iterator[URLPattern]:
    for entry in resolver.url_patterns:
        if isinstance(entry, URLResolver):
            yield from patterns(entry)
        else:
            yield entry


def test_every_view_says_whom_it_lets_in():
    unmarked, open_to_all, guarded = [], set(), 0
    for pattern in patterns(get_resolver()):
        asked = getattr(pattern.callback, "requires", "nothing said")
        if asked is None:
            open_to_all.add(pattern.name)
        elif isinstance(asked, Permission):
            guarded += 1
        else:
            unmarked.append(str(pattern.pattern))
    assert not unmarked
    assert open_to_all == OPEN_TO_ALL
    assert guarded


def test_every_address_of_a_customer_or_an_order_asks_who_sees_it():
    unasked = [
        pattern.name
        for pattern in patterns(get_resolver())
        if {"customer_id", "order_id"} & pattern.pattern.converters.keys()
        and not getattr(pattern.callback, "asks_sight", False)
    ]
    assert unasked == [], "put @of_seen_customer or @of_seen_order below @requires"
