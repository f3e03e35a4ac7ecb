"""Customers to whom a step comes: one statement a step, whatever the size of the shop.

These read the tables of the rooms below directly: the standing (insights), its changes, what is known of
needs (customers). Nobody is asked one by one.
"""

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from typing import Any, Final

from otokui.core.platform import prepared
from otokui.core.platform.arrays import array_of
from otokui.domain.campaigns.types import Aim, Programme, Step, Trigger

MOST_COUNTED: Final = 100_000
"""Further than this a preview does not count."""
SELDOM_GAP: Final = 45
"""こつこつ with shorter gaps than this are not asked why they do not come more often."""
OWN_CAUSES: Final = ["purchase", "return", "time"]

_WORTH: Final = "s.net / greatest(s.orders, 1)"
_MOVES: Final = """
JOIN (SELECT customer_id, max("on") AS moved_on FROM insights_standingchange
      WHERE "on" BETWEEN %(oldest)s AND %(newest)s AND from_class IS NOT NULL AND cause = ANY(%(causes)s)
          AND to_class = %(class)s AND from_class <> to_class
      GROUP BY customer_id) move ON move.customer_id = s.customer_id"""
_ALONE: Final[Mapping[Aim, str]] = {
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
    AND (e.step, e.anchor) IS DISTINCT FROM (%(step)s, found.anchor))"""
_ONCE: Final = """AND NOT EXISTS (SELECT FROM campaigns_occasion e WHERE e.customer_id = s.customer_id
    AND e.aim = %(aim)s AND e.step = %(step)s AND e.left NOT IN ('off', 'moved'))"""
_INTERVAL: Final = """AND NOT EXISTS (SELECT FROM campaigns_occasion e WHERE e.customer_id = s.customer_id
    AND e.aim = %(aim)s AND e.step = %(step)s AND e.due_on > %(rested_since)s AND e.left <> 'off')"""
_NEW: Final = """AND NOT EXISTS (SELECT FROM campaigns_occasion e WHERE e.customer_id = s.customer_id
    AND e.aim = %(aim)s AND e.step = %(step)s AND e.anchor = found.anchor
    AND e.left NOT IN ('off', 'moved'))"""

_INSERT: Final = """
INSERT INTO campaigns_occasion AS o (step, aim, customer_id, customer_class, state, anchor, follows_purchase,
    due_on, until, made_on, worth, "left", to_class, to_state, outcome)
