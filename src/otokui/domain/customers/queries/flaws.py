"""The review of the list, to look at."""

from typing import Any, Final

from django.db import connection
from django.db.models import Exists, OuterRef, Q, QuerySet

from otokui.core.kernel.cursors import decode_cursor, encode_cursor
from otokui.domain.accounts.types import Sight
from otokui.domain.customers.models import CleanUpRun, FlawMark, FollowUp, ReviewRules
from otokui.domain.customers.queries.lines import lines_of
from otokui.domain.customers.queries.sight import in_sight, sight_sql
from otokui.domain.customers.types import Count
from otokui.domain.customers.types.review import (
    CleanUp,
    CleanUpReport,
    Flaw,
    Flawed,
    FlawPage,
    ReviewSettings,
)

_MOST: Final = 10_000
_COUNTS: Final = f"""
    SELECT flaw, (SELECT count(*) FROM (
        SELECT FROM customers_flawmark m
        JOIN customers_customer c ON c.id = m.customer_id AND c.merged_into_id IS NULL AND {{seen}}
        WHERE m.flaw = wanted.flaw AND (m.flaw <> '{Flaw.UNOWNED.value}' OR NOT EXISTS (
            SELECT FROM accounts_staff s WHERE s.id = c.in_charge_id AND s.is_active))
            AND (m.flaw = '{Flaw.UNOWNED.value}' OR NOT EXISTS (
            SELECT FROM customers_followup f WHERE f.customer_id = c.id AND f.done_at IS NULL))
        LIMIT {_MOST + 1}) few)
    FROM unnest(%(flaws)s::text[]) wanted (flaw)"""


def list_flawed(flaw: Flaw, *, sight: Sight, cursor: str = "", limit: int = 50) -> FlawPage:
    """A page of those in sight, the richest first. 2 queries, by index from where the page begins."""
    found = _marks(flaw, sight)
    if cursor:
        money, customer_id = decode_cursor(cursor, int, int)
        found = found.filter(
            Q(money__lt=money) | Q(money=money, customer_id__gt=customer_id), money__lte=money
        )
    columns = ("customer_id", "money", "percent", "since")
    rows = list(found.order_by("-money", "customer_id").values_list(*columns)[: limit + 1])
    lines = {line.id: line for line in lines_of([row[0] for row in rows[:limit]])}
    shown = tuple(Flawed(lines[row[0]], *row[1:]) for row in rows[:limit] if row[0] in lines)
    last = rows[limit - 1] if len(rows) > limit else None
    return FlawPage(shown, encode_cursor(last[1], last[0]) if last else "")


def count_flawed(*, sight: Sight) -> dict[Flaw, Count]:
    """How many in sight have each flaw, as of the last review; exact up to 10,000. One query."""
    condition, values = sight_sql(sight)
    with connection.cursor() as cursor:
        cursor.execute(_COUNTS.format(seen=condition), {"flaws": list(Flaw), **values})
        found = dict(cursor.fetchall())
    return {flaw: Count(min(found[flaw], _MOST), found[flaw] > _MOST) for flaw in Flaw}


def ids_flawed(flaw: Flaw) -> "QuerySet[Any, Any]":
    """Everybody whom the last review found for this reason, as a sub-query of ids; sight is the caller's."""
    return _stand(flaw).values("customer_id")


def get_review_settings() -> ReviewSettings:
    """How the shop reviews its list. One query."""
    row = ReviewRules.objects.filter(pk=1).first()
    if row is None:
        return ReviewSettings()
    rules = frozenset(CleanUp(rule) for rule in row.rules if rule in set(CleanUp))
    return ReviewSettings(row.stale_days, row.incomplete_below, row.asks_charge, rules, row.reviewed_at)


def list_clean_ups(*, limit: int = 30) -> list[CleanUpReport]:
    """What the rules did, the latest first. One query."""
    rows = CleanUpRun.objects.order_by("-at", "-id")[:limit]
    return [
        CleanUpReport(CleanUp(row.rule), row.at, row.looked_at, row.found, row.changed, tuple(row.examples))
        for row in rows
    ]


def _marks(flaw: Flaw, sight: Sight) -> "QuerySet[FlawMark]":
    return _stand(flaw).filter(in_sight(sight, customer="customer__"))


def _stand(flaw: Flaw) -> "QuerySet[FlawMark]":
    """The marks of the last review; whoever has somebody in charge since, or a task for whatever else is
    amiss, is through at once.
    """
    marks = FlawMark.objects.filter(flaw=flaw.value, customer__merged_into=None)
    if flaw is Flaw.UNOWNED:
        return marks.exclude(customer__in_charge__is_active=True)
    return marks.exclude(Exists(FollowUp.objects.filter(customer=OuterRef("customer"), done_at=None)))
