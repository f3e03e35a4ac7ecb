"""May a customer be contacted or offered something? Every room that knows a reason registers a guard."""

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from typing import Final

from otokui.core.platform import prepared
from otokui.core.platform.arrays import array_of
from otokui.domain.customers.models import Preference
from otokui.domain.customers.queries.records import present_households
from otokui.domain.customers.rules import contacting
from otokui.domain.customers.types import ContactWay, HouseholdKind, PreferenceKind, Purpose, Reason

Guard = Callable[[Sequence[int], Purpose, ContactWay, date], Mapping[int, Reason]]
"""(customer ids, purpose, way, as_of) → the reason of each customer it refuses; a few queries for all ids."""

_COMPLAINING: Final = "SELECT id FROM customers_customer WHERE open_complaint AND id = ANY(%s::bigint[])"
_GUARDS: dict[str, Guard] = {}


def register_guard(name: str, guard: Guard) -> None:
    """Ask this guard from now on. Called while the application starts; the same name replaces."""
    _GUARDS[name] = guard


def why_not_contact(customer_id: int, purpose: Purpose, way: ContactWay, *, as_of: date) -> Reason | None:
    """The first guard's reason, None if all let it pass."""
    return why_not_contact_many([customer_id], purpose, way, as_of=as_of).get(customer_id)


def why_not_contact_many(
    customer_ids: Sequence[int], purpose: Purpose, way: ContactWay, *, as_of: date
) -> dict[int, Reason]:
    """The reasons of those who must not be contacted. A guard is not asked about who is refused already."""
    reasons: dict[int, Reason] = {}
    open_ids = list(dict.fromkeys(customer_ids))
    for guard in _GUARDS.values():
        if not open_ids:
            break
        reasons.update(guard(open_ids, purpose, way, as_of))
        open_ids = [customer_id for customer_id in open_ids if customer_id not in reasons]
    return reasons


def _complaint(ids: Sequence[int], purpose: Purpose, way: ContactWay, as_of: date) -> dict[int, Reason]:
    reason = contacting.why_not_complaining(True, purpose)
    if reason is None:
        return {}
    return {customer: reason for (customer,) in prepared.rows(_COMPLAINING, [array_of(ids)])}


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


register_guard("complaint", _complaint)
register_guard("household", _household)
register_guard("taste", _taste)
