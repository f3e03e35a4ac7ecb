"""Several records turned out to be one customer: merged in one go, and taken back in one go."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from otokui.core.kernel.errors import Refused
from otokui.core.platform import audit
from otokui.domain.customers.actions.merge_customers import (
    alone_with,
    merge_customers,
    note_same,
    refuse_apart,
)
from otokui.domain.customers.actions.unmerge_customers import unmerge_customers
from otokui.domain.customers.models import Merge
from otokui.domain.customers.queries.merging import plan_group
from otokui.domain.customers.types import Unmerged


def merge_group(
    survivor_id: int,
    other_ids: Sequence[int],
    *,
    chosen: Mapping[str, int | None] | None = None,
    seen: str | None = None,
    now: datetime,
    staff_id: int | None = None,
    despite: bool = False,
) -> list[int]:
    """Merge all of them into the survivor, all or none; the ids of the merges.

    One transaction and one instant, by which `unmerge_group` knows what belongs together. Raises as
    `plan_group`; `Refused` (changed_meanwhile) if these are other records than those `seen`, or (told_apart)
    as `merge_customers`.
    """
    together = (survivor_id, *other_ids)
    with alone_with(together), audit.changing(cause="merge", staff=staff_id):
        plan = plan_group(survivor_id, other_ids, chosen=chosen)
        if seen is not None and seen != plan.seen:
            raise Refused(
                "Somebody has changed one of these records meanwhile. Look at them again, then merge.",
                code="changed_meanwhile",
            )
        if not despite:
            refuse_apart(together)
        merges = [
            merge_customers(
                survivor_id,
                other_id,
                chosen=plan.sides[other_id],
                now=now,
                staff_id=staff_id,
                despite=True,
            )
            for other_id in other_ids
        ]
        note_same(together, now, staff_id)
    return merges


def unmerge_group(merge_id: int, *, now: datetime, staff_id: int | None = None) -> list[Unmerged]:
    """Take back this merge and those that were done with it in one go, the last first, all or none.

    `Refused` as `unmerge_customers`.
    """
    merge = Merge.objects.filter(pk=merge_id).first()
    if merge is None:
        raise Refused("There is no such merge.", code="no_merge")
    of_one_go = Merge.objects.filter(survivor_id=merge.survivor_id, at=merge.at, undone_at=None)
    found = list(of_one_go.order_by("-pk").values_list("pk", "merged_id")) or [(merge_id, merge.merged_id)]
    with (
        alone_with((merge.survivor_id, *(merged for _pk, merged in found))),
        audit.changing(cause="unmerge", staff=staff_id),
    ):
        return [unmerge_customers(pk, now=now, staff_id=staff_id) for pk, _merged in found]
