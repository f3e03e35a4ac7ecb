"""Merges that were done, and those taken back since."""

from django.db.models import Count, Q, QuerySet

from otokui.core.kernel.cursors import decode_cursor, encode_cursor
from otokui.domain.accounts.types import Sight
from otokui.domain.customers.models import Customer, Merge
from otokui.domain.customers.queries.sight import in_sight
from otokui.domain.customers.types import MergeRecord, Remainder


def list_merges(
    *, sight: Sight, survivor_id: int | None = None, cursor: str = "", limit: int = 30
) -> tuple[list[MergeRecord], str]:
    """The latest first and where the list goes on; of one survivor, those in force only. One query."""
    found = Merge.objects.filter(in_sight(sight, customer="survivor__"))
    if survivor_id is not None:
        found = found.filter(survivor_id=survivor_id, undone_at=None)
    if cursor:
        found = found.filter(pk__lt=decode_cursor(cursor, int)[0])
    rows = _records(found, limit + 1)
    more = len(rows) > limit
    return rows[:limit], encode_cursor(rows[limit - 1].id) if more else ""


def find_merge(merge_id: int, *, sight: Sight) -> MergeRecord | None:
    """One merge, None if there is none or its survivor is out of sight. One query."""
    found = Merge.objects.filter(in_sight(sight, customer="survivor__"), pk=merge_id)
    return next(iter(_records(found, 1)), None)


def survivor_of(customer_id: int) -> int | None:
    """Who this customer is known as now; None for one of their own. One query."""
    return Customer.objects.filter(pk=customer_id).values_list("merged_into_id", flat=True).first()


def _records(found: "QuerySet[Merge]", limit: int) -> list[MergeRecord]:
    rows = found.annotate(
        moved=Count("rows", filter=Q(rows__kept="")), kept=Count("rows", filter=~Q(rows__kept=""))
    ).order_by("-pk")
    names = ("survivor", "merged", "by", "undone_by")
    wanted = rows.values_list(
        "pk", "survivor_id", "merged_id", *(f"{name}__name" for name in names), "survivor__code",
        "merged__code", "at", "rule", "moved", "kept", "undone_at", "told",
    )  # fmt: skip
    return [
        MergeRecord(
            id=pk,
            survivor_id=survivor_id,
            merged_id=merged_id,
            survivor=survivor or survivor_code or f"#{survivor_id}",
            merged=merged or merged_code or f"#{merged_id}",
            merged_code=merged_code or "",
            at=at,
            by=by or "",
            rule=rule,
            rows=moved,
            kept=kept,
            undone_at=undone_at,
            undone_by=undone_by or "",
            told=tuple(Remainder(**each) for each in told),
        )
        for (
            pk, survivor_id, merged_id, survivor, merged, by, undone_by, survivor_code, merged_code, at, rule,
            moved, kept, undone_at, told,
        ) in wanted[:limit]
    ]  # fmt: skip
