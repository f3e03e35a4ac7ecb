"""Let the plan bring up today's occasions and tasks, and end those that no longer apply."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Final

from django.db import transaction

from otokui.core.platform.jobs import Progress
from otokui.domain.accounts.public import get_business
from otokui.domain.campaigns.actions.write_tasks import write_tasks
from otokui.domain.campaigns.adapters.closing import close_what_no_longer_applies
from otokui.domain.campaigns.adapters.locking import lock_plan
from otokui.domain.campaigns.adapters.opening import open_step
from otokui.domain.campaigns.queries.plans import get_plan
from otokui.domain.campaigns.types import Plan, Programme, Step, Trigger
from otokui.domain.customers.public import drop_follow_ups
from otokui.domain.insights.public import classes_on

OF_ONE: Final = (Trigger.PURCHASE, Trigger.CLASS)
ORIGIN: Final = "today:step:"
"""How the origin of a follow-up begins that an occasion asked for; its id comes after it."""


def carry_out_plan(
    *, today: date, now: datetime, only: Sequence[int] | None = None, progress: Progress | None = None
) -> int:
    """End what no longer applies, then open what has come due; how many occasions are new.

    `only`: among these customers. One transaction to end, one for each step: whoever is killed goes on where
    it stopped, and a second time writes nothing twice. Steps of which a day takes only the best are left to
    the night where `only` is given.
    """
    plan = get_plan().plan
    end_occasions(plan, today=today, now=now, only=only)
    steps = [(programme, step) for programme, step in plan.steps() if step.on and not step.trigger.is_live]
    if only is not None:
        places = set(classes_on(only, today).values())
        steps = [
            (programme, step)
            for programme, step in steps
            if step.trigger in OF_ONE and (programme.customer_class, programme.state) in places
        ]
    opened = 0
    for place, (programme, step) in enumerate(steps):
        opened += _carry_out(programme, step, today=today, now=now, only=only)
        if progress is not None:
            progress(place + 1, len(steps))
    return opened


@transaction.atomic
def end_occasions(plan: Plan, *, today: date, now: datetime, only: Sequence[int] | None = None) -> int:
    """Occasions of steps that are off, of customers who moved or bought, and those whose time is over.

    Their tasks go with them, with the reason.
    """
    lock_plan()
    steps = [step.key for _programme, step in plan.steps() if step.on and not step.trigger.is_live]
    ended = close_what_no_longer_applies(steps, today=today, now=now, only=only)
    drop_follow_ups([f"{ORIGIN}{occasion}" for occasion in ended], now=now)
    return len(ended)


@transaction.atomic
def _carry_out(
    programme: Programme, step: Step, *, today: date, now: datetime, only: Sequence[int] | None
) -> int:
    lock_plan()
    new = open_step(programme, step, today=today, only=only)
    if step.writes_task and new:
        write_tasks(step, new, today=today, now=now, language=get_business().document_language)
    return len(new)
