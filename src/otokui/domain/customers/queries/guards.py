"""May a customer be contacted or offered something? Every room that knows a reason registers a guard."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any, Final

from otokui.core.kernel.period import business_day, day_bounds
from otokui.core.platform import prepared
from otokui.core.platform.arrays import array_of
from otokui.domain.accounts.public import get_business
from otokui.domain.customers.models import Preference
from otokui.domain.customers.queries.reach import NOT_REACHED
from otokui.domain.customers.queries.records import present_households
from otokui.domain.customers.rules import contacting
from otokui.domain.customers.types import Agenda, ContactWay, HouseholdKind, PreferenceKind, Purpose, Reason

Guard = Callable[[Sequence[int], Purpose, ContactWay, date], Mapping[int, Reason]]
"""(customer ids, purpose, way, as_of) → the reason of each customer it refuses; a few queries for all ids."""

_RECORD: Final = """
SELECT 'complaint', id, NULL::timestamptz, NULL::date, NULL
FROM customers_customer WHERE open_complaint AND id = ANY(%(ids)s::bigint[])
UNION ALL
SELECT 'erased', customer_id, NULL, NULL, NULL FROM customers_erasure
WHERE customer_id = ANY(%(ids)s::bigint[])
UNION ALL
SELECT 'deal', customer_id, NULL, until, coalesce(staff.name, '')
FROM customers_opendeal LEFT JOIN accounts_staff staff ON staff.id = staff_id
WHERE until >= %(as_of)s AND customer_id = ANY(%(ids)s::bigint[])
UNION ALL
SELECT 'advert', customer_id, at, NULL, NULL FROM customers_contact
WHERE customer_id = ANY(%(ids)s::bigint[]) AND at >= %(since)s AND purpose = ANY(%(proposals)s)
    AND outcome <> ALL(%(missed)s)"""
_GUARDS: dict[str, Guard] = {}
_NARROW: set[str] = set()


def register_guard(name: str, guard: Guard, *, narrow: bool = False) -> None:
    """Ask this guard from now on. Called while the application starts; the same name replaces.

    `narrow`: it only looks at what may be offered; it is asked last, so that it never hides a reason that
    forbids more.
    """
    _GUARDS[name] = guard
    if narrow:
        _NARROW.add(name)


def _in_order() -> list[Guard]:
    return [guard for _, guard in sorted(_GUARDS.items(), key=lambda item: item[0] in _NARROW)]


def why_not_contact(customer_id: int, purpose: Purpose, way: ContactWay, *, as_of: date) -> Reason | None:
    """The first guard's reason, None if all let it pass."""
    return why_not_contact_many([customer_id], purpose, way, as_of=as_of).get(customer_id)


def why_not_contact_many(
    customer_ids: Sequence[int], purpose: Purpose, way: ContactWay, *, as_of: date
) -> dict[int, Reason]:
    """The reasons of those who must not be contacted. A guard is not asked about who is refused already."""
    reasons: dict[int, Reason] = {}
    open_ids = list(dict.fromkeys(customer_ids))
    with _read_once():
        for guard in _in_order():
            if not open_ids:
                break
            reasons.update(guard(open_ids, purpose, way, as_of))
            open_ids = [customer_id for customer_id in open_ids if customer_id not in reasons]
    return reasons


def list_refusals(
    customer_id: int, purposes: Sequence[Purpose], way: ContactWay, *, as_of: date
) -> list[tuple[Reason, tuple[Purpose, ...]]]:
    """Every guard that refuses any of these purposes now, with the purposes it refuses.

    A few queries for each purpose: for the page that says why nothing is offered.
    """
    found: dict[str, tuple[Reason, tuple[Purpose, ...]]] = {}
    with _read_once():
        for guard in _in_order():
            for purpose in purposes:
                reason = guard([customer_id], purpose, way, as_of).get(customer_id)
                if reason is not None:
                    first, refused = found.get(reason.code, (reason, ()))
                    found[reason.code] = first, (*refused, purpose)
    return list(found.values())


@dataclass(slots=True)
class _Record:
    """What the customers' own rows say: who complains, whose deal is open, the days of adverts made."""

    erased: set[int] = field(default_factory=set)
    complaining: set[int] = field(default_factory=set)
    deals: dict[int, tuple[date, str]] = field(default_factory=dict)
    adverts: dict[int, list[date]] = field(default_factory=dict)


_at_hand: ContextVar[dict[date, _Record] | None] = ContextVar("records for the guards", default=None)


@contextmanager
def _read_once() -> Iterator[None]:
    """The guards asked inside read the customers' rows once; later ones are asked about fewer customers."""
    token = _at_hand.set(dict(_at_hand.get() or {}))
    try:
        yield
    finally:
        _at_hand.reset(token)


