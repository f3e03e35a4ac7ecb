"""Reasons that come from awaited orders: overdue, expected this week, a cheaper competitor, falling."""

from dataclasses import replace

from otokui.domain.campaigns.types import Trigger
from otokui.domain.desk.rules.today.chance import of_customer, still_to_win, survival
from otokui.domain.desk.rules.today.facts import CERTAIN, ORIGIN, Cause, Kind, Story
from otokui.domain.insights.types import CandidateKind, ReorderView
from otokui.domain.purchases.types import Habit

RIVAL_SILENCE = 500
FALLING_ORDERS = 3


def overdue(story: Story) -> Cause | None:
    """The usual order has not come: of the customer, or of products; the product that is worth most leads."""
    standing = story.standing
    whole = bool(story.of(CandidateKind.OVERDUE))
    products = [one.reorder for one in story.of(CandidateKind.OVERDUE_PRODUCT) if one.reorder]
    if standing is None or standing.last_on is None or not (whole or products):
        return None
    if standing.state == "dead" or standing.customer_class == "prospect":
        return None
    ranked = sorted(products, key=lambda one: (-_worth_of(story, one), one.product_id))
    if whole:
        return Cause(
            kind=Kind.OVERDUE,
            key=f"{ORIGIN}overdue:{story.customer.id}:{standing.last_on}",
            products=tuple(one.product_id for one in ranked) or _usual(story),
            last_on=standing.last_on,
            gap=_gap(story),
            since=(story.today - standing.last_on).days,
            late=(story.today - standing.due_on).days if standing.due_on else 0,
            quantity=_quantity(story, ranked[0].product_id if ranked else None),
            chance=of_customer(story),
            value=story.worth.usual_value if story.worth else 0,
            whole=True,
        )
    first = ranked[0]
    return _product_cause(story, Kind.OVERDUE, ranked, key=f"overdue:{story.customer.id}:{first.last_on}")


def expected(story: Story) -> Cause | None:
    """Orders due within the days of the plan. Not where another is overdue already: that is the reason."""
    products = [one.reorder for one in story.of(CandidateKind.EXPECTED_PRODUCT) if one.reorder]
    step = story.step_by(Trigger.ORDER)
    soon = [one for one in products if step and (one.due_on - story.today).days <= step.days]
    if not soon or story.standing is None or story.customer_class == "trend":
        return None
    if story.of(CandidateKind.OVERDUE, CandidateKind.OVERDUE_PRODUCT):
        return None
    ranked = sorted(soon, key=lambda one: (-_worth_of(story, one), one.product_id))
    return replace(
        _product_cause(story, Kind.EXPECTED, ranked, key=f"expected:{story.customer.id}:{ranked[0].last_on}"),
        step=step,
    )


def rival(story: Story) -> Cause | None:
    """よちよち gone quiet: half of their kind would be back by now, yet they are not overdue (R35)."""
    standing = story.standing
    if standing is None or standing.last_on is None:
        return None
    if standing.overdue_from is None or story.today >= standing.overdue_from:
        return None
    step, silent = story.step_by(Trigger.SILENCE), survival(standing, story.today)
    if step is None or silent > RIVAL_SILENCE:
        return None
    return Cause(
        kind=Kind.RIVAL,
        key=f"{ORIGIN}rival:{story.customer.id}:{standing.last_on}",
        products=_usual(story),
        last_on=standing.last_on,
        since=(story.today - standing.last_on).days,
        gap=_gap(story),
        chance=of_customer(story),
        value=story.worth.usual_value if story.worth else 0,
        numbers={"back": (CERTAIN - silent) // 10},
        whole=True,
        step=step,
    )


def falling(story: Story) -> Cause | None:
    """At least 3 purchases in the 180 days before the last 180, and less than half their money since."""
    worth, standing = story.worth, story.standing
    if worth is None or standing is None or standing.state == "dead" or standing.customer_class == "trend":
        return None
    if worth.orders_before < FALLING_ORDERS or 2 * worth.net_now >= worth.net_before:
        return None
    return Cause(
        kind=Kind.FALLING,
        key=f"{ORIGIN}falling:{story.customer.id}",
        products=_usual(story),
        last_on=standing.last_on,
        since=(story.today - standing.last_on).days if standing.last_on else 0,
        chance=of_customer(story),
        value=worth.usual_value,
        numbers={"before": worth.net_before, "now": max(0, worth.net_now), "orders": worth.orders_before},
        whole=True,
    )


def _product_cause(story: Story, kind: Kind, ranked: list[ReorderView], *, key: str) -> Cause:
    first = ranked[0]
    habit = _habit(story, first.product_id)
    return Cause(
        kind=kind,
        key=f"{ORIGIN}{key}:{first.product_id}",
        products=tuple(one.product_id for one in ranked),
        last_on=first.last_on,
        on=first.due_on,
        gap=habit.gap_median if habit else None,
        since=(story.today - first.last_on).days,
        late=(story.today - first.due_on).days,
        quantity=habit.usual_quantity if habit else None,
        chance=_chance(story, first),
        value=_value(habit),
    )


def _chance(story: Story, one: ReorderView) -> int:
    return still_to_win(survival(one, story.today), story.returns_permille)


def _value(habit: Habit | None) -> int:
    """What one order of a product brings."""
    return habit.net // habit.orders if habit and habit.orders else 0


def _worth_of(story: Story, one: ReorderView) -> int:
    return _value(_habit(story, one.product_id)) * _chance(story, one)


def _habit(story: Story, product: int) -> Habit | None:
    habits = story.worth.habits if story.worth else ()
    return next((habit for habit in habits if habit.product_id == product), None)


def _quantity(story: Story, product: int | None) -> int | None:
    chosen = product if product is not None else next(iter(_usual(story)), None)
    habit = _habit(story, chosen) if chosen is not None else None
    return habit.usual_quantity if habit else None


def _usual(story: Story) -> tuple[int, ...]:
    """What they buy most often."""
    habits = story.worth.habits if story.worth else ()
    return tuple(habit.product_id for habit in habits[:1])


def _gap(story: Story) -> float | None:
    standing = story.standing
    if standing is None or standing.orders < 2 or standing.first_on is None or standing.last_on is None:
        return None
    return (standing.last_on - standing.first_on).days / (standing.orders - 1)
