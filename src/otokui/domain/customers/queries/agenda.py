"""What a day holds: tasks that are due, birthdays, and how far the day's work has come."""

from collections.abc import Iterable
from datetime import date, datetime, timedelta
from typing import Any, Final

from otokui.core.kernel.kept import Kept
from otokui.core.platform import prepared
from otokui.core.platform.arrays import array_of
from otokui.domain.customers.queries.reach import CAP_DAYS, NOT_REACHED, OWN_WAYS, asked_before, touch_of
from otokui.domain.customers.queries.sight import sight_sql
from otokui.domain.customers.rules.contacting import PROPOSALS
from otokui.domain.customers.types import (
    Agenda,
    AgendaQuery,
    ContactWay,
    DoneToday,
    DueTask,
    Known,
    PreferenceKind,
)

_WHOSE: Final = "(f.assignee_id IS NULL OR f.assignee_id = ANY(%(staff)s))"
_IN_CHARGE: Final = "(c.in_charge_id IS NULL OR c.in_charge_id = ANY(%(staff)s))"

_OF_SEEN: Final = " AND EXISTS (SELECT FROM customers_customer c WHERE c.id = f.customer_id AND {seen})"

_SQL: Final = """
WITH tasks AS MATERIALIZED (
    SELECT f.id, f.customer_id, f.due_on, f.way, f.reason, f.script, coalesce(f.origin, '') origin,
        coalesce(member.name, '') assignee
    FROM customers_followup f LEFT JOIN accounts_staff member ON member.id = f.assignee_id
    WHERE f.done_at IS NULL AND f.due_on <= %(today)s AND {whose}{seen}
    ORDER BY f.due_on DESC, f.id LIMIT %(limit)s),
born AS MATERIALIZED (
    SELECT c.id, c.birthday FROM customers_customer c
    WHERE c.birthday IS NOT NULL AND c.merged_into_id IS NULL AND ({born}) AND {in_charge} LIMIT %(limit)s),
asked AS MATERIALIZED (
    SELECT array(SELECT unnest(%(customers)s::bigint[]) UNION SELECT customer_id FROM tasks
        UNION SELECT id FROM born) ids)
SELECT
    (SELECT json_agg(t) FROM tasks t),
    (SELECT json_agg(json_build_array(b.id, b.birthday)) FROM born b),
    (SELECT json_build_array(count(*), count(*) FILTER (WHERE f.outcome = 'ordered'),
            coalesce(sum(f.at_stake) FILTER (WHERE f.outcome = 'ordered'), 0))
        FROM customers_followup f
        WHERE f.done_at >= %(since)s AND f.done_at IS NOT NULL
            AND (%(staff)s::bigint[] IS NULL OR f.done_by_id = ANY(%(staff)s))),
    (SELECT ids FROM asked),
    (SELECT array_agg(c.id) FROM customers_customer c
        WHERE c.open_complaint AND c.id = ANY((SELECT ids FROM asked)::bigint[])),
    (SELECT array_agg(e.customer_id) FROM customers_erasure e
        WHERE e.customer_id = ANY((SELECT ids FROM asked)::bigint[])),
    (SELECT json_agg(json_build_array(p.customer_id, p.kind, p.text)
            ORDER BY p.customer_id, p.kind, p.noted_on DESC, p.id)
        FROM customers_preference p WHERE p.customer_id = ANY(%(tastes_of)s::bigint[])),
    (SELECT json_agg(json_build_array(t.customer_id, t.at, t.way, t.outcome)
            ORDER BY t.customer_id, t.at DESC)
        FROM customers_contact t
        WHERE t.customer_id = ANY((SELECT ids FROM asked)::bigint[])
            AND t.at > %(lately)s AND t.at <= %(now)s AND t.direction = 'out' AND t.way = ANY(%(ways)s)),
    (SELECT json_agg(json_build_array(f.customer_id, f.id, f.origin, f.due_on, f.done_at, f.outcome)
            ORDER BY f.customer_id, f.created_at DESC)
        FROM customers_followup f
        WHERE f.customer_id = ANY((SELECT ids FROM asked)::bigint[]) AND f.origin LIKE %(origin)s),
    (SELECT json_agg(json_build_array(d.customer_id, d.until, coalesce(m.name, '')))
        FROM customers_opendeal d LEFT JOIN accounts_staff m ON m.id = d.staff_id
        WHERE d.customer_id = ANY((SELECT ids FROM asked)::bigint[]) AND d.until >= %(today)s),
    (SELECT json_agg(json_build_array(t.customer_id, t.at)) FROM customers_contact t
        WHERE t.customer_id = ANY((SELECT ids FROM asked)::bigint[]) AND t.at > %(lately)s
            AND t.purpose = ANY(%(proposals)s) AND t.outcome <> ALL(%(missed)s))"""
