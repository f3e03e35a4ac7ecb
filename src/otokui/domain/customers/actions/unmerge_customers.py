"""Two customers had been taken for one."""

from collections.abc import Iterator, Mapping
from dataclasses import asdict
from datetime import date, datetime
from typing import Any

from django.db.models import F, Q

from otokui.core.kernel.errors import Refused
from otokui.core.platform import audit
from otokui.core.platform.events import publish
from otokui.domain.customers.actions.give_rows import column_called, settle
from otokui.domain.customers.actions.merge_customers import alone_with, write_columns
from otokui.domain.customers.adapters.moving import put_back
from otokui.domain.customers.adapters.seen import refuse_gone
from otokui.domain.customers.events import CustomersUnmerged
from otokui.domain.customers.models import Customer, Merge, MergedRow, Pair
from otokui.domain.customers.queries.holding import list_holders
from otokui.domain.customers.queries.merging import called, held_columns, person_of
from otokui.domain.customers.rules import merging
from otokui.domain.customers.types import HeldRow, PairAnswer, Remainder, Unmerged

_DAYS = frozenset({"birthday", "customer_since"})


def unmerge_customers(merge_id: int, *, now: datetime, staff_id: int | None = None) -> Unmerged:
    """Take a merge back: every row that moved goes where it came from, fields become what they were.

    What was recorded for the survivor since, and fields and numbers that somebody has changed since, stay
    with the survivor and are named. Rows that moved go back as they are now, edits included.

    `Refused`: `no_merge`, `unmerged_already`, and where a later merge rests on this one (`merge_rests`),
    naming the one to take back first; `erased` once the person, all they were merged from, is to be erased.
    One transaction; publishes `CustomersUnmerged`.
    """
    known = Merge.objects.filter(pk=merge_id).first()
    if known is None:
        raise Refused("There is no such merge.", code="no_merge")
    concerned = (known.survivor_id, known.merged_id, *known.followers)
    with alone_with(concerned), audit.changing(cause="unmerge", staff=staff_id):
        merge = Merge.objects.select_for_update().get(pk=merge_id)
        _refuse_resting(merge)
        refuse_gone(merge.survivor_id)
        since = list(_since(merge))
        returned, remains = _give_back(merge)
        remains += _restore_columns(merge, now)
        _return(merge)
        write_columns(merge.merged_id, {}, now)
        settle(returned, staff_id)
        told = (*remains, *since)
        merge.undone_at, merge.undone_by_id, merge.told = now, staff_id, [asdict(each) for each in told]
        merge.save(update_fields=["undone_at", "undone_by", "told"])
        publish(CustomersUnmerged(merge.survivor_id, merge.merged_id, merge.pk))
    return Unmerged(merge.pk, merge.survivor_id, merge.merged_id, len(returned), told)


def _refuse_resting(merge: Merge) -> None:
    if merge.undone_at is not None:
        raise Refused("This merge has been taken back already.", code="unmerged_already")
    rests = Q(merged_id=merge.survivor_id) | Q(survivor_id=merge.survivor_id, pk__gt=merge.pk)
    later = Merge.objects.filter(rests, undone_at__isnull=True).order_by("-pk").first()
    if later is not None:
        both = Customer.objects.in_bulk([later.merged_id, later.survivor_id])
        raise Refused(
            "%(merged)s was merged into %(survivor)s later. Take that merge back first, then this one.",
            code="merge_rests",
            merged=called(both[later.merged_id]),
            survivor=called(both[later.survivor_id]),
        )


