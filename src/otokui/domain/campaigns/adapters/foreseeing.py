"""What a plan would bring: the very choice of the night, written nowhere. One statement for all its steps."""

import re
from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any, Final

from otokui.domain.campaigns.adapters.opening import ALONE, WORTH, chosen, join_of, planned_rows, values_of
from otokui.domain.campaigns.types import Foreseen, Programme, Step, Trigger

_Question = tuple[str, dict[str, Any]]
"""A piece of SQL and its values by name."""
MOST_COUNTED: Final = 100_000
"""Further than this a preview does not count."""
MONTH: Final = 30
EXAMPLES: Final = 5

_STEP: Final = """(
WITH soon AS MATERIALIZED ({soon}),
tomorrow AS MATERIALIZED ({tomorrow}),
seen_soon AS (SELECT soon.* FROM soon JOIN customers_customer c ON c.id = soon.customer_id AND {sight}),
seen AS (SELECT tomorrow.* FROM tomorrow
    JOIN customers_customer c ON c.id = tomorrow.customer_id AND {sight})
SELECT {number}, (SELECT count(*) FROM seen_soon), (SELECT count(*) FROM seen), ({month}),
    (SELECT json_agg(json_build_array(c.id, c.name) ORDER BY best.worth DESC, c.id) FROM (
        SELECT * FROM (SELECT * FROM seen_soon UNION ALL SELECT * FROM seen) every
        ORDER BY worth DESC, customer_id LIMIT {examples}) best
     JOIN customers_customer c ON c.id = best.customer_id))"""
_NOBODY: Final = "SELECT NULL::bigint AS customer_id, NULL::bigint AS worth WHERE false"
_NOT_SOON: Final = "AND s.customer_id NOT IN (SELECT customer_id FROM soon)"


def foresee_steps(
    steps: Sequence[tuple[Programme, Step, bool]], *, today: date, sight: tuple[str, dict[str, str]]
) -> list[Foreseen]:
    """What each (programme, step, anew) would bring, in their order; counted from where customers stand now.

    `anew`: saving begins this step anew, at once. The month are the last 30 days, of a step of the forecast
    the next. One SQL query.
    """
    if not steps:
        return []
    condition, seen = sight
    values: dict[str, Any] = dict(seen)
    joined = f"JOIN customers_customer c ON c.id = s.customer_id AND {condition}"
    parts = []
    for number, (programme, step, anew) in enumerate(steps):
        pieces = {}
        for name, (sql, its_values) in _pieces(programme, step, today, anew).items():
            pieces[name] = re.sub(r"%\((\w+)\)s", rf"%(\g<1>_{name}{number})s", sql)
            values |= {f"{key}_{name}{number}": value for key, value in its_values.items()}
        pieces["month"] = pieces["month"].replace("<sight>", "" if condition == "true" else joined)
        parts.append(_STEP.format(number=number, sight=condition, examples=EXAMPLES, **pieces))
    found = {row[0]: row[1:] for row in planned_rows(" UNION ALL ".join(parts), values)}
    return [_foreseen(*found[number]) for number in range(len(steps))]


def _foreseen(soon: int, tomorrow: int, month: int, best: list[list[Any]] | None) -> Foreseen:
    examples = tuple((customer, name) for customer, name in best or ())
    return Foreseen(soon=soon, tomorrow=tomorrow, month=month, examples=examples)


def _pieces(programme: Programme, step: Step, today: date, anew: bool) -> dict[str, _Question]:
    """The three questions about a step, each with its own values."""
    day = today + timedelta(days=1)
    month = _month(programme, step, today)
    if step.trigger.is_live:
        found = _newly_live(step), values_of(programme, step, day)
        return {"soon": (_NOBODY, {}), "tomorrow": found, "month": month}
    soon = _narrowed(*chosen(programme, step, today, None, anew=anew))
    tomorrow = _narrowed(*chosen(programme, step, day, None, whom=_NOT_SOON, anew=anew))
    return {"soon": soon, "tomorrow": tomorrow, "month": month}


def _narrowed(sql: str, values: dict[str, Any]) -> _Question:
    return f"SELECT customer_id, worth FROM ({sql}) chosen", values


def _newly_live(step: Step) -> str:
    """Who comes into sight of a step of the forecast on just that day."""
    if step.trigger is Trigger.ORDER:
        day = "s.due_on = %(today)s::date + %(days)s::int"
    else:
        day = "s.due_on = %(today)s AND s.overdue_from > %(today)s"
    return f"""SELECT s.customer_id, {WORTH} AS worth FROM insights_standing s
        WHERE s.customer_class = %(class)s AND s.state = %(state)s AND {day} LIMIT {MOST_COUNTED}"""


def _month(programme: Programme, step: Step, today: date) -> _Question:
    """How many came to the step within the last 30 days, or will in the next."""
    newest = today - timedelta(days=step.days)
    oldest = newest - timedelta(days=MONTH - 1)
    most = MOST_COUNTED
    match step.trigger:
        case Trigger.PURCHASE:
            came = "s.last_on BETWEEN %(oldest)s AND %(newest)s"
        case Trigger.CLASS:
            came = "move.moved_on BETWEEN %(oldest)s AND %(newest)s"
        case Trigger.STATE:
            came = """s.customer_id IN (SELECT c.customer_id FROM insights_standingchange c
                WHERE c."on" BETWEEN %(oldest)s AND %(newest)s AND c.from_class IS NOT NULL
                    AND c.to_state = %(state)s AND c.from_state <> c.to_state)"""
        case Trigger.ORDER:
            came = "s.due_on BETWEEN %(oldest)s AND %(newest)s"
            oldest, newest = today, today + timedelta(days=MONTH - 1)
        case Trigger.SILENCE:
            came = "s.overdue_from > %(today)s AND s.due_on BETWEEN %(oldest)s AND %(newest)s"
            oldest, newest = today - timedelta(days=MONTH - 1), today
        case _:
            came, most = "true", MONTH * step.a_day
    values = values_of(programme, step, today) | {"oldest": oldest, "newest": newest}
    sql = f"""SELECT count(*) FROM (SELECT FROM insights_standing s <sight> {join_of(step)}
        WHERE s.customer_class = %(class)s AND s.state = %(state)s {ALONE.get(step.aim, "")}
        AND {came} LIMIT {most}) counted"""
    return sql, values
