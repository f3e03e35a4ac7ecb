"""An audience as one sub-query of ids: each room answers for its own conditions, PostgreSQL combines them.

What is asked of standings is one condition on them, however many there are. A condition that says who is not
meant takes those who are away from everybody: whoever never bought has no standing and yet is not 優良.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any, Final

from django.db.models import Exists, F, OuterRef, Q, QuerySet

from otokui.domain.accounts.types import Sight
from otokui.domain.customers.public import (
    customer_ids,
    ids_complaining,
    ids_having,
    ids_living_at,
    ids_measuring,
    ids_owning,
    ids_with_reason,
    visible,
)
from otokui.domain.customers.types import CustomerFilter, Handful
from otokui.domain.insights.models import Standing
from otokui.domain.insights.queries.answers import ids_answering
from otokui.domain.insights.queries.first import first_of
from otokui.domain.insights.queries.marked import ids_behind
from otokui.domain.insights.queries.runs import Judge, find_current_judge
from otokui.domain.insights.queries.standings import where
from otokui.domain.insights.queries.survey import find_order_value_bounds
from otokui.domain.insights.queries.told_above import ids_that_told
from otokui.domain.insights.rules.audiences import KEYS
from otokui.domain.insights.types import StandingFilter
from otokui.domain.insights.types.audience import (
    AnyOf,
    Audience,
    Condition,
    Figure,
    Holds,
    Mark,
    OneOf,
    Own,
    Says,
    Trait,
    Within,
    Wording,
)
from otokui.domain.purchases.public import (
    ids_by_discount,
    ids_by_discount_share,
    ids_first_bought,
    ids_who_bought,
)
from otokui.domain.purchases.types import Bought, FirstBought

Ids = QuerySet[Any, Any]
_BUYERS: Final = Q(orders__gt=0)


@dataclass(slots=True)
class _Parts:
    """What all have to fulfil: what standings say and what not, sub-queries to be in and to be out of."""

    standing: Q = field(default_factory=Q)
    never: list[Q] = field(default_factory=list)
    inside: list[Ids] = field(default_factory=list)
    outside: list[Ids] = field(default_factory=list)


def audience_ids(audience: Audience, *, as_of: date, sight: Sight) -> Ids | Handful:
    """Sub-query of the ids of the customers meant, each once; nobody out of sight.

    One short SQL query now, two for bands of order value. The first so many may be found out now, by at most
    2 more. `customers.these` makes the answer fit for `id__in`.
    """
    parts, judge = _Parts(), _judge_for(audience)
    for condition in audience.conditions:
        _take(parts, condition, as_of, judge, sight)
    if sight.is_limited:
        parts.inside.append(visible(sight))
    everybody = _put_together(parts)
    return everybody if audience.limit is None else first_of(everybody, audience.ranking, audience.limit)


def _judge_for(audience: Audience) -> Judge | None:
    """The run in force, asked for only where somebody is measured by its numbers."""
    every = [
        one
        for each in audience.conditions
        for one in (each.conditions if isinstance(each, AnyOf) else (each,))
    ]
    scored = (Mark.RFM_TOP, Mark.NEAR_BEST, Figure.R)
    needed = any(isinstance(one, Holds | Within) and one.what in scored for one in every)
    return find_current_judge() if needed else None


def _take(
    parts: _Parts, condition: Condition | AnyOf, as_of: date, judge: Judge | None, sight: Sight
) -> None:
    if isinstance(condition, AnyOf):
        of_standing = _any_standing(condition, as_of, judge)
        if of_standing is None:
            parts.inside.append(_any(condition, as_of, judge, sight))
        else:
            parts.standing &= of_standing
        return
    if isinstance(condition, OneOf) and condition.never and "prospect" in condition.keys:
        others = tuple(key for key in KEYS[Trait.CLASS] if key not in condition.keys)
        condition = OneOf(what=Trait.CLASS, keys=others)
    if isinstance(condition, OneOf) and condition.never and condition.what is Trait.KIND:
        others = tuple(key for key in KEYS[Trait.KIND] if key not in condition.keys)
        condition = OneOf(what=Trait.KIND, keys=others)
    asked = _of_standing(condition, as_of, judge)
    if asked is None:
        ids = _elsewhere(condition, as_of, sight)
        (parts.outside if _is_negative(condition) else parts.inside).append(ids)
    elif _is_negative(condition):
        parts.never.append(asked)
    else:
        parts.standing &= asked


def _any_standing(several: AnyOf, as_of: date, judge: Judge | None) -> Q | None:
    """The same as one condition on standings; None if something else is asked too."""
    either = Q()
    for condition in several.conditions:
        asked = None if _is_negative(condition) else _of_standing(condition, as_of, judge)
        if asked is None:
            return None
        either |= asked
    return either


def _any(several: AnyOf, as_of: date, judge: Judge | None, sight: Sight) -> Ids:
    chosen = []
    for condition in several.conditions:
        parts = _Parts()
        _take(parts, condition, as_of, judge, sight)
        chosen.append(_put_together(parts))
    if len(chosen) == 1:
        return chosen[0]
    # A union is read once; an OR of sub-queries would ask each of them about everybody.
    return customer_ids(CustomerFilter(within=chosen[0].union(*chosen[1:])))


def _put_together(parts: _Parts) -> Ids:
    chosen, outside = list(parts.inside), list(parts.outside)
    if parts.standing:
        # Who has a standing is asked on the same row what it must not say.
        asked = Standing.objects.filter(parts.standing, *(~never for never in parts.never))
        chosen.insert(0, asked.values("customer_id"))
    else:
        outside += [Standing.objects.filter(never).values("customer_id") for never in parts.never]
    if not chosen:
        chosen.append(customer_ids(CustomerFilter()))
    # Rows that are made one of several can only be looked into, not narrowed.
    chosen.sort(key=lambda ids: ids.query.distinct or ids.query.is_sliced)
    first, *others = chosen
    if first.query.distinct:
        first, others = customer_ids(CustomerFilter()), chosen
    (column,) = first.query.values_select
    for ids in others:
        first = first.filter(**{f"{column}__in": ids})
    for ids in outside:
        (theirs,) = ids.query.values_select
        first = first.filter(~Exists(ids.filter(**{theirs: OuterRef(column)})))
    return first


def _is_negative(condition: Condition) -> bool:
    return (isinstance(condition, OneOf | Bought) and condition.never) or (
        isinstance(condition, Holds) and not condition.yes
    )


def _of_standing(condition: Condition, as_of: date, judge: Judge | None) -> Q | None:
    """What it asks of the standing; None if it asks something else."""
    match condition:
        case OneOf(what=Trait.CLASS, keys=keys):
            return _of_class(keys)
        case OneOf(what=Trait.STATE, keys=keys):
            return where(StandingFilter(states=tuple(keys)))
        case OneOf(what=Trait.ORDER_VALUE, keys=keys):
            return _of_order_value(keys)
        case Holds(what=Mark.OVERDUE):
            return where(StandingFilter(overdue=True, as_of=as_of)) & ~Q(state="dead")
        case Holds(what=Mark.RFM_TOP):
            return where(StandingFilter(rfm_top=True, as_of=as_of), judge)
        case Holds(what=Mark.NEAR_BEST):
            return Q(to_upper__lte=judge.parameters.bar // 7) if judge else Q(customer_id__in=())
        case Within():
            return _of_figure(condition, as_of, judge)
        case _:
            return None


def _of_class(keys: Sequence[str]) -> Q | None:
    # Whoever never bought has no standing, or one that says so: nobody can be asked for together with them.
    return None if "prospect" in keys else Q(customer_class__in=keys)


def _of_figure(asked: Within, as_of: date, judge: Judge | None) -> Q | None:
    least, most = asked.least, asked.most
    match asked.what:
        case Figure.ORDERS | Figure.NET:
            return _BUYERS & _between(asked.what.value, least, most)
        case Figure.AVERAGE:
            q = Q(_BUYERS)
            q &= Q() if least is None else Q(net__gte=least * F("orders"))
            return q if most is None else q & Q(net__lte=most * F("orders"))
        case Figure.SILENT:
            latest = None if least is None else as_of - timedelta(days=least)
            return _BUYERS & _between(
                "last_on", None if most is None else as_of - timedelta(days=most), latest
            )
        case Figure.R:
            return _of_recency(least, most, as_of, judge)
        case Figure.F | Figure.M:
            return Q(**{f"{asked.what.value}__isnull": False}) & _between(asked.what.value, least, most)
        case Figure.DUE_IN:
            earliest = None if least is None else as_of + timedelta(days=least)
            latest = None if most is None else as_of + timedelta(days=most)
            return Q(overdue_from__gt=as_of) & ~Q(state="dead") & _between("due_lo", earliest, latest)
        case Figure.DORMANT_IN:
            latest = None if most is None else as_of + timedelta(days=most)
            earliest = None if least is None else as_of + timedelta(days=least)
            return Q(state="active", next_state="dormant") & _between("next_change_on", earliest, latest)
        case _:
            return None


def _between(column: str, least: object, most: object) -> Q:
    q = Q() if least is None else Q(**{f"{column}__gte": least})
    return q if most is None else q & Q(**{f"{column}__lte": most})


def _of_recency(least: int | None, most: int | None, as_of: date, judge: Judge | None) -> Q:
    q = Q(customer_id__in=())
    for one in range(max(1, least or 1), min(5, most or 5) + 1):
        q |= where(StandingFilter(as_of=as_of, r=one), judge)
    return q


def _of_order_value(keys: Sequence[str]) -> Q:
    bounds = find_order_value_bounds()
    if bounds is None:
        return Q(customer_id__in=())
    low, high = (Q(net__lt=bound * F("orders")) for bound in bounds)
    bands = {"low": low, "middle": ~low & high, "high": ~high}
    q = Q(customer_id__in=())
    for key in keys:
        q |= bands[key]
    return _BUYERS & q


def _elsewhere(condition: Condition, as_of: date, sight: Sight) -> Ids:
    """The ids of those for whom it holds, from the room that knows."""
    match condition:
        case OneOf(what=Trait.CLASS, keys=keys):
            return _with_prospects(keys)
        case OneOf(what=Trait.DISCOUNT, keys=keys):
            return ids_by_discount(keys)
        case OneOf(what=Trait.ANSWER, keys=keys):
            return ids_answering(keys)
        case OneOf(what=Trait.WHY_NOT_MORE, keys=keys):
            return ids_that_told(Trait.WHY_NOT_MORE, keys)
        case OneOf(what=what, keys=keys):
            return ids_having(what.value, keys, as_of=as_of)
        case Within(what=Figure.DISCOUNT_SHARE, least=least, most=most):
            return ids_by_discount_share(least, most)
        case Within(what=what, least=least, most=most):
            return ids_measuring(what.value, least=least, most=most, as_of=as_of)
        case Holds(what=Mark.COMPLAINT):
            return ids_complaining()
        case Holds(what=Mark.REASON_KNOWN):
            return ids_with_reason()
        case Own(key=key, value=value):
            return ids_owning(key, value)
        case Says(what=Wording.POSTAL_CODE, text=text):
            return ids_living_at(text)
        case Says(what=Wording.BEHIND, text=text):
            return ids_behind(text, sight)
        case Says(what=Wording.REASON, text=text):
            return ids_with_reason(text)
        case Bought():
            return ids_who_bought(condition, as_of=as_of)
        case FirstBought():
            return ids_first_bought(condition)
        case _:
            raise ValueError(condition)


def _with_prospects(keys: Sequence[str]) -> Ids:
    """Everybody but the buyers of the other classes."""
    others = Standing.objects.exclude(customer_class__in=keys).values("customer_id")
    return customer_ids(CustomerFilter(without=others))