@contextmanager
def agenda_at_hand(agenda: Agenda, *, as_of: date) -> Iterator[None]:
    """The guards asked inside about customers of this agenda do not read their rows again."""
    business, record = get_business(), _Record(deals=dict(agenda.deals), erased=set(agenda.erased))
    record.complaining = {who for who, known in agenda.known.items() if known.open_complaint}
    for who, at in agenda.adverts:
        day = business_day(at, zone=business.zone, day_start_minutes=business.day_start_minutes)
        record.adverts.setdefault(who, []).append(day)
    token = _at_hand.set({as_of: record})
    try:
        yield
    finally:
        _at_hand.reset(token)


def _record_of(ids: Sequence[int], as_of: date) -> _Record:
    known = _at_hand.get()
    if known is None:
        return _read_record(ids, as_of)
    return known[as_of] if as_of in known else known.setdefault(as_of, _read_record(ids, as_of))


def _read_record(ids: Sequence[int], as_of: date) -> _Record:
    business, record = get_business(), _Record()
    cut: dict[str, Any] = {"zone": business.zone, "day_start_minutes": business.day_start_minutes}
    since, _ = day_bounds(as_of - timedelta(days=contacting.LONGEST_CAP - 1), **cut)
    values: dict[str, Any] = {
        "ids": array_of(ids),
        "as_of": as_of,
        "since": since,
        "proposals": sorted(contacting.PROPOSALS),
        "missed": list(NOT_REACHED),
    }
    for what, customer, at, until, staff in prepared.rows(_RECORD, values):
        if what == "complaint":
            record.complaining.add(customer)
        elif what == "erased":
            record.erased.add(customer)
        elif what == "deal":
            record.deals[customer] = until, staff
        else:
            record.adverts.setdefault(customer, []).append(business_day(at, **cut))
    return record


def _erased(ids: Sequence[int], purpose: Purpose, way: ContactWay, as_of: date) -> dict[int, Reason]:
    """Nobody is contacted after they had themselves erased, on whatever occasion."""
    erased = _record_of(ids, as_of).erased
    return {customer: Reason("erased") for customer in ids if customer in erased}


def _complaint(ids: Sequence[int], purpose: Purpose, way: ContactWay, as_of: date) -> dict[int, Reason]:
    reason = contacting.why_not_complaining(True, purpose)
    if reason is None:
        return {}
    complaining = _record_of(ids, as_of).complaining
    return {customer: reason for customer in ids if customer in complaining}


def _deal(ids: Sequence[int], purpose: Purpose, way: ContactWay, as_of: date) -> dict[int, Reason]:
    if purpose.kind not in contacting.PROPOSALS:
        return {}
    deals = _record_of(ids, as_of).deals
    return _only_refused(
        (customer, contacting.why_not_during_deal(*deals[customer], purpose))
        for customer in ids
        if customer in deals
    )


def _caps(ids: Sequence[int], purpose: Purpose, way: ContactWay, as_of: date) -> dict[int, Reason]:
    if purpose.kind not in contacting.PROPOSALS:
        return {}
    adverts = _record_of(ids, as_of).adverts
    return _only_refused(
        (customer, contacting.why_not_so_often(adverts[customer], purpose, as_of))
        for customer in ids
        if customer in adverts
    )


def _quiet(ids: Sequence[int], purpose: Purpose, way: ContactWay, as_of: date) -> dict[int, Reason]:
    """The same for all; what is only meant for a day will find its hour. No SQL query of its own."""
    if purpose.at is None:
        return {}
    local = purpose.at.astimezone(get_business().zone)
    reason = contacting.why_not_at_this_hour(way, purpose, local)
    return dict.fromkeys(ids, reason) if reason else {}


def _only_refused(asked: Iterable[tuple[int, Reason | None]]) -> dict[int, Reason]:
    return {customer: reason for customer, reason in asked if reason is not None}


def _household(ids: Sequence[int], purpose: Purpose, way: ContactWay, as_of: date) -> dict[int, Reason]:
    if purpose.kind not in contacting.PROPOSALS or purpose.serves <= 1:
        return {}
    refused = {
        row.customer_id: contacting.why_not_this_many(HouseholdKind(row.kind), row.size, purpose)
        for row in present_households(as_of).filter(customer_id__in=ids)
    }
    return {customer_id: reason for customer_id, reason in refused.items() if reason}


def _taste(ids: Sequence[int], purpose: Purpose, way: ContactWay, as_of: date) -> dict[int, Reason]:
    if purpose.kind not in contacting.PROPOSALS or not purpose.subjects:
        return {}
    disliked: dict[int, list[str]] = {}
    rows = Preference.objects.filter(customer_id__in=ids, kind=PreferenceKind.DISLIKE)
    for customer_id, text in rows.order_by("pk").values_list("customer_id", "text"):
        disliked.setdefault(customer_id, []).append(text)
    refused = {
        customer_id: contacting.why_not_to_taste(texts, purpose) for customer_id, texts in disliked.items()
    }
    return {customer_id: reason for customer_id, reason in refused.items() if reason}


register_guard("erased", _erased)
register_guard("complaint", _complaint)
register_guard("deal", _deal)
register_guard("caps", _caps)
register_guard("quiet", _quiet)
register_guard("household", _household, narrow=True)
register_guard("taste", _taste, narrow=True)
