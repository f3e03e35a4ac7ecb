"""How the customers are divided among classes and states."""

from collections import defaultdict

from django.core.cache import cache

from otokui.domain.accounts.types import Sight
from otokui.domain.customers.public import count_customers, estimate_ids, hidden, visible
from otokui.domain.customers.types import Count, Crowd, CustomerFilter
from otokui.domain.desk.types import CLASSES, STATES, Share, Shares
from otokui.domain.insights.public import count_standings, find_current_run

_SHARES, _EVERYBODY, _MANY = "desk.shares", "desk.everybody", "desk.many"
_FRESH_SECONDS = 60


def customer_shares(sight: Sight) -> Shares:
    """Customers in sight by class and state, at most a minute old: counting a million takes its time.

    At most 7 SQL queries, none while the last answer is fresh.
    """
    known = known_shares(sight)
    if known is None:
        known = _counted(sight)
        cache.set(_key(_SHARES, sight), known, _FRESH_SECONDS)
    return known


def count_everybody(sight: Sight) -> Count:
    """All customers in sight; an estimate is at most a minute old.

    At most 2 SQL queries, one where they are known to be many, none while it is fresh.
    """
    known: Count | None = cache.get(_key(_EVERYBODY, sight))
    if known is None:
        many = sight.is_limited and known_to_be_many(sight)
        asked = CustomerFilter(chosen=(Crowd(visible(sight)),)) if many else CustomerFilter(sight=sight)
        known = count_customers(asked)
        if known.is_estimate and sight.is_limited:
            note_many(sight)
        if known.is_estimate:
            cache.set(_key(_EVERYBODY, sight), known, _FRESH_SECONDS)
    return known


def known_shares(sight: Sight) -> Shares | None:
    """The shares if they were counted less than a minute ago. No SQL query."""
    known: Shares | None = cache.get(_key(_SHARES, sight))
    return known


def known_to_be_many(sight: Sight) -> bool:
    """Whether somebody found less than a minute ago that too many are in sight to be read. No SQL query."""
    return bool(cache.get(_key(_MANY, sight)))


def note_many(sight: Sight) -> None:
    """Too many are in sight to be read."""
    cache.set(_key(_MANY, sight), True, _FRESH_SECONDS)


def _key(what: str, sight: Sight) -> str:
    return what if sight.staff_ids is None else f"{what}.{'-'.join(map(str, sorted(sight.staff_ids)))}"


def _counted(sight: Sight) -> Shares:
    standings = _standings(sight)
    everybody = count_everybody(sight)
    by_class: dict[str, dict[str, int]] = defaultdict(dict)
    for (customer_class, state), customers in standings.items():
        by_class[customer_class][state or ""] = customers
    buyers = sum(sum(states.values()) for key, states in by_class.items() if key != "prospect")
    total = max(everybody.value, sum(standings.values()))
    by_class["prospect"] = {"": total - buyers}
    return Shares(
        classes=tuple(_share(key, by_class[key], total) for key in CLASSES),
        customers=total,
        estimated=everybody.is_estimate,
        run=find_current_run(),
    )


def _standings(sight: Sight) -> dict[tuple[str, str | None], int]:
    """By class and state; for a limited sight whoever are fewer are looked up, those in it or the others."""
    if not sight.is_limited:
        return count_standings()
    seen, others = visible(sight), hidden(sight)
    if estimate_ids(seen) <= estimate_ids(others):
        return count_standings(seen)
    out_of_sight = count_standings(others)
    return {place: count - out_of_sight.get(place, 0) for place, count in count_standings().items()}


def _share(key: str, states: dict[str, int], total: int) -> Share:
    customers = sum(states.values())
    return Share(
        key=key,
        customers=customers,
        states={state: states.get(state, 0) for state in STATES},
        permille=round(1000 * customers / total) if total else 0,
    )
