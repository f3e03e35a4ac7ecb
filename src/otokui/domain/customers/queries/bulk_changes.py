"""Bulk changes: what would happen, how far one is, and whom it left out."""

from collections.abc import Mapping
from typing import Any

from django.db.models import Count, QuerySet

from otokui.domain.customers.adapters.bulk_consents import count_withdrawn
from otokui.domain.customers.adapters.bulk_sql import count_same
from otokui.domain.customers.models import BulkChange, BulkChangeRow
from otokui.domain.customers.rules.bulk_changes import from_plain
from otokui.domain.customers.types import BulkKind, BulkOrder, BulkState, BulkView

_NAMED = 50


def count_unchanged(ids: QuerySet[Any, Any], order: BulkOrder) -> int:
    """How many of them are as wanted already. One SQL query, none for tasks."""
    if order.kind is BulkKind.TASK:
        return 0
    inner, values = ids.query.sql_with_params()
    if order.kind is BulkKind.WITHDRAW:
        return count_withdrawn(order, inner, values)
    return count_same(order, inner, values)


def find_bulk_change(change_id: int) -> BulkView | None:
    """One of them with its counts and the first it left out. 3 SQL queries."""
    change = BulkChange.objects.select_related("staff").filter(pk=change_id).first()
    if change is None:
        return None
    left = BulkChangeRow.objects.filter(change=change, state__in=(BulkState.REFUSED, BulkState.KEPT))
    named = left.order_by("customer_id").values_list("customer_id", "customer__name", "reason")[:_NAMED]
    counted = change.rows.values_list("state").annotate(Count("customer_id")).order_by()
    return _view(change, dict(counted), tuple(named))


def list_bulk_changes(staff_id: int, *, limit: int = 5) -> list[BulkView]:
    """The latest of this person. One SQL query."""
    changes = BulkChange.objects.filter(staff_id=staff_id).select_related("staff").order_by("-id")[:limit]
    return [_view(change, {}, ()) for change in changes]


def _view(
    change: BulkChange, counts: Mapping[str, int], left_out: tuple[tuple[int, str, str], ...]
) -> BulkView:
    by_state = {BulkState(state): number for state, number in counts.items()}
    busy = BulkState.DONE if change.undo_asked_at else BulkState.WAITING
    return BulkView(
        id=change.pk,
        order=from_plain(change.kind, change.wanted),
        staff_id=change.staff_id,
        staff=change.staff.name if change.staff else "",
        asked_at=change.asked_at,
        total=change.total,
        counts=by_state,
        left_out=left_out,
        finished=not by_state.get(busy),
        undo_asked=change.undo_asked_at is not None,
    )
