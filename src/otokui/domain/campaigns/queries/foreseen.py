"""What a plan would bring, before anybody saves it."""

from datetime import date
from typing import Final

from otokui.domain.accounts.types import Sight
from otokui.domain.campaigns.adapters.opening import foresee_step
from otokui.domain.campaigns.types import Foreseen, Programme, Trigger
from otokui.domain.customers.public import sight_sql

EXAMPLES: Final = 5


def foresee(programme: Programme, *, today: date, sight: Sight) -> dict[str, Foreseen]:
    """By step: how many came to it in the last 7 and 30 days, and whom it would bring now, if in sight.

    A step that comes at an interval brings at most its number a day. Switched-off steps are left out. One SQL
    query for each step.
    """
    seen = sight_sql(sight, alias="c")
    found = {}
    for step in programme.steps:
        if not step.on:
            continue
        week, month, best = foresee_step(programme, step, today=today, sight=seen, examples=EXAMPLES)
        if step.trigger is Trigger.INTERVAL:
            week, month = min(week, 7 * step.a_day), min(month, 30 * step.a_day)
        found[step.key] = Foreseen(week=week, month=month, examples=tuple(best))
    return found