def _give_back(merge: Merge) -> tuple[list[HeldRow], list[Remainder]]:
    """Rows go back to whom they came from, but those that are gone and those that would clash there."""
    moved: dict[tuple[str, str, int, int], dict[int, dict[str, Any]]] = {}
    for row in MergedRow.objects.filter(merge=merge).exclude(from_id=F("to_id")).order_by("pk"):
        moved.setdefault((row.table, row.field, row.from_id, row.to_id), {})[row.row] = row.before
    holders = {table: name for name, holder in list_holders().items() for table in holder.tables}
    returned: list[HeldRow] = []
    remains: list[Remainder] = []
    for (table, field, from_id, to_id), rows in moved.items():
        column = column_called(table, field)
        there = column.still_of(to_id, rows)
        clash = column.same_as(to_id, from_id, there)
        clash = there if column.is_key and clash else clash
        back = sorted(there - clash)
        column.give(back, from_id, of_id=to_id)
        if column.model is Customer:
            Customer.objects.filter(pk__in=back).update(version=F("version") + 1)
        put_back(column, {row: rows[row]["position"] for row in back if "position" in rows[row]})
        returned += [HeldRow(holders[table], table, field, row, to_id, from_id) for row in back]
        for why, count in (("gone", len(rows) - len(there)), ("clash", len(clash))):
            if count:
                remains.append(Remainder(table, why, count))
    return returned, remains


def _since(merge: Merge) -> Iterator[Remainder]:
    """What was recorded for the survivor after the merge, by table."""
    for _holder, column in held_columns():
        after = merge.newest.get(f"{column.table}.{column.name}")
        if after is None or column.model is Customer or column.is_key:
            continue
        count = column.rows.filter(pk__gt=after, **{column.name: merge.survivor_id}).count()
        if count:
            yield Remainder(column.table, "since", count)


def _restore_columns(merge: Merge, now: datetime) -> list[Remainder]:
    """The survivor's columns are what they were, but those of fields that somebody has changed since."""
    survivor = Customer.objects.defer("search").get(pk=merge.survivor_id)
    present = person_of(survivor).columns
    edited = {
        merging.field_of(name)
        for name, value in merge.after.items()
        if name != "tags" and merging.plain(present.get(name)) != value
    }
    back = {
        name: _value(name, value)
        for name, value in merge.before.items()
        if merging.field_of(name) not in edited
    }
    if "tags" in back:
        back["tags"] = merging.tags_without(
            present["tags"], before=merge.before["tags"], after=merge.after["tags"]
        )
    if "code" in back and not _codes_restored(merge):
        edited.add("code")
    back.pop("code", None)
    write_columns(survivor.pk, back, now)
    return [Remainder(name, "edited") for name in sorted(edited)]


def _codes_restored(merge: Merge) -> bool:
    """Both have their numbers again, unless the merged one's is no longer what the merge left it."""
    survivors, others = merge.codes
    if Customer.objects.values_list("code", flat=True).get(pk=merge.merged_id) != survivors:
        return False
    Customer.objects.filter(pk=merge.merged_id).update(code=None)
    Customer.objects.filter(pk=merge.survivor_id).update(code=survivors)
    Customer.objects.filter(pk=merge.merged_id).update(code=others)
    return True


def _return(merge: Merge) -> None:
    """The merged one is a customer again, and so known are those who had been merged into it before."""
    Customer.objects.filter(pk=merge.merged_id).update(merged_into_id=None, version=F("version") + 1)
    Customer.objects.filter(pk__in=merge.followers, merged_into_id=merge.survivor_id).update(
        merged_into_id=merge.merged_id, version=F("version") + 1
    )
    _ask_again(merge.merged_id)


def _ask_again(customer_id: int) -> None:
    """Who was taken for the same and is not merged any more stands in the queue again."""
    of_these = Pair.objects.filter(Q(first=customer_id) | Q(second=customer_id), answer=PairAnswer.SAME)
    of_these.filter(first__merged_into=None, second__merged_into=None).update(
        answer=PairAnswer.OPEN, answered_at=None, answered_by_id=None
    )


def _value(name: str, value: Any) -> Any:
    return date.fromisoformat(value) if name in _DAYS and value else value


def remainders(told: list[Mapping[str, Any]]) -> tuple[Remainder, ...]:
    """What a merge remembers of its taking back."""
    return tuple(Remainder(**each) for each in told)
