"""Who may be worth a contact today: the top of each kind by index, all in one statement."""

from collections import Counter
from collections.abc import Iterable
from datetime import date, datetime, timedelta
from functools import lru_cache
from typing import Any, Final

from django.db import connection
from django.db.backends.postgresql.psycopg_any import mogrify
from django.db.models import (
    BigIntegerField,
    CharField,
    DateField,
    F,
    IntegerField,
    QuerySet,
    Value,
)
from django.db.models.functions import Cast

from otokui.core.platform import prepared
from otokui.domain.insights.models import Reorder, Standing, StandingChange
from otokui.domain.insights.queries.answers import not_silenced
from otokui.domain.insights.types import (
    Candidate,
    CandidateKind,
    ChangeCause,
    ClassChange,
    ReorderView,
)

_OWN_CAUSES: Final = (ChangeCause.PURCHASE, ChangeCause.RETURN, ChangeCause.TIME)
_REORDER: Final[dict[str, Any]] = {
    "product_id": BigIntegerField(),
    "orders": IntegerField(),
    "last_on": DateField(),
    "due_lo": DateField(),
    "due_on": DateField(),
    "due_hi": DateField(),
    "overdue_from": DateField(),
}
_CHANGE: Final[dict[str, Any]] = {
    "id": BigIntegerField(),
    "on": DateField(),
    "from_class": CharField(),
    "from_state": CharField(),
    "to_class": CharField(),
    "to_state": CharField(),
    "cause": CharField(),
    "run_id": BigIntegerField(),
    "recorded_at": CharField(),  # read as an instant only where the row is not known yet
}
EXPECTED_DAYS: Final = 6
"""Orders expected from today to so many days ahead: a week with today in it."""


def list_candidates(*, as_of: date, within: Any = None, limit: int) -> list[Candidate]:
    """At most `limit` of each kind. `within`: for `id__in`, the ids to look among; None for all.

    One SQL query; each kind walks an index from its most urgent end and stops at its limit. Orders that an
    answer silences are not awaited. Dead customers come up only when they have just become so. A process says
    the same of the same row with the same value.
    """
    if within is not None:
        return [_candidate(*row) for row in _all(as_of, within, limit)]
    return [_candidate(*row) for row in prepared.rows(_statement(as_of, limit))]


def _all(as_of: date, within: Any, limit: int) -> "QuerySet[Any]":
    first, *others = (_among(rows, within).order_by(*order)[:limit] for rows, order in _branches(as_of))
    return first.union(*others, all=True)


@lru_cache(maxsize=4)
def _statement(as_of: date, limit: int) -> str:
    """The statement for everybody with all it asks for: spelling and planning cost more than running it."""
    sql, asked = _all(as_of, None, limit).query.sql_with_params()
    return str(mogrify(sql, asked, connection))


def count_expected(*, as_of: date, days: int, within: Any = None, limit: int = 1000) -> dict[date, int]:
    """Orders expected on each of the coming days, `as_of` not included; at most `limit` are looked at.

    One SQL query by index.
    """
    first, last = as_of + timedelta(days=1), as_of + timedelta(days=days)
    rows = Reorder.objects.filter(
        not_silenced(as_of, by_product=True),
        due_lo__range=(as_of - timedelta(days=60), last),
        due_on__range=(first, last),
        overdue_from__gt=as_of,
        orders__gte=2,
    )
    found = _among(rows, within).order_by("-due_lo").values_list("due_on", "customer_id")[:limit]
    return dict(sorted(Counter(day for day, _ in set(found)).items()))


def _among(rows: "QuerySet[Any]", within: Any) -> "QuerySet[Any]":
    return rows if within is None else rows.filter(customer_id__in=within)


def _branches(today: date) -> Iterable[tuple["QuerySet[Any]", tuple[str, ...]]]:
    kind = CandidateKind
    yield _standings(kind.OVERDUE, today, overdue_from__lte=today), ("-overdue_from",)
    awaited = Reorder.objects.filter(not_silenced(today, by_product=True), orders__gte=2)
    late = awaited.filter(overdue_from__lte=today)
    yield _reorders(kind.OVERDUE_PRODUCT, late), ("-overdue_from",)
    week = today + timedelta(days=EXPECTED_DAYS)
    soon = awaited.filter(
        due_lo__range=(today - timedelta(days=60), week),
        due_on__range=(today, week),
        overdue_from__gt=today,
    )
    yield _reorders(kind.EXPECTED_PRODUCT, soon), ("-due_lo",)
    for one, customer_class, oldest, newest in (
        (kind.LATE_TODDLER, "toddler", 90, 15),
        (kind.QUIET_UPPER, "best", 180, 45),
    ):
        days = (today - timedelta(days=oldest), today - timedelta(days=newest))
        rows = _standings(one, today, customer_class=customer_class, state="active", last_on__range=days)
        yield rows, ("-last_on",)
    moves = StandingChange.objects.filter(from_class__isnull=False, cause__in=_OWN_CAUSES)
    yield _changes(kind.MOVED, moves.filter(on__gte=today - timedelta(days=1), on__lte=today)), ("-on", "-id")


def _standings(kind: CandidateKind, today: date, **conditions: Any) -> "QuerySet[Any]":
    rows = Standing.objects.filter(**conditions).exclude(state="dead")
    if kind is CandidateKind.OVERDUE:
        rows = rows.filter(not_silenced(today, by_product=False))
    return _shaped(rows, kind)


def _reorders(kind: CandidateKind, rows: "QuerySet[Reorder]") -> "QuerySet[Any]":
    return _shaped(rows, kind, reorder=True)


def _changes(kind: CandidateKind, rows: "QuerySet[StandingChange]") -> "QuerySet[Any]":
    return _shaped(rows, kind, change=True)


def _shaped(
    rows: "QuerySet[Any]", kind: CandidateKind, *, reorder: bool = False, change: bool = False
) -> "QuerySet[Any]":
    """The columns all kinds share; what a kind does not know is a NULL of the right type."""
    columns: dict[str, Any] = {"x_kind": Value(kind.value), "x_customer": F("customer_id")}
    for prefix, known, fields in (("r", reorder, _REORDER), ("c", change, _CHANGE)):
        for name, field in fields.items():
            columns[f"{prefix}_{name}"] = Cast(F(name) if known else Value(None), field)
    shaped: QuerySet[Any] = rows.annotate(**columns).values_list(*columns)
    return shaped


@lru_cache(maxsize=4096)
def _candidate(kind: str, customer: int, *values: Any) -> Candidate:
    reorder = dict(zip(_REORDER, values, strict=False))
    change = dict(zip(_CHANGE, values[len(_REORDER) :], strict=True))
    return Candidate(
        kind=CandidateKind(kind),
        customer_id=customer,
        reorder=ReorderView(customer_id=customer, **reorder) if reorder["product_id"] else None,
        change=_change(customer, change) if change["id"] else None,
    )


def _change(customer: int, values: dict[str, Any]) -> ClassChange:
    return ClassChange(
        customer_id=customer,
        run=values.pop("run_id"),
        import_run=None,
        cause=ChangeCause(values.pop("cause")),
        recorded_at=datetime.fromisoformat(values.pop("recorded_at")),
        **values,
    )
