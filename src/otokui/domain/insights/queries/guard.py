"""What the classes of customers forbid; asked by whoever wants to contact or offer something."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import date
from typing import Final

from django.db import connection

from otokui.analytics.schema import CLASSES
from otokui.core.platform.arrays import array_of
from otokui.domain.customers.types import ContactWay, Purpose, Reason
from otokui.domain.insights.rules import why_not_for_class
from otokui.domain.insights.types import StandingView

_OF_CLASSES: Final = """
SELECT * FROM (
    SELECT customer_id, CASE WHEN next_change_on <= %s THEN next_class ELSE customer_class END AS on_that_day
    FROM insights_standing WHERE customer_id = ANY(%s::bigint[])) standing
WHERE on_that_day = ANY(%s)"""

_PLACES: Final = """
SELECT customer_id, CASE WHEN next_change_on <= %s THEN next_class ELSE customer_class END,
    CASE WHEN next_change_on <= %s THEN next_state ELSE state END
FROM insights_standing WHERE customer_id = ANY(%s::bigint[])"""

Standings = Mapping[int, StandingView | None]
_at_hand: ContextVar[Standings | None] = ContextVar("standings for the guard", default=None)


@contextmanager
def standings_at_hand(standings: Standings) -> Iterator[None]:
    """The guard asked inside is told these standings (None: there is none) and does not read them again."""
    token = _at_hand.set(standings)
    try:
        yield
    finally:
        _at_hand.reset(token)


def classes_on(customer_ids: Sequence[int], as_of: date) -> dict[int, tuple[str, str]]:
    """Class and state on this day of those who have bought.

    One SQL query, none inside `standings_at_hand`.
    """
    known = _at_hand.get() or {}
    found = {
        customer: (_class_on(standing, as_of) or "", _state_on(standing, as_of) or "")
        for customer in customer_ids
        if (standing := known.get(customer))
    }
    missing = [customer for customer in customer_ids if customer not in known]
    if missing:
        with connection.cursor() as cursor:
            cursor.execute(_PLACES, [as_of, as_of, array_of(missing)])
            found |= {customer: (one, state or "") for customer, one, state in cursor.fetchall()}
    return found


def class_guard(
    customer_ids: Sequence[int], purpose: Purpose, way: ContactWay, as_of: date
) -> dict[int, Reason]:
    """The reasons of those whose class forbids this purpose on `as_of`.

    One SQL query, none where no class does or inside `standings_at_hand`.
    """
    asked = ((key, why_not_for_class(key, purpose)) for key in CLASSES)
    refusing = {key: reason for key, reason in asked if reason is not None}
    if not refusing:
        return {}
    known = _at_hand.get() or {}
    classes = {
        customer: _class_on(standing, as_of) for customer in customer_ids if (standing := known.get(customer))
    }
    classes |= _read([customer for customer in customer_ids if customer not in known], as_of, list(refusing))
    return {customer: refusing[key] for customer, key in classes.items() if key in refusing}


def _class_on(standing: StandingView, day: date) -> str | None:
    changed = standing.next_change_on is not None and standing.next_change_on <= day
    return standing.next_class if changed else standing.customer_class


def _state_on(standing: StandingView, day: date) -> str | None:
    changed = standing.next_change_on is not None and standing.next_change_on <= day
    return standing.next_state if changed else standing.state


def _read(customer_ids: Sequence[int], as_of: date, classes: list[str]) -> dict[int, str | None]:
    if not customer_ids:
        return {}
    wanted = array_of(customer_ids)
    with connection.cursor() as cursor:
        cursor.execute(_OF_CLASSES, [as_of, wanted, classes])
        return dict(cursor.fetchall())
