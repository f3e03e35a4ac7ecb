"""What is never offered to a class, as guards: what the plan says, and other goods as a second purchase."""

from collections.abc import Sequence
from datetime import date

from otokui.domain.campaigns.queries.plans import get_plan
from otokui.domain.campaigns.rules.checks import why_never
from otokui.domain.campaigns.types import Never
from otokui.domain.customers.types import ContactWay, Purpose, PurposeKind, Reason
from otokui.domain.insights.public import classes_on
from otokui.domain.purchases.public import other_goods_for


def programme_guard(ids: Sequence[int], purpose: Purpose, way: ContactWay, as_of: date) -> dict[int, Reason]:
    """The reasons of those to whose class and state this is never offered.

    Two SQL queries at most, one inside `standings_at_hand`.
    """
    plan = get_plan().plan
    refusing: dict[tuple[str, str], Never] = {}
    for programme in plan.programmes:
        never = why_never(frozenset(programme.never), purpose.kind)
        if never is not None:
            refusing[programme.customer_class, programme.state] = never
    if not refusing:
        return {}
    places = classes_on(ids, as_of)
    return {
        customer: Reason("programme_never", {"never": refusing[place].value, "class": place[0]})
        for customer, place in places.items()
        if place in refusing
    }


def second_purchase_guard(
    ids: Sequence[int], purpose: Purpose, way: ContactWay, as_of: date
) -> dict[int, Reason]:
    """The reasons of first buyers to whom a bargain of other goods is offered (R32, R140).

    The same again or its refill is welcome. Two SQL queries, none where no certain goods are offered.
    """
    if purpose.kind is not PurposeKind.OFFER or not purpose.products:
        return {}
    places = classes_on(ids, as_of).items()
    first = [who for who, (customer_class, _state) in places if customer_class == "first"]
    others = other_goods_for(first, purpose.products)
    return {who: Reason("second_other_goods", {"product": name}) for who, name in others.items()}
