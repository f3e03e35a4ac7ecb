"""The steps that are due for customers now."""

from collections.abc import Sequence
from datetime import date, datetime
from functools import lru_cache
from typing import Any, Final

from otokui.core.platform import prepared
from otokui.core.platform.arrays import array_of
from otokui.domain.campaigns.queries.plans import ARTICLES, version_of
from otokui.domain.campaigns.types import DueStep, PlanVersionView, Step

PER_STEP: Final = 40
MOST: Final = 480

_SQL: Final = """
SELECT (SELECT json_build_array(id, saved_at) FROM campaigns_planversion ORDER BY id DESC LIMIT 1),
    (SELECT json_agg(json_build_array(
        best.id, best.step, best.customer_id, best.anchor, best.due_on, best.until))
    FROM (SELECT o.* FROM unnest(%(steps)s::text[], %(roles)s::text[]) wanted (key, role)
    CROSS JOIN LATERAL (
        SELECT id, step, customer_id, anchor, due_on, until, worth FROM campaigns_occasion
        WHERE step = wanted.key AND "left" = '' AND due_on <= %(today)s AND until >= %(today)s {whose}
        ORDER BY worth DESC, id LIMIT %(per_step)s) o
    ORDER BY o.worth DESC, o.id LIMIT %(most)s) best)"""
_THEIRS: Final = """AND EXISTS (SELECT FROM customers_customer c WHERE c.id = customer_id
    AND (c.in_charge_id IS NULL OR c.in_charge_id = ANY(%(staff)s::bigint[])))
    AND (wanted.role = '' OR EXISTS (SELECT FROM accounts_staff m
        WHERE m.id = ANY(%(staff)s::bigint[]) AND m.role = wanted.role))"""
_latest: list[PlanVersionView] = [ARTICLES]
"""The plan that was in use when this process asked last."""


def list_due_steps(
    *, as_of: date, staff: Sequence[int] | None, limit: int = PER_STEP
) -> tuple[PlanVersionView, list[DueStep]]:
    """The plan in use, and at most `limit` open occasions of each step, those with the most money first.

    `staff`: only customers in the charge of these or of nobody, and only steps they are to do; None: all.
    One SQL query by index; one or two more where the plan has changed since this process asked last.
    """
    plan, found = _read(_latest[0], as_of, staff, limit)
    if plan is not _latest[0]:
        _latest[0] = plan
        plan, found = _read(plan, as_of, staff, limit)
    steps = {step.key: step for _programme, step in plan.plan.steps()}
    return plan, [_due(row, steps) for row in found]


def _read(
    plan: PlanVersionView, as_of: date, staff: Sequence[int] | None, limit: int
) -> tuple[PlanVersionView, list[list[Any]]]:
    wanted = [step for _, step in plan.plan.steps() if step.on and _does(step, staff)]
    values: dict[str, Any] = {
        "steps": [step.key for step in wanted],
        "roles": [step.role for step in wanted],
        "today": as_of,
        "per_step": limit,
        "most": MOST,
        "staff": None if staff is None else array_of(staff),
    }
    ((newest, rows),) = prepared.rows(_SQL.format(whose="" if staff is None else _THEIRS), values)
    if newest is None:
        return ARTICLES, rows or []
    return version_of(newest[0], datetime.fromisoformat(newest[1])), rows or []


def _does(step: Step, staff: Sequence[int] | None) -> bool:
    """A step that is one person's stands on that person's list, and on everybody's."""
    return staff is None or step.doer_id is None or step.doer_id in staff


def _due(row: list[Any], steps: dict[str, Step]) -> DueStep:
    occasion, step, customer, anchor, due_on, until = row
    return _kept(occasion, customer, steps[step], _day(anchor), _day(due_on), _day(until))


@lru_cache(maxsize=4096)
def _kept(occasion: int, customer: int, step: Step, anchor: date, due_on: date, until: date) -> DueStep:
    """As long as nothing has changed a process says it with the same value."""
    return DueStep(id=occasion, customer_id=customer, step=step, anchor=anchor, due_on=due_on, until=until)


@lru_cache(maxsize=1024)
def _day(text: str) -> date:
    return date.fromisoformat(text)
