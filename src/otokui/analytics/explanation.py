"""Why a customer stands where it stands: the rule line that decided, its numbers, and what would move it
up."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

import numpy as np
import pyarrow as pa

from otokui.analytics.arrays import words
from otokui.analytics.lifecycle import BEST, STEADY, Codes, Facts
from otokui.analytics.parameters import RunParameters
from otokui.analytics.schema import CLASSES

RULES: Final = (
    "no_purchase",  # n = 0
    "one_purchase",  # n = 1
    "before_toddler_days",  # t < 90
    "below_bar",  # S < 7A
    "before_best_days",  # S ≥ 7A, t < 210
    "all_reached",  # S ≥ 7A, t ≥ 210
    "before_best_days_no_trend",  # S ≥ 7A, t < 210, 流行 switched off: steady
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Explanation:
    """The sentence's parts. Money in minor units; A as `average_total` / `average_count`.

    `moves_up_on`: the day on which time alone lifts the customer to `moves_up_to` (no purchase, same A).
    `more_money`: what is missing to `bar` for the class `money_leads_to`, reached at once or, where time is
    missing too, on `money_leads_on`. `more_orders`: purchases missing before tenure and money count.
    """

    customer_class: str
    rule: str
    n: int
    d: int | None
    s: int | None
    money: int
    average_total: int
    average_count: int
    bar: int
    more_orders: int
    more_money: int | None
    money_leads_to: str | None
    money_leads_on: date | None
    moves_up_to: str | None
    moves_up_on: date | None


def rule_names(classes: Codes, facts: Facts, parameters: RunParameters) -> pa.Array:
    """The key of the deciding rule line (RULES) of each customer."""
    codes = np.where((classes == STEADY) & (facts.net >= parameters.bar), len(RULES) - 1, classes)
    return words(codes, RULES)


def explain(
    *,
    orders: int,
    first_on: date | None,
    last_on: date | None,
    net: int,
    parameters: RunParameters,
    as_of: date,
) -> Explanation:
    """The explanation of one customer's class at the end of `as_of`."""
    known = orders > 0 and first_on is not None and last_on is not None
    thresholds = parameters.settings.thresholds
    d = (as_of - first_on).days if first_on is not None and known else None
    s = (last_on - first_on).days if first_on is not None and last_on is not None and known else None
    tenure = d if thresholds.preset == "article" else s
    now = _class(orders, tenure, net, parameters)
    missing = parameters.bar - net if known and net < parameters.bar else None
    more_orders = max(0, 2 - orders)
    up_to, up_on, leads_to, leads_on = None, None, None, None
    if tenure is not None and first_on is not None and orders > 1:
        if thresholds.preset == "article":
            up_to, up_on = _by_time(now, tenure, net, first_on, orders, parameters)
        if missing is not None:
            reached = max(tenure, thresholds.toddler_days)
            leads_to = CLASSES[_class(orders, reached, parameters.bar, parameters)]
            if leads_to == CLASSES[now]:
                leads_to = CLASSES[BEST]
                reached = thresholds.best_days
            leads_on = None if reached <= tenure else first_on + timedelta(days=reached)
    rule = RULES[-1] if now == STEADY and net >= parameters.bar else RULES[now]
    return Explanation(
        customer_class=CLASSES[now],
        rule=rule,
        n=orders,
        d=d,
        s=s,
        money=net,
        average_total=parameters.average_total,
        average_count=parameters.average_count,
        bar=parameters.bar,
        more_orders=more_orders,
        more_money=missing,
        money_leads_to=leads_to,
        money_leads_on=leads_on,
        moves_up_to=up_to,
        moves_up_on=up_on,
    )


def _class(orders: int, tenure: int | None, net: int, parameters: RunParameters) -> int:
    """The rules once more for one customer; `tests/analytics` holds it equal to `lifecycle.classify`."""
    thresholds = parameters.settings.thresholds
    if orders == 0 or tenure is None:
        return 0
    if orders == 1:
        return 1
    if tenure < thresholds.toddler_days:
        return 2
    if net < parameters.bar:
        return STEADY
    if tenure < thresholds.best_days:
        return 4 if thresholds.trend else STEADY
    return BEST


def _by_time(
    now: int, tenure: int, net: int, first_on: date, orders: int, parameters: RunParameters
) -> tuple[str | None, date | None]:
    thresholds = parameters.settings.thresholds
    for mark in (thresholds.toddler_days, thresholds.best_days):
        then = _class(orders, mark, net, parameters)
        if mark > tenure and then > now:
            return CLASSES[then], first_on + timedelta(days=mark)
    return None, None
