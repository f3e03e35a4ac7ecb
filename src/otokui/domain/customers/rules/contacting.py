"""The first guards: an open complaint, a deal, caps, the hour, the household, and what they do not like."""

from collections.abc import Iterable
from datetime import date, datetime, time, timedelta

from otokui.core.kernel.text import name_key
from otokui.domain.customers.types import ContactWay, HouseholdKind, Purpose, PurposeKind, Reason

ANSWERS = frozenset({PurposeKind.TRANSACTION, PurposeKind.SERVICE})
PROPOSALS = frozenset({PurposeKind.ADVERT, PurposeKind.CROSS_SELL, PurposeKind.OFFER})
ADVERT_CAPS = ((7, 2), (30, 6))
"""(days, adverts): a customer is not sold to more often than this."""
QUIET_FROM, QUIET_TO = time(21), time(8)
AT_ONCE = frozenset({ContactWay.CALL, ContactWay.VISIT, ContactWay.LINE})
"""Ways that reach people the moment we use them; a mail or a letter waits until it is opened."""
LONGEST_CAP = max(days for days, _ in ADVERT_CAPS)


def why_not_complaining(open_complaint: bool, purpose: Purpose) -> Reason | None:
    """While a complaint is open only service and the orders themselves are spoken of."""
    return Reason("open_complaint") if open_complaint and purpose.kind not in ANSWERS else None


def why_not_during_deal(until: date, staff: str, purpose: Purpose) -> Reason | None:
    """While a colleague works on a sale nobody proposes anything else."""
    if purpose.kind not in PROPOSALS:
        return None
    return Reason("open_deal", {"until": until.isoformat(), "staff": staff})


def why_not_this_many(kind: HouseholdKind | None, size: int | None, purpose: Purpose) -> Reason | None:
    """Nobody who lives alone is offered what two would need; unknown households are not refused."""
    persons = size or {HouseholdKind.SINGLE: 1, HouseholdKind.COUPLE: 2}.get(kind or HouseholdKind.OTHER)
    if persons is None or purpose.kind not in PROPOSALS or purpose.serves <= persons:
        return None
    return Reason("household_too_small", {"persons": persons, "serves": purpose.serves})


def why_not_so_often(lately: Iterable[date], purpose: Purpose, as_of: date) -> Reason | None:
    """At most 2 adverts in 7 days and 6 in 30, over all ways; `lately`: the days of those already made."""
    if purpose.kind not in PROPOSALS:
        return None
    made = list(lately)
    for days, most in ADVERT_CAPS:
        within = sum(1 for day in made if 0 <= (as_of - day).days < days)
        if within >= most:
            return Reason("advert_cap", {"count": within, "days": days})
    return None


def quiet_until(at: datetime) -> datetime | None:
    """When people may be called again, None if they may now: not from 21:00 to 8:00.

    `at` is aware and in the business's time zone; so is the answer.
    """
    if QUIET_TO <= at.time() < QUIET_FROM:
        return None
    morning = at.date() + timedelta(days=at.time() >= QUIET_FROM)
    return datetime.combine(morning, QUIET_TO, at.tzinfo)


def why_not_at_this_hour(way: ContactWay, purpose: Purpose, at: datetime) -> Reason | None:
    """Nobody is called, visited or sent LINE in the quiet hours, unless an order under way needs it.

    `at` as in `quiet_until`.
    """
    if way not in AT_ONCE or purpose.kind is PurposeKind.TRANSACTION:
        return None
    until = quiet_until(at)
    return Reason("quiet_hours", {"again": until.isoformat()}) if until else None


def why_not_to_taste(disliked: Iterable[str], purpose: Purpose) -> Reason | None:
    """Nothing is proposed that contains what the customer does not like; `disliked` as typed."""
    if purpose.kind not in PROPOSALS or not purpose.subjects:
        return None
    subjects = [name_key(subject) for subject in purpose.subjects]
    for text in disliked:
        key = name_key(text)
        if key and any(key in subject for subject in subjects):
            return Reason("against_taste", {"dislikes": text})
    return None
