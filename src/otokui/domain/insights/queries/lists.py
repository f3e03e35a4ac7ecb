"""Pages of customers to look after: keyset paging, one SQL query a page whatever its position.

Lists of awaited orders leave out those whose wait an answer of the customer has ended or put off.
"""

from datetime import date, timedelta
from typing import Any, Final, TypeVar

from django.db.models import Model, Q, QuerySet

from otokui.core.platform.spelt import Spelt
from otokui.domain.insights.models import Reorder, Standing, StandingChange
from otokui.domain.insights.queries.answers import not_silenced
from otokui.domain.insights.queries.standings import views
from otokui.domain.insights.types import ChangeCause, ClassChange, ReorderView, StandingView

M = TypeVar("M", bound=Model)
# As the fields of `ClassChange`.
_CHANGE: Final = (
    "id", "customer_id", "on", "from_class", "from_state", "to_class", "to_state", "cause", "run_id",
    "import_run", "recorded_at",
)  # fmt: skip
_REORDER_FIELDS = tuple(ReorderView.__dataclass_fields__)


def list_overdue(*, as_of: date, after: tuple[date, int] | None = None, limit: int) -> list[StandingView]:
    """Customers whose silence is longer than the limit, the latest to become so first.

    `after`: (overdue_from, customer_id) of the last row of the page before.
    """
    late = Standing.objects.filter(not_silenced(as_of, by_product=False), overdue_from__lte=as_of)
    return views(after_downwards(late, ("overdue_from", "customer_id"), after)[:limit])


def list_due(
    *, as_of: date, within_days: int = 0, after: tuple[date, int] | None = None, limit: int
) -> list[StandingView]:
    """Customers whose next order is due by `as_of` + `within_days` and not overdue, the latest due first.

    `after`: (due_lo, customer_id) of the last row of the page before.
    """
    due = Standing.objects.filter(
        not_silenced(as_of, by_product=False),
        due_lo__lte=as_of + timedelta(days=within_days),
        overdue_from__gt=as_of,
    )
    return views(after_downwards(due, ("due_lo", "customer_id"), after)[:limit])


def list_near_upper(*, at_most: int, after: tuple[int, int] | None = None, limit: int) -> list[StandingView]:
    """Customers whom at most this much money separates from 7A, the nearest first.

    `after`: (to_upper, customer_id) of the last row of the page before.
    """
    near = Standing.objects.filter(to_upper__lte=at_most)
    return views(after_upwards(near, ("to_upper", "customer_id"), after)[:limit])


def list_overdue_products(
    *, as_of: date, after: tuple[date, int, int] | None = None, limit: int
) -> list[ReorderView]:
    """Customer × product whose silence is longer than the limit, the latest to become so first.

    `after`: (overdue_from, customer_id, product_id) of the last row of the page before.
    """
    late = Reorder.objects.filter(not_silenced(as_of, by_product=True), overdue_from__lte=as_of)
    return _reorders(after_downwards(late, ("overdue_from", "customer_id", "product_id"), after)[:limit])


def list_due_products(
    *, as_of: date, within_days: int = 0, after: tuple[date, int, int] | None = None, limit: int
) -> list[ReorderView]:
    """Customer × product due by `as_of` + `within_days` and not overdue, the latest due first.

    `after`: (due_lo, customer_id, product_id) of the last row of the page before.
    """
    due = Reorder.objects.filter(
        not_silenced(as_of, by_product=True),
        due_lo__lte=as_of + timedelta(days=within_days),
        overdue_from__gt=as_of,
    )
    return _reorders(after_downwards(due, ("due_lo", "customer_id", "product_id"), after)[:limit])


def list_changes(*, customer_id: int, before: int | None = None, limit: int) -> list[ClassChange]:
    """The class history of one customer, newest first; `before` is the id of the last line shown."""
    rows = _CHANGES_OF.rows(limit=limit, customer_id=customer_id, before=before)
    return [_change(row) for row in rows]


def _changes_of(
    *, customer_id: int, before: int | None, limit: int
) -> "QuerySet[StandingChange, tuple[Any, ...]]":
    lines = StandingChange.objects.filter(customer_id=customer_id)
    if before is not None:
        lines = lines.filter(id__lt=before)
    return lines.order_by("-id").values_list(*_CHANGE)[:limit]


def list_changes_since(*, day: date, after: tuple[date, int] | None = None, limit: int) -> list[ClassChange]:
    """Whoever changed class or state on or after this day, oldest first, without first classifications.

    `after`: (on, id) of the last row of the page before.
    """
    moved = StandingChange.objects.filter(on__gte=day, from_class__isnull=False)
    return _changes(after_upwards(moved, ("on", "id"), after)[:limit])


def list_changes_between(*, first: int, last: int, limit: int) -> list[ClassChange]:
    """Lines of the history from one id to another, both included: what `ClassesChanged` tells of."""
    return _changes(StandingChange.objects.filter(id__range=(first, last)).order_by("id")[:limit])


def after_downwards(
    rows: "QuerySet[M]", keys: tuple[str, ...], after: tuple[object, ...] | None
) -> "QuerySet[M]":
    """The rows after these key values, the greatest first."""
    if after is not None:
        rows = rows.filter(_beyond(keys, after, "lt"))
    return rows.order_by(*(f"-{key}" for key in keys))


def after_upwards(
    rows: "QuerySet[M]", keys: tuple[str, ...], after: tuple[object, ...] | None
) -> "QuerySet[M]":
    """The rows after these key values, the smallest first."""
    if after is not None:
        rows = rows.filter(_beyond(keys, after, "gt"))
    return rows.order_by(*keys)


def _beyond(keys: tuple[str, ...], after: tuple[object, ...], step: str) -> Q:
    """(k1, k2, …) < after, spelt out; the first bound alone is what the index uses."""
    beyond = Q(**{f"{keys[-1]}__{step}": after[-1]})
    for key, value in zip(keys[-2::-1], after[-2::-1], strict=True):
        beyond = Q(**{f"{key}__{step}": value}) | Q(**{key: value}) & beyond
    return Q(**{f"{keys[0]}__{step}e": after[0]}) & beyond


def _reorders(rows: "QuerySet[Reorder]") -> list[ReorderView]:
    return [
        ReorderView(**dict(zip(_REORDER_FIELDS, row, strict=True)))
        for row in rows.values_list(*_REORDER_FIELDS)
    ]


def _changes(rows: "QuerySet[StandingChange]") -> list[ClassChange]:
    return [_change(row) for row in rows.values_list(*_CHANGE)]


def _change(row: tuple[Any, ...]) -> ClassChange:
    values = dict(zip(ClassChange.__dataclass_fields__, row, strict=True))
    return ClassChange(**values | {"cause": ChangeCause(values["cause"])})


_CHANGES_OF: Final = Spelt(_changes_of)
