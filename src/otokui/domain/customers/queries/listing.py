"""Lists of customers: narrowed, in the order of the telephone book, page by page, counted."""

import json
from dataclasses import replace
from typing import Any

from django.core.exceptions import EmptyResultSet
from django.db import connection
from django.db.models import Exists, OuterRef, QuerySet

from otokui.core.kernel.cursors import decode_cursor, encode_cursor
from otokui.core.kernel.text import index_range, kana_range, search_query, search_words
from otokui.domain.customers.models import Address, Customer
from otokui.domain.customers.models.customer import PRESENT
from otokui.domain.customers.queries.chosen import MOST_GATHERED, is_chosen, these, walk_chosen
from otokui.domain.customers.queries.lines import lines_of
from otokui.domain.customers.queries.sight import in_sight
from otokui.domain.customers.types import Count, Crowd, CustomerFilter, CustomerPage, Handful, Place

EXACT_COUNT_LIMIT = MOST_GATHERED
_DOUBT = 0.02
"""What the planner's knowledge of whole tables may be wrong by, of all customers."""


def filtered(wanted: CustomerFilter) -> QuerySet[Customer]:
    """The customers for which all conditions hold, in no order."""
    found = _by_records(wanted)
    for chosen in _chosen(wanted):
        found = found.filter(pk__in=these(chosen))
    return found


def _chosen(wanted: CustomerFilter) -> list[Any]:
    return [ids for ids in (wanted.within, wanted.also_within, *wanted.chosen) if ids is not None]


def _by_records(wanted: CustomerFilter) -> QuerySet[Customer]:
    """The same without asking whom upper rooms chose."""
    found = Customer.objects.filter(PRESENT)
    if wanted.text and (words := search_words(wanted.text)):
        found = found.filter(search__matches=search_query(words))
    if wanted.row or wanted.kana:
        first, end = kana_range(wanted.kana) if wanted.kana else index_range(wanted.row)
        found = found.filter(sort_key__gte=first, sort_key__lt=end)
    if wanted.kind:
        found = found.filter(kind=wanted.kind)
    if wanted.tags:
        found = found.filter(tags__contains=list(wanted.tags))
    if wanted.attributes:
        found = found.filter(attributes__contains=dict(wanted.attributes))
    if wanted.in_charge_id is not None:
        found = found.filter(in_charge_id=wanted.in_charge_id)
    if wanted.open_complaint is not None:
        found = found.filter(open_complaint=wanted.open_complaint)
    if wanted.prefecture:
        living = Address.objects.filter(customer_id=OuterRef("pk"), prefecture=wanted.prefecture, position=0)
        found = found.filter(Exists(living))
    if wanted.sight.is_limited:
        found = found.filter(in_sight(wanted.sight))
    if wanted.without is not None:
        found = _without(found, wanted.without)
    return found


def _without(found: QuerySet[Customer], ids: Any) -> QuerySet[Customer]:
    if not isinstance(ids, QuerySet):
        return found.exclude(pk__in=ids)
    # NOT IN would gather all of the ids for each page; NOT EXISTS looks each customer up.
    (column,) = ids.query.values_select
    return found.filter(~Exists(ids.filter(**{column: OuterRef("pk")})))


def list_customers(
    wanted: CustomerFilter, *, cursor: str = "", backwards: bool = False, limit: int = 50
) -> CustomerPage:
    """A page in the order あ–わ. 2 queries; any page costs what the first costs.

    `cursor` is the mark of a customer: the page after it, or with `backwards` the page before it. A search
    text that fits more than 10,000 customers is cut off there: it says too little to page through.
    `Refused` (bad_cursor) for a cursor that is not ours.
    """
    places = walk_customers(wanted, cursor=cursor, backwards=backwards, limit=limit + 1)
    more = len(places) > limit
    page = (places[-limit:] if backwards else places[:limit]) if more else places
    return CustomerPage(
        lines=tuple(lines_of([place.customer_id for place in page])),
        next_cursor=page[-1].cursor if page and (more or backwards) else "",
        previous_cursor=page[0].cursor if page and cursor and (more or not backwards) else "",
    )


