"""The list of customers: lines from customers, standings from insights, names from accounts."""

from collections.abc import Collection, Mapping, Sequence
from datetime import date, datetime
from typing import Any

from django.db.models import QuerySet

from otokui.core.kernel.period import business_day
from otokui.domain.accounts.public import get_business, staff_names
from otokui.domain.campaigns.public import last_why_answers
from otokui.domain.customers.public import (
    count_customers,
    count_ids,
    customer_ids,
    lines_of,
    search_customers,
)
from otokui.domain.customers.types import Count, CustomerLine
from otokui.domain.desk.queries.list_order import gathered, listed, narrowed, with_meaning
from otokui.domain.desk.queries.shares import count_everybody, known_shares
from otokui.domain.desk.types import ListPage, ListQuery, Row, Shares
from otokui.domain.insights.public import get_standings, last_answers, next_days
from otokui.domain.insights.types import DueStatus, StandingView
from otokui.domain.purchases.public import get_discounts

SIZE = 50


def customer_list(asked: ListQuery, *, now: datetime, beside: Collection[str] = ()) -> ListPage:
    """A page of customers. At most 9 SQL queries whatever the page; a search for a number up to 12; one more
    for each of `beside` (`types.BESIDE`).

    A text alone is searched with the best first; together with filters, or with a `sort`, it is a list like
    any other. `Refused` (bad_cursor) for a cursor that is not ours.
    """
    business = get_business()
    today = business_day(now, zone=business.zone, day_start_minutes=business.day_start_minutes)
    shares = known_shares(asked.sight)
    if asked.is_search:
        found = search_customers(asked.text, sight=asked.sight, limit=SIZE + 1, with_address=False)
        return ListPage(
            asked=asked,
            rows=rows_of(found[:SIZE], today, beside=beside),
            count=None if len(found) > SIZE else Count(len(found), is_estimate=False),
            more_matches=len(found) > SIZE,
            shares=shares,
            today=today,
        )
    asked = gathered(with_meaning(asked, today))
    page = listed(asked, today, limit=SIZE)
    return ListPage(
        asked=asked,
        rows=rows_of(
            lines_of(page.ids, searched=asked.text, with_address=False),
            today,
            page.standings,
            beside=beside,
        ),
        count=None if asked.cursor or asked.before else _count(asked, shares),
        next_cursor=page.next_cursor,
        previous_cursor=page.previous_cursor,
        shares=shares,
        today=today,
    )


def count_list(asked: ListQuery, *, now: datetime) -> Count:
    """How many customers all conditions leave. At most 5 SQL queries, and those of the conditions."""
    business = get_business()
    today = business_day(now, zone=business.zone, day_start_minutes=business.day_start_minutes)
    return _count(gathered(with_meaning(asked, today)), known_shares(asked.sight))


def ids_of_list(asked: ListQuery, *, now: datetime) -> "QuerySet[Any, Any]":
    """Everybody in the list, as a query of one column. At most 4 short SQL queries now."""
    business = get_business()
    today = business_day(now, zone=business.zone, day_start_minutes=business.day_start_minutes)
    return customer_ids(narrowed(with_meaning(asked, today)))


def _count(asked: ListQuery, shares: Shares | None) -> Count:
    """How many there are: from the shares where they tell it, else counted."""
    if asked.among is not None:
        return count_customers(narrowed(asked))
    limited = asked.sight.is_limited and (shares is None or asked.of_counted)
    if limited and not asked.names_narrow and asked.standing is None and asked.customer_class != "prospect":
        return count_everybody(asked.sight)
    if limited or asked.names_narrow or (asked.customer_class == "prospect" and shares is None):
        return count_customers(narrowed(asked))
    if shares is None or asked.of_counted:
        return count_everybody(asked.sight) if asked.standing is None else count_ids(asked.standing)
    if asked.standing is None:
        return Count(shares.customers, is_estimate=shares.estimated)
    wanted = [share for share in shares.classes if asked.customer_class in ("", share.key)]
    states = (share.states.get(asked.state, 0) if asked.state else share.customers for share in wanted)
    return Count(sum(states), is_estimate=False)


def rows_of(
    lines: Sequence[CustomerLine],
    today: date,
    known: Mapping[int, StandingView] | None = None,
    *,
    beside: Collection[str] = (),
) -> tuple[Row, ...]:
    """The lines with standings, days and names. At most 4 SQL queries, one fewer with `known` standings, one
    more for each of `beside` (`types.BESIDE`).
    """
    ids = [line.id for line in lines]
    standings = get_standings(ids) if known is None else known
    moved = next_days(ids, today) if standings else {}
    names = staff_names({line.in_charge_id for line in lines if line.in_charge_id})
    discounts = get_discounts(ids) if "discount" in beside else {}
    whys = last_why_answers(ids) if "why_not_more" in beside else {}
    answers = last_answers(ids) if "answer" in beside else {}
    return tuple(
        Row(
            line=line,
            standing=(standing := standings.get(line.id)),
            due=(due := _due(standing, today)),
            awaited_on=standing.due_on if standing and due is DueStatus.OVERDUE else moved.get(line.id),
            in_charge=names.get(line.in_charge_id or 0, ""),
            discounts=discounts.get(line.id),
            why=whys.get(line.id),
            answer=answers.get(line.id),
        )
        for line in lines
    )


def _due(standing: StandingView | None, today: date) -> DueStatus | None:
    """Where the wait is; nobody waits for a dead customer."""
    return standing.due_status(today) if standing and standing.state != "dead" else None
