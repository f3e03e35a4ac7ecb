"""Bulk changes: what would happen, how far one is, and whom it left out."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import replace
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
    counted = change.rows.values_list("state", "reason").annotate(Count("customer_id")).order_by()
    counts, reasons = Counter[str](), Counter[str]()
    for state, reason, number in counted:
        counts[state] += number
        if state in (BulkState.REFUSED, BulkState.KEPT):
            reasons[reason] += number
    return replace(_view(change, counts, tuple(named)), reasons=dict(reasons.most_common()))


def ids_of_bulk_change(change_id: int, became: BulkState) -> QuerySet[Any, Any]:
    """Sub-query of those whom it left in this state: who were changed, left out, …"""
    return BulkChangeRow.objects.filter(change_id=change_id, state=became).values("customer_id")


def whose_bulk_change(change_id: int) -> tuple[bool, int | None]:
    """Whether there is one, and who asked for it. One SQL query."""
    found = BulkChange.objects.filter(pk=change_id).values_list("staff_id").first()
    return found is not None, found[0] if found else None


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
