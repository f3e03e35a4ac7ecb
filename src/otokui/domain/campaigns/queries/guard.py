"""What the plan says is never offered to a class, as a guard."""

from collections.abc import Sequence
from datetime import date

from otokui.domain.campaigns.queries.plans import get_plan
from otokui.domain.campaigns.rules.checks import why_never
from otokui.domain.campaigns.types import Never
from otokui.domain.customers.types import ContactWay, Purpose, Reason
from otokui.domain.insights.public import classes_on


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
