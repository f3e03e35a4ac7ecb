"""Customers to whom a step comes: one statement a step, whatever the size of the shop.

These read the tables of the rooms below directly: the standing (insights), its changes, what is known of
needs (customers). Nobody is asked one by one.
"""

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from typing import Any, Final

from django.db import connection

from otokui.core.platform import prepared
from otokui.core.platform.arrays import array_of
from otokui.domain.campaigns.types import Aim, Programme, Step, Trigger

SELDOM_GAP: Final = 45
"""こつこつ with shorter gaps than this are not asked why they do not come more often."""
OWN_CAUSES: Final = ["purchase", "return", "time"]

WORTH: Final = "s.net / greatest(s.orders, 1)"
_MOVES: Final = """
JOIN (SELECT customer_id, max("on") AS moved_on FROM insights_standingchange
      WHERE "on" BETWEEN %(oldest)s AND %(newest)s AND from_class IS NOT NULL AND cause = ANY(%(causes)s)
          AND to_class = %(class)s AND from_class <> to_class
      GROUP BY customer_id) move ON move.customer_id = s.customer_id"""
ALONE: Final[Mapping[Aim, str]] = {
    Aim.WHY_NOT_MORE: (
        "AND s.orders >= 2 AND (s.last_on - s.first_on) / (s.orders - 1) >= %(seldom)s AND NOT EXISTS ("
        "SELECT FROM campaigns_whyanswer w WHERE w.customer_id = s.customer_id AND w.on > %(asked_since)s)"
    ),
    Aim.ADDON: (
        "AND EXISTS (SELECT FROM customers_preference p"
        " WHERE p.customer_id = s.customer_id AND p.kind <> 'dislike')"
    ),
}
_AGAIN: Final = """AND NOT EXISTS (SELECT FROM campaigns_occasion e WHERE e.customer_id = s.customer_id
    AND e.aim = %(aim)s AND e.due_on > %(rested_since)s AND e.left IN ('', 'done')
    AND (e.left = 'done' OR e.step <> %(step)s OR NOT %(anew)s)
    AND (e.step, e.anchor) IS DISTINCT FROM (%(step)s, found.anchor))"""
_ONCE: Final = """AND NOT EXISTS (SELECT FROM campaigns_occasion e WHERE e.customer_id = s.customer_id
    AND e.aim = %(aim)s AND e.step = %(step)s AND e.left <> ALL(%(void)s::text[]))"""
_INTERVAL: Final = """AND NOT EXISTS (SELECT FROM campaigns_occasion e WHERE e.customer_id = s.customer_id
    AND e.aim = %(aim)s AND e.step = %(step)s AND e.due_on > %(rested_since)s AND e.left <> 'off'
    AND (e.left <> '' OR NOT %(anew)s))"""
_NEW: Final = """AND NOT EXISTS (SELECT FROM campaigns_occasion e WHERE e.customer_id = s.customer_id
    AND e.aim = %(aim)s AND e.step = %(step)s AND e.anchor = found.anchor
    AND e.left <> ALL(%(void)s::text[]))"""

# Nobody is merged while a step comes to them: whoever is being merged is waited for, and then left out.
_INSERT: Final = """
WITH picked AS MATERIALIZED ({chosen}), held AS MATERIALIZED (
    SELECT c.id FROM customers_customer c WHERE c.id IN (SELECT customer_id FROM picked)
        AND c.merged_into_id IS NULL ORDER BY c.id FOR KEY SHARE OF c)
INSERT INTO campaigns_occasion AS o (step, aim, customer_id, customer_class, state, anchor, follows_purchase,
    due_on, until, made_on, worth, "left", to_class, to_state, outcome)
SELECT %(step)s, %(aim)s, customer_id, %(class)s, %(state)s, anchor, %(follows)s, due_on,
    due_on + %(lasts)s::int - 1, %(today)s, worth, '', '', '', '' FROM picked
JOIN held ON held.id = picked.customer_id
ON CONFLICT (step, customer_id, anchor) DO UPDATE
    SET "left" = '', left_at = NULL, to_class = '', to_state = '', due_on = excluded.due_on,
        until = excluded.until, made_on = excluded.made_on, aim = excluded.aim,
        follows_purchase = excluded.follows_purchase
    WHERE o.left IN ('off', 'moved')
RETURNING id, customer_id"""
_CHOSEN: Final = """
SELECT s.customer_id, {worth} AS worth, found.anchor, found.due_on
FROM insights_standing s {join}
CROSS JOIN LATERAL (SELECT {anchor} AS anchor, {due} AS due_on) found
WHERE s.customer_class = %(class)s AND s.state = %(state)s
    AND NOT EXISTS (SELECT FROM customers_erasure gone WHERE gone.customer_id = s.customer_id)
    AND {trigger} {alone} {rest} {new} {whom}
ORDER BY worth DESC, s.customer_id
LIMIT {most}"""
_LEFT_TODAY: Final = """greatest(0, %(a_day)s - (SELECT count(*) FROM campaigns_occasion e
    WHERE e.step = %(step)s AND e.made_on = %(today)s AND (e.left <> '' OR NOT %(anew)s)))"""


