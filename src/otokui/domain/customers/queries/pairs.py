"""The queue of records that may be one customer."""

from collections.abc import Collection
from datetime import date
from typing import Any

from django.db.models import OuterRef, Q, QuerySet, Subquery

from otokui.core.kernel.cursors import decode_cursor, encode_cursor
from otokui.domain.accounts.types import Sight
from otokui.domain.customers.models import Customer, Merge, Pair
from otokui.domain.customers.queries.lines import lines_of
from otokui.domain.customers.queries.listing import count_ids
from otokui.domain.customers.queries.merging import called
from otokui.domain.customers.queries.sight import in_sight
from otokui.domain.customers.types import Count
from otokui.domain.customers.types import identity as types


def list_pairs(*, sight: Sight, today: date, cursor: str = "", limit: int = 20) -> types.PairPage:
    """A page of the open pairs of which both are in sight, the likeliest and richest first. 2 queries."""
    found = _open(sight, today)
    if cursor:
        score, money, pair_id = decode_cursor(cursor, int, int, int)
        found = found.filter(
            Q(score__lt=score) | Q(score=score, money__lt=money) | Q(score=score, money=money, pk__gt=pair_id)
        )
    rows = list(_with_parting(found).order_by("-score", "-money", "id")[: limit + 1])
    pairs = _pairs(rows[:limit])
    last = rows[limit - 1] if len(rows) > limit else None
    return types.PairPage(
        tuple(pairs), encode_cursor(last.score, last.money, last.pk) if last is not None else ""
    )


def count_pairs(*, sight: Sight, today: date) -> Count:
    """How many are open. One query, two where there are more than 10,000."""
    return count_ids(_open(sight, today).order_by().values("pk"))


def find_pair(one_id: int, other_id: int) -> types.PairState | None:
    """What is known of these two as a pair. One query."""
    first, second = sorted((one_id, other_id))
    known = _with_parting(Pair.objects.filter(first_id=first, second_id=second))
    row = known.exclude(answer=types.PairAnswer.GONE).first()
    return (
        None
        if row is None
        else types.PairState(
            row.pk, row.score, tuple(map(types.Sign, row.signs)), types.PairAnswer(row.answer), _parted(row)
        )
    )


def list_apart(customer_ids: Collection[int]) -> list[types.Apart]:
    """Who of these somebody held for different people, also of whoever was merged into them. One query."""
    bearing = Q(merged_into__in=customer_ids) | Q(pk__in=customer_ids)
    bearers = Customer.objects.filter(bearing).values("pk")
    rows = (
        Pair.objects.filter(answer=types.PairAnswer.DIFFERENT, first__in=bearers, second__in=bearers)
        .select_related("first", "second", "answered_by")
        .defer("first__search", "second__search")
        .order_by("-answered_at", "pk")
    )
    found = [
        types.Apart(
            row.first.merged_into_id or row.first_id,
            row.second.merged_into_id or row.second_id,
            (called(row.first), called(row.second)),
            row.answered_at,
            row.answered_by.name if row.answered_by else "",
        )
        for row in rows
    ]
    return [each for each in found if each.one != each.other]


def _with_parting(pairs: "QuerySet[Pair]") -> "QuerySet[Pair]":
    """With the last time each had been merged and was taken apart: `parted_at`, `parted_by`."""
    both = Q(survivor=OuterRef("first"), merged=OuterRef("second")) | Q(
        survivor=OuterRef("second"), merged=OuterRef("first")
    )
    undone = Merge.objects.filter(both, undone_at__isnull=False).order_by("-undone_at")
    return pairs.annotate(
        parted_at=Subquery(undone.values("undone_at")[:1]),
        parted_by=Subquery(undone.values("undone_by__name")[:1]),
    )


def _parted(row: Any) -> types.Parted | None:
    return types.Parted(row.parted_at, row.parted_by or "") if row.parted_at else None


def _open(sight: Sight, today: date) -> "QuerySet[Pair]":
    due = Q(answer=types.PairAnswer.OPEN) | Q(answer=types.PairAnswer.LATER, later_until__lte=today)
    return Pair.objects.filter(
        due,
        in_sight(sight, customer="first__"),
        in_sight(sight, customer="second__"),
        answer__in=("", "later"),
        first__merged_into=None,
        second__merged_into=None,
    )


def _pairs(rows: list[Any]) -> list[types.Pair]:
    lines = {
        line.id: line for line in lines_of([each for row in rows for each in (row.first_id, row.second_id)])
    }
    return [
        types.Pair(
            id=row.pk,
            one=lines[row.first_id],
            other=lines[row.second_id],
            score=row.score,
            signs=tuple(map(types.Sign, row.signs)),
            money=row.money,
            found_at=row.found_at,
            parted=_parted(row),
        )
        for row in rows
        if row.first_id in lines and row.second_id in lines
    ]
