"""The list of customers: lines from customers, standings from insights, names from accounts."""

from datetime import date, datetime
from typing import Any

from otokui.core.kernel.period import business_day
from otokui.domain.accounts.public import get_business, staff_names
from otokui.domain.customers.public import count_customers, list_customers, search_customers
from otokui.domain.customers.types import Count, CustomerFilter, CustomerLine
from otokui.domain.desk.types import ListPage, ListQuery, Row
from otokui.domain.insights.public import get_standings, ids_of_buyers, ids_where, next_days
from otokui.domain.insights.types import DueStatus, StandingFilter, StandingView

SIZE = 50


def customer_list(asked: ListQuery, *, now: datetime) -> ListPage:
    """A page of customers. At most 12 SQL queries whatever the page; a search up to 14.

    A text alone is searched with the best first; together with filters, or `in_order`, it is a list like
    any other. `Refused` (bad_cursor) for a cursor that is not ours.
    """
    business = get_business()
    today = business_day(now, zone=business.zone, day_start_minutes=business.day_start_minutes)
    count: Count | None
    if asked.text and not asked.narrows and not asked.in_order:
        found = search_customers(asked.text, limit=SIZE + 1)
        lines, next_cursor, more = found[:SIZE], "", len(found) > SIZE
        count = None if more else Count(len(found), is_estimate=False)
    else:
        wanted = _filter(asked, today)
        page = list_customers(wanted, cursor=asked.cursor, limit=SIZE)
        lines, next_cursor, more = list(page.lines), page.next_cursor, False
        count = None if asked.cursor else count_customers(wanted)
    return ListPage(
        asked=asked,
        rows=_rows(lines, today),
        count=count,
        next_cursor=next_cursor,
        more_matches=more,
        today=today,
    )


def _filter(asked: ListQuery, today: date) -> CustomerFilter:
    if asked.customer_class == "prospect":
        # Whoever never bought has no standing at all, so ask from the other side.
        return CustomerFilter(text=asked.text, row=asked.letter, without=ids_of_buyers())
    return CustomerFilter(text=asked.text, row=asked.letter, within=_standing_ids(asked, today))


def _standing_ids(asked: ListQuery, today: date) -> Any:
    if not (asked.customer_class or asked.state or asked.overdue):
        return None
    return ids_where(
        StandingFilter(
            classes=(asked.customer_class,) if asked.customer_class else None,
            states=(asked.state,) if asked.state else None,
            overdue=True if asked.overdue else None,
            as_of=today if asked.overdue else None,
        )
    )


def _rows(lines: list[CustomerLine], today: date) -> tuple[Row, ...]:
    ids = [line.id for line in lines]
    standings = get_standings(ids)
    moved = next_days(ids, today) if standings else {}
    names = staff_names({line.in_charge_id for line in lines if line.in_charge_id})
    return tuple(
        Row(
            line=line,
            standing=(standing := standings.get(line.id)),
            due=(due := _due(standing, today)),
            awaited_on=standing.due_on if standing and due is DueStatus.OVERDUE else moved.get(line.id),
            in_charge=names.get(line.in_charge_id or 0, ""),
        )
        for line in lines
    )


def _due(standing: StandingView | None, today: date) -> DueStatus | None:
    """Where the wait is; nobody waits for a dead customer."""
    return standing.due_status(today) if standing and standing.state != "dead" else None