SELECT %(step)s, %(aim)s, customer_id, %(class)s, %(state)s, anchor, %(follows)s, due_on,
    due_on + %(lasts)s::int - 1, %(today)s, worth, '', '', '', '' FROM ({chosen}) chosen
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
WHERE s.customer_class = %(class)s AND s.state = %(state)s AND {trigger} {alone} {rest} {new} {whom}
ORDER BY worth DESC, s.customer_id
LIMIT greatest(0, %(a_day)s - (SELECT count(*) FROM campaigns_occasion e
    WHERE e.step = %(step)s AND e.made_on = %(today)s))"""


def open_step(
    programme: Programme, step: Step, *, today: date, only: Sequence[int] | None = None
) -> list[tuple[int, int]]:
    """Write the occasions of a step that begin by today; (occasion, customer) of the new ones.

    The richest first, `step.a_day` a day at most. Asked again it writes nothing twice. `only`: among these
    customers. One SQL statement.
    """
    chosen, values = _chosen(programme, step, today, only)
    return prepared.rows(_INSERT.format(chosen=chosen), values)


def foresee_step(
    programme: Programme, step: Step, *, today: date, sight: tuple[str, dict[str, str]], examples: int
) -> tuple[int, int, list[tuple[int, str]]]:
    """How many came to this step in the last 7 and 30 days, and the richest of whom it would bring now.

    Counted from where customers stand today. One SQL query.
    """
    condition, seen = sight
    week, month = _reached(step, today, 7), _reached(step, today, 30)
    values = _values(programme, step, today) | seen | {"examples": examples} | week[1] | month[1]
    values["most"] = 30 * step.a_day if step.trigger is Trigger.INTERVAL else MOST_COUNTED
    now, lately = _join(step)
    seen_by = (
        "" if condition == "true" else f"JOIN customers_customer c ON c.id = s.customer_id AND {condition}"
    )
    where = f"WHERE s.customer_class = %(class)s AND s.state = %(state)s {_ALONE.get(step.aim, '')}"
    sql = f"""
    SELECT count(*) FILTER (WHERE in_week), count(*), (SELECT json_agg(json_build_array(id, name)) FROM (
        SELECT named.id, named.name FROM (
            SELECT s.customer_id, s.net FROM insights_standing s {seen_by} {now} {where} AND {_trigger(step)}
            ORDER BY s.net DESC, s.customer_id DESC LIMIT %(examples)s) best
        JOIN customers_customer named ON named.id = best.customer_id
        ORDER BY best.net DESC, named.id DESC) shown)
    FROM (SELECT {week[0]} AS in_week FROM insights_standing s {seen_by} {lately} {where} AND {month[0]}
        LIMIT %(most)s) counted"""
    ((in_week, in_month, best),) = prepared.rows(sql, values)
    return in_week, in_month, [(customer, name) for customer, name in best or ()]


def _chosen(
    programme: Programme, step: Step, today: date, only: Sequence[int] | None
) -> tuple[str, dict[str, Any]]:
    values = _values(programme, step, today)
    whom = ""
    if only is not None:
        whom, values["only"] = "AND s.customer_id = ANY(%(only)s::bigint[])", array_of(only)
    anchor = {Trigger.CLASS: "move.moved_on", Trigger.INTERVAL: "%(today)s::date"}
    due = {
        Trigger.PURCHASE: "s.last_on + %(days)s::int",
        Trigger.CLASS: "move.moved_on + %(days)s::int",
    }
    chosen = _CHOSEN.format(
        worth=_WORTH,
        join=_join(step)[0],
        anchor=anchor.get(step.trigger, "s.last_on"),
        due=due.get(step.trigger, "%(today)s::date"),
        trigger=_trigger(step),
        alone=_ALONE.get(step.aim, ""),
        rest=_rest(step),
        new=_NEW,
        whom=whom,
    )
    return chosen, values


def _rest(step: Step) -> str:
    if step.trigger is Trigger.INTERVAL:
        return _INTERVAL
    if step.again is None:
        return _ONCE
    return _AGAIN if step.again else ""


def _join(step: Step) -> tuple[str, str]:
    """What is joined for those it brings now, and for those of the last 30 days."""
    if step.trigger is not Trigger.CLASS:
        return "", ""
    lately = _MOVES.replace("%(oldest)s", "%(month_oldest)s").replace("%(newest)s", "%(month_newest)s")
    return _MOVES, lately


def _trigger(step: Step) -> str:
    match step.trigger:
        case Trigger.PURCHASE:
            return "s.last_on BETWEEN %(oldest)s AND %(newest)s"
        case Trigger.STATE:
            return """s.last_on IS NOT NULL AND NOT EXISTS (SELECT FROM insights_standingchange c
                WHERE c.customer_id = s.customer_id AND c."on" > %(newest)s AND c.to_state = %(state)s
                    AND c.from_state <> c.to_state)"""
        case Trigger.ORDER:
            return "s.due_on BETWEEN %(today)s AND %(today)s + %(days)s::int"
        case Trigger.SILENCE:
            return "s.due_on <= %(today)s AND s.overdue_from > %(today)s"
    return "true"


def _reached(step: Step, today: date, days: int) -> tuple[str, dict[str, Any]]:
    """The condition for having come to the step within the last days, and its values."""
    name = {7: "week", 30: "month"}[days]
    newest = today - timedelta(days=step.days)
    span = {f"{name}_oldest": newest - timedelta(days=days - 1), f"{name}_newest": newest}
    between = f"BETWEEN %({name}_oldest)s AND %({name}_newest)s"
    match step.trigger:
        case Trigger.PURCHASE:
            return f"s.last_on {between}", span
        case Trigger.CLASS:
            return f"move.moved_on {between}", span
        case Trigger.STATE:
            return (
                f"""s.customer_id IN (SELECT c.customer_id FROM insights_standingchange c
                WHERE c."on" {between} AND c.from_class IS NOT NULL AND c.to_state = %(state)s
                    AND c.from_state <> c.to_state)""",
                span,
            )
        case Trigger.ORDER:
            ahead = {f"{name}_oldest": today, f"{name}_newest": today + timedelta(days=days - 1)}
            return f"s.due_on {between}", ahead
        case Trigger.SILENCE:
            past = {f"{name}_oldest": today - timedelta(days=days - 1), f"{name}_newest": today}
            return f"s.overdue_from > %(today)s AND s.due_on {between}", past
    return f"%({name}_oldest)s::date <= %({name}_newest)s::date", span


def _values(programme: Programme, step: Step, today: date) -> dict[str, Any]:
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
