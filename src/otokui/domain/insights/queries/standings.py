"""Standings of given customers, counts and id sub-queries."""

from collections.abc import Collection, Iterable, Sequence
from datetime import date, timedelta
from typing import Any, Final

from django.db import connection
from django.db.models import Count, Q, QuerySet

from otokui.core.kernel.kept import Kept
from otokui.core.platform import prepared
from otokui.core.platform.arrays import array_of
from otokui.domain.insights.models import Standing, StandingChange
from otokui.domain.insights.queries.runs import Judge, find_current_judge
from otokui.domain.insights.types import StandingFilter, StandingView

MOST_KEPT: Final = 4000
_KEPT: Final[Kept[int, StandingView]] = Kept(MOST_KEPT)
_VERSIONS: Final[Kept[int, StandingView]] = Kept(MOST_KEPT)
"""The same values by the transaction that wrote the row (`xmin`), which is another one for each writing."""

FIELDS = tuple(field for field in StandingView.__dataclass_fields__ if field not in {"customer_id", "run"})
_CHANGED: Final = f"""
SELECT wanted.id, s.xmin::text, s.customer_id, s.run_id, {", ".join(f"s.{field}" for field in FIELDS)}
FROM unnest(%s::bigint[], %s::xid[]) AS wanted (id, known)
LEFT JOIN insights_standing s ON s.customer_id = wanted.id
WHERE s.xmin IS DISTINCT FROM wanted.known"""


def views(standings: "QuerySet[Standing]") -> list[StandingView]:
    """The rows of a query as values. One SQL query."""
    rows = standings.values_list("customer_id", "run_id", *FIELDS)
    return [view_of(row) for row in rows]


def view_of(row: Sequence[Any]) -> StandingView:
    """One row of customer_id, run_id and `FIELDS`; equal rows of a customer give the same value."""
    row = tuple(row)
    return _KEPT.find(row[0], row) or _KEPT.keep(row[0], row, _made(row))


def _made(row: tuple[Any, ...]) -> StandingView:
    return StandingView(customer_id=row[0], run=row[1], **dict(zip(FIELDS, row[2:], strict=True)))


def get_standings(customer_ids: Collection[int]) -> dict[int, StandingView]:
    """Standings by customer id; who has never bought is not in it. One SQL query.

    Only rows that were written since the process last read them are read again. Inside a transaction nothing
    is kept: it may yet be undone.
    """
    kept = {} if connection.in_atomic_block else _kept(customer_ids)
    found = {customer: standing for customer, (_version, standing) in kept.items()}
    known = (kept[customer][0] if customer in kept else None for customer in customer_ids)
    for customer, version, *row in prepared.rows(_CHANGED, [array_of(customer_ids), array_of(known)]):
        if version is None:
            found.pop(customer, None)
            continue
        found[customer] = view_of(row)
        if not connection.in_atomic_block:
            _VERSIONS.keep(customer, version, found[customer])
    return found


def _kept(customer_ids: Iterable[int]) -> dict[int, tuple[str, StandingView]]:
    """By whom the rows were written when they were read, and what stood in them."""
    return {customer: known for customer in customer_ids if (known := _VERSIONS.get(customer))}


def count_standings(within: "QuerySet[Any, Any] | None" = None) -> dict[tuple[str, str | None], int]:
    """Customers by class and state, of all or of a sub-query of ids; those without any purchase line are not
    counted. One SQL query.
    """
    found = Standing.objects.all() if within is None else Standing.objects.filter(customer_id__in=within)
    rows = found.values_list("customer_class", "state").annotate(customers=Count("*")).order_by()
    return {(customer_class, state): customers for customer_class, state, customers in rows}


def ids_where(condition: StandingFilter) -> "QuerySet[Any, Any]":
    """Sub-query of the ids of customers with a standing for which the filter holds, for `id__in`.

    Lazy; one SQL query now only for `rfm_top` and `r`. Customers who never bought have no standing:
    whoever looks for prospects takes the customers outside `ids_of_buyers()`.
    """
    return Standing.objects.filter(where(condition)).values("customer_id")


def ids_of_buyers() -> "QuerySet[Any, Any]":
    """Sub-query of the ids of all customers with a counted purchase."""
    return Standing.objects.exclude(customer_class="prospect").values("customer_id")


def where(condition: StandingFilter, judge: Judge | None = None) -> Q:
    """The filter as a condition on `Standing`; one SQL query now only for `rfm_top` and `r`, none with the
    `judge` in force.
    """
    q = Q()
    if condition.classes is not None:
        q &= Q(customer_class__in=condition.classes)
    if condition.states is not None:
        q &= Q(state__in=condition.states)
    if condition.near_upper is not None:
        q &= Q(to_upper__lte=condition.near_upper)
    if condition.short_history is not None:
        q &= Q(short_history=condition.short_history)
    for score in ("f", "m"):
        if (wanted := getattr(condition, score)) is not None:
            q &= Q(**{score: wanted})
    if condition.changed_since is not None:
        changed = StandingChange.objects.filter(on__gte=condition.changed_since, from_class__isnull=False)
        q &= Q(customer_id__in=changed.values("customer_id"))
    return q & _where_in_time(condition, judge)


def _where_in_time(condition: StandingFilter, judge: Judge | None) -> Q:
    asked = (condition.overdue, condition.due_within, condition.rfm_top, condition.r)
    if all(one is None for one in asked):
        return Q()
    if condition.as_of is None:
        raise ValueError("overdue, due_within, rfm_top and r ask for as_of")
    q = Q()
    if condition.overdue is not None:
        late = Q(overdue_from__lte=condition.as_of)
        q &= late if condition.overdue else ~late
    if condition.due_within is not None:
        q &= Q(due_lo__lte=condition.as_of + timedelta(days=condition.due_within))
        q &= Q(overdue_from__gt=condition.as_of)
    if condition.rfm_top is not None or condition.r is not None:
        q &= _where_scored(condition, _first_days(condition.as_of, judge or find_current_judge()))
    return q


def _where_scored(condition: StandingFilter, days: list[date | None]) -> Q:
    q = Q()
    if condition.rfm_top is not None:
        top = _rfm_top(days)
        q &= top if condition.rfm_top else ~top
    return q if condition.r is None else q & _recency(days, condition.r)


def _rfm_top(days: list[date | None]) -> Q:
    """RFM上位: F and M are stored; R is at least 4 since some day of the last purchase."""
    first = days[3]
    if first is None:
        return Q(customer_id__in=())
    return Q(f__gte=4, m__gte=4, last_on__gte=first)


def _recency(days: list[date | None], score: int) -> Q:
    """One score of recency: last purchases from some day on, and before that of the next score."""
    first, after = days[score - 1 : score + 1]
    if first is None:
        return Q(customer_id__in=())
    bought = Q(f__isnull=False, last_on__gte=first)
    return bought if after is None else bought & Q(last_on__lt=after)


def _first_days(as_of: date, judge: Judge | None) -> list[date | None]:
    """The first day of a last purchase that scores 1, 2, 3, 4, 5 on this day, and None; None: nobody does."""
    cuts = (None,) * 4 if judge is None else judge.parameters.recency_cuts
    return [
        None if judge is None else date.min,
        *(None if cut is None else as_of + timedelta(days=cut) for cut in cuts),
        None,
    ]