def walk_customers(
    wanted: CustomerFilter, *, cursor: str = "", backwards: bool = False, limit: int
) -> list[Place]:
    """The next customers after a mark in the order あ–わ, each with its own mark. At most 2 queries.

    `backwards`: those before the mark, or with no mark the last of all; in the order あ–わ too.
    """
    mark = decode_cursor(cursor, str, int) if cursor else ()
    chosen = _chosen(wanted)
    rows = None
    try:
        # Who is left of a handful is read and sorted: a walk through all would ask each whether they are out.
        sorts = wanted.without is not None and any(isinstance(ids, Handful) for ids in chosen)
        walks = not sorts and all(isinstance(ids, QuerySet | Handful) for ids in chosen)
        if chosen and not wanted.text and walks:
            records = _by_records(wanted).values("sort_key", "id")
            rows = walk_chosen(records, chosen, mark=mark, backwards=backwards, limit=limit)
        if rows is None:
            rows = _walk(wanted, mark, backwards, limit, sorts=sorts)
    except EmptyResultSet:
        return []
    return [Place(encode_cursor(*row), row[1]) for row in (reversed(rows) if backwards else rows)]


def _walk(
    wanted: CustomerFilter, mark: tuple[str | int, ...], backwards: bool, limit: int, *, sorts: bool
) -> list[tuple[str, int]]:
    """`sorts`: all of them are read first; else the planner chooses."""
    narrowed, crowds = _by_records(wanted), []
    for ids in _chosen(wanted):
        if isinstance(ids, Crowd) and not wanted.text:
            crowds.append(ids.ids)
        else:
            narrowed = narrowed.filter(pk__in=these(ids))
    found = narrowed.values("sort_key", "id")
    if wanted.text:
        found = found[: EXACT_COUNT_LIMIT + 1]
    inner, parameters = found.query.sql_with_params()
    beyond, order = ("<", "DESC") if backwards else (">", "ASC")
    conditions = [is_chosen("found.id", crowd) for crowd in crowds]
    if mark:
        conditions.append((f"(sort_key, id) {beyond} (%s, %s)", mark))
    where = " WHERE " + " AND ".join(condition for condition, _values in conditions) if conditions else ""
    with connection.cursor() as sql:
        sql.execute(
            f"WITH found AS {'MATERIALIZED' if sorts else 'NOT MATERIALIZED'} ({inner})"
            f" SELECT sort_key, id FROM found{where}"
            f" ORDER BY sort_key {order}, id {order} LIMIT {int(limit)}",
            (*parameters, *(value for _condition, values in conditions for value in values)),
        )
        rows: list[tuple[str, int]] = sql.fetchall()
    return rows


def list_customer_ids(wanted: CustomerFilter, *, after_id: int = 0, limit: int = 10_000) -> list[int]:
    """Ids in their order, to walk all customers in chunks; the last is the next `after_id`. One query."""
    found = filtered(wanted).filter(pk__gt=after_id).order_by("pk").values_list("pk", flat=True)
    return list(found[:limit])


def count_customers(wanted: CustomerFilter) -> Count:
    """Exact up to 10,000, beyond that the planner's estimate. At most 2 queries, 4 with `without` alone."""
    others = wanted.without
    if wanted == CustomerFilter(chosen=wanted.chosen) and len(wanted.chosen) == 1:
        match wanted.chosen[0]:
            case Handful(size=size):
                return Count(size, is_estimate=False)
            case Crowd(ids=ids):
                return Count(max(EXACT_COUNT_LIMIT, estimate_ids(ids)), is_estimate=True)
    if isinstance(others, QuerySet) and replace(wanted, without=None) == CustomerFilter():
        everybody = estimate_ids(Customer.objects.filter(PRESENT).values("pk"))
        left = everybody - estimate_ids(others)
        # To count the last ones left means to go through everybody; where many are left, nobody needs to.
        if left - everybody * _DOUBT >= EXACT_COUNT_LIMIT:
            return Count(left, is_estimate=True)
    return count_ids(filtered(wanted).order_by().values("pk"))


def count_ids(found: QuerySet[Any, Any]) -> Count:
    """The same for any query of customers' ids, each once."""
    exact = found[: EXACT_COUNT_LIMIT + 1].count()
    if exact <= EXACT_COUNT_LIMIT:
        return Count(exact, is_estimate=False)
    return Count(max(EXACT_COUNT_LIMIT, estimate_ids(found)), is_estimate=True)


def estimate_ids(found: QuerySet[Any, Any]) -> int:
    """How many the planner expects; it counts nobody. One query."""
    planned = json.loads(found.explain(format="json"))
    rows: int = planned[0]["Plan"]["Plan Rows"]
    return rows


def customer_ids(wanted: CustomerFilter) -> QuerySet[Customer, int]:
    """A sub-query of ids for upper rooms; evaluated only as part of theirs."""
    return filtered(wanted).values_list("pk", flat=True)
