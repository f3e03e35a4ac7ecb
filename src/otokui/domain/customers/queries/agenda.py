"""What a day holds: tasks that are due, birthdays, and how far the day's work has come."""

from datetime import date, datetime, timedelta
from typing import Any, Final

from django.db import connection

from otokui.domain.customers.types import Agenda, ContactWay, DoneToday, DueTask

_WHOSE: Final = "(f.assignee_id IS NULL OR f.assignee_id = ANY(%(staff)s))"
_IN_CHARGE: Final = "(c.in_charge_id IS NULL OR c.in_charge_id = ANY(%(staff)s))"

_SQL: Final = """
SELECT
    (SELECT json_agg(t) FROM (
        SELECT f.id, f.customer_id, f.due_on, f.way, f.reason, f.script, coalesce(f.origin, '') origin,
            coalesce(member.name, '') assignee
        FROM customers_followup f LEFT JOIN accounts_staff member ON member.id = f.assignee_id
        WHERE f.done_at IS NULL AND f.due_on <= %(today)s AND {whose}
        ORDER BY f.due_on DESC, f.id LIMIT %(limit)s) t),
    (SELECT json_agg(b.id) FROM (
        SELECT c.id FROM customers_customer c
        WHERE c.birthday IS NOT NULL AND ({born}) AND {in_charge} LIMIT %(limit)s) b),
    (SELECT json_build_array(count(*), count(*) FILTER (WHERE f.outcome = 'ordered'),
            coalesce(sum(f.at_stake) FILTER (WHERE f.outcome = 'ordered'), 0))
        FROM customers_followup f
        WHERE f.done_at >= %(since)s AND f.done_at IS NOT NULL
            AND (%(staff)s::bigint[] IS NULL OR f.done_by_id = ANY(%(staff)s)))"""


def get_agenda(
    *, today: date, since: datetime, staff: list[int] | None, birthday_days: int, limit: int
) -> Agenda:
    """Tasks due by `today` and of these members of staff or nobody's (None: everybody's), the latest first.

    `since`: the instant from which finished work counts as today's. One SQL query by index.
    """
    days = [today + timedelta(days=ahead) for ahead in range(birthday_days + 1)]
    born = " OR ".join(
        f"(EXTRACT(MONTH FROM c.birthday) = {day.month} AND EXTRACT(DAY FROM c.birthday) = {day.day})"
        for day in days
    )
    sql = _SQL.format(
        whose="true" if staff is None else _WHOSE,
        in_charge="true" if staff is None else _IN_CHARGE,
        born=born,
    )
    with connection.cursor() as cursor:
        cursor.execute(sql, {"today": today, "since": since, "staff": staff, "limit": limit})
        tasks, birthdays, done = cursor.fetchone()
    return Agenda(
        tasks=tuple(_task(row) for row in tasks or ()),
        birthdays=tuple(birthdays or ()),
        done=DoneToday(finished=done[0], ordered=done[1], won=done[2]),
    )


def _task(row: dict[str, Any]) -> DueTask:
    return DueTask(
        **(
            row
            | {
                "due_on": date.fromisoformat(row["due_on"]),
                "way": ContactWay(row["way"]) if row["way"] else None,
            }
        )
    )
