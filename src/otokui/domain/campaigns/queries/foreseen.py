"""What a plan would bring, before anybody saves it."""

from collections.abc import Sequence
from datetime import date

from otokui.domain.accounts.types import Sight
from otokui.domain.campaigns.adapters.foreseeing import foresee_steps
from otokui.domain.campaigns.queries.plans import get_plan
from otokui.domain.campaigns.types import Foreseen, Programme
from otokui.domain.customers.public import sight_sql


def foresee(programmes: Sequence[Programme], *, today: date, sight: Sight) -> dict[str, Foreseen]:
    """By step in use: whom it would bring when these programmes are saved, tomorrow, and in a month, of those
    in sight.

    The night's own choice, so caps of a day, rests and what is open already count. Two SQL queries.
    """
    timing = {step.key: (step.timing, step.on) for _, step in get_plan().plan.steps()}
    steps = [
        (programme, step, timing.get(step.key) != (step.timing, True))
        for programme in programmes
        for step in programme.steps
        if step.on
    ]
    found = foresee_steps(steps, today=today, sight=sight_sql(sight, alias="c"))
    return {step.key: one for (_programme, step, _anew), one in zip(steps, found, strict=True)}