MOST_KEPT: Final = 4000
_KEPT: Final[Kept[int, Known]] = Kept(MOST_KEPT)


def get_agenda(asked: AgendaQuery) -> Agenda:
    """What the day holds, the latest tasks first. One SQL query by index.

    As long as nothing about a customer has changed, a process says it with the same value.
    """
    days = [asked.today + timedelta(days=ahead) for ahead in range(asked.birthday_days + 1)]
    born = " OR ".join(
        f"(EXTRACT(MONTH FROM c.birthday) = {day.month} AND EXTRACT(DAY FROM c.birthday) = {day.day})"
        for day in days
    )
    condition, of_sight = sight_sql(asked.sight)
    sql = _SQL.format(
        seen=_OF_SEEN.format(seen=condition) if of_sight else "",
        whose="true" if asked.staff is None else _WHOSE,
        in_charge="true" if asked.staff is None else _IN_CHARGE,
        born=born,
    )
    values: dict[str, Any] = {
        "today": asked.today,
        "since": asked.since,
        "now": asked.now,
        "lately": asked.now - timedelta(days=CAP_DAYS),
        "staff": None if asked.staff is None else array_of(asked.staff),
        "limit": asked.limit,
        "customers": array_of(asked.customers),
        "tastes_of": array_of(asked.tastes_of),
        "ways": list(OWN_WAYS),
        "origin": f"{asked.origin}%",
        "proposals": sorted(PROPOSALS),
        "missed": list(NOT_REACHED),
        **of_sight,
    }
    ((tasks, born, done, ids, complaining, erased, *people, deals, adverts),) = prepared.rows(sql, values)
    birthdays: dict[int, str] = dict(born or ())
    return Agenda(
        tasks=tuple(_task(row) for row in tasks or ()),
        birthdays=tuple(birthdays),
        done=DoneToday(finished=done[0], ordered=done[1], won=done[2]),
        known=_known(birthdays, ids, complaining, *people),
        erased=frozenset(erased or ()),
        deals={who: (date.fromisoformat(until), staff) for who, until, staff in deals or ()},
        adverts=tuple((who, datetime.fromisoformat(at)) for who, at in adverts or ()),
    )


def _known(
    birthdays: dict[int, str],
    people: list[int],
    complaining: list[int] | None,
    *more: list[list[Any]] | None,
) -> dict[int, Known]:
    """By customer id, from who is there, who complains, and rows of preferences, contacts, follow-ups."""
    complaints = set(complaining or ())
    preferences, touches, asked = (_by_customer(rows or ()) for rows in more)
    known: dict[int, Known] = {}
    for who in people:
        mark = (birthdays.get(who), who in complaints, preferences.get(who), touches.get(who), asked.get(who))
        known[who] = _KEPT.find(who, mark) or _KEPT.keep(who, mark, _made(who, *mark))
    return known


def _by_customer(rows: Iterable[list[Any]]) -> dict[int, list[list[Any]]]:
    found: dict[int, list[list[Any]]] = {}
    for customer, *row in rows:
        found.setdefault(customer, []).append(row)
    return found


def _made(
    customer: int,
    birthday: str | None,
    open_complaint: bool,
    preferences: list[list[Any]] | None,
    touches: list[list[Any]] | None,
    asked: list[list[Any]] | None,
) -> Known:
    return Known(
        id=customer,
        birthday=date.fromisoformat(birthday) if birthday else None,
        open_complaint=open_complaint,
        preferences=tuple((PreferenceKind(kind), text) for kind, text in preferences or ()),
        touches=tuple(touch_of(*touch) for touch in touches or ()),
        asked=tuple(asked_before(*each) for each in asked or ()),
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