def open_step(
    programme: Programme, step: Step, *, today: date, only: Sequence[int] | None = None
) -> list[tuple[int, int]]:
    """Write the occasions of a step that begin by today; (occasion, customer) of the new ones.

    The richest first, `step.a_day` a day at most. Asked again it writes nothing twice. `only`: among these
    customers. One SQL statement.
    """
    sql, values = chosen(programme, step, today, only)
    insert = _INSERT.format(chosen=sql)
    return prepared.rows(insert, values) if only is not None else planned_rows(insert, values)


def planned_rows(sql: str, values: Mapping[str, Any]) -> list[tuple[Any, ...]]:
    """Run one statement, planned for just these values: over the whole shop a plan for any values, as a
    prepared statement gets it in time, may take a thousand times as long.
    """
    with connection.cursor() as cursor:
        cursor.execute(sql, dict(values))
        return list(cursor.fetchall())


def chosen(
    programme: Programme,
    step: Step,
    today: date,
    only: Sequence[int] | None,
    *,
    whom: str = "",
    anew: bool = False,
) -> tuple[str, dict[str, Any]]:
    """The statement that chooses whom a step comes to on a day (customer_id, worth, anchor, due_on), and its
    values. `anew`: as if what it has brought up and nobody has done yet were taken back first. `whom`: a
    condition more on the standing `s`.
    """
    values = values_of(programme, step, today)
    values |= {"anew": anew, "void": array_of(["off", "moved", *(['""'] if anew else [])])}
    if only is not None:
        whom, values["only"] = "AND s.customer_id = ANY(%(only)s::bigint[])", array_of(only)
    anchor = {Trigger.CLASS: "move.moved_on", Trigger.INTERVAL: "%(today)s::date"}
    due = {
        Trigger.PURCHASE: "s.last_on + %(days)s::int",
        Trigger.CLASS: "move.moved_on + %(days)s::int",
    }
    sql = _CHOSEN.format(
        worth=WORTH,
        join=join_of(step),
        anchor=anchor.get(step.trigger, "s.last_on"),
        due=due.get(step.trigger, "%(today)s::date"),
        trigger=_trigger(step),
        alone=ALONE.get(step.aim, ""),
        rest=_rest(step),
        new=_NEW,
        whom=whom,
        most=_LEFT_TODAY,
    )
    return sql, values


def _rest(step: Step) -> str:
    if step.trigger is Trigger.INTERVAL:
        return _INTERVAL
    if step.again is None:
        return _ONCE
    return _AGAIN if step.again else ""


def join_of(step: Step) -> str:
    """What the standing `s` is joined with: `move`, who came into the class from `oldest` to `newest`."""
    return _MOVES if step.trigger is Trigger.CLASS else ""


def _trigger(step: Step) -> str:
    match step.trigger:
        case Trigger.PURCHASE:
            return "s.last_on BETWEEN %(oldest)s AND %(newest)s"
        case Trigger.STATE:
            return """s.last_on IS NOT NULL AND NOT EXISTS (SELECT FROM insights_standingchange c
                WHERE c.customer_id = s.customer_id AND c."on" > %(newest)s AND c.to_state = %(state)s
                    AND c.from_state <> c.to_state)"""
    return "true"


def values_of(programme: Programme, step: Step, today: date) -> dict[str, Any]:
    rest = step.days if step.trigger is Trigger.INTERVAL else step.again or 0
    return {
        "step": step.key,
        "aim": step.aim.value,
        "class": programme.customer_class,
        "state": programme.state,
        "follows": step.trigger in (Trigger.PURCHASE, Trigger.STATE),
        "days": step.days,
        "lasts": step.lasts,
        "today": today,
        "oldest": today - timedelta(days=step.days + step.lasts - 1),
        "newest": today - timedelta(days=step.days),
        "rested_since": today - timedelta(days=rest),
        "a_day": step.a_day,
        "causes": OWN_CAUSES,
        "seldom": SELDOM_GAP,
        "asked_since": today - timedelta(days=step.again or 365),
    }
