"""What a plan would bring, before anybody saves it."""

from collections.abc import Sequence
from datetime import date
from typing import Final

from django.core.cache import cache
from django.db.models import Max

from otokui.domain.accounts.types import Sight
from otokui.domain.campaigns.adapters.foreseeing import foresee_steps
from otokui.domain.campaigns.models import Occasion
from otokui.domain.campaigns.queries.plans import get_plan
from otokui.domain.campaigns.types import Foreseen, Programme, Step
from otokui.domain.customers.public import sight_sql
from otokui.domain.insights.public import find_current_run

FRESH_SECONDS: Final = 60


def foresee(
    programmes: Sequence[Programme], *, today: date, sight: Sight, most: int | None = None
) -> dict[str, Foreseen]:
    """By step in use: whom it would bring when these programmes are saved, tomorrow, and in a month, of those
    in sight.

    The night's own choice, so caps of a day, rests and what is open already count. A class of hundred
    thousands takes a second: a step that somebody does not touch is counted once a minute. `most`: at most
    so many steps are counted anew; who asks again gets the next. Four SQL queries.
    """
    timing = {step.key: (step.timing, step.on) for _, step in get_plan().plan.steps()}
    steps = [
        (programme, step, timing.get(step.key) != (step.timing, True))
        for programme in programmes
        for step in programme.steps
        if step.on
    ]
    mark = _mark(today, sight)
    keys = {step.key: _key(mark, programme, step, anew=anew) for programme, step, anew in steps}
    found: dict[str, Foreseen] = {
        step.key: known for _, step, _ in steps if (known := cache.get(keys[step.key])) is not None
    }
    missing = [each for each in steps if each[1].key not in found][:most]
    counted = foresee_steps(missing, today=today, sight=sight_sql(sight, alias="c"))
    for (_programme, step, _anew), one in zip(missing, counted, strict=True):
        cache.set(keys[step.key], one, FRESH_SECONDS)
        found[step.key] = one
    return found


def _mark(today: date, sight: Sight) -> str:
    """What an answer holds for; as soon as something is brought up, or judged anew, it is another."""
    run, newest = find_current_run(), Occasion.objects.aggregate(newest=Max("id"))["newest"]
    seen = "all" if sight.staff_ids is None else "-".join(map(str, sorted(sight.staff_ids)))
    return f"campaigns.foreseen.{run.id if run else 0}.{newest}.{today}.{seen}"


def _key(mark: str, programme: Programme, step: Step, *, anew: bool) -> str:
    asked = (programme.customer_class, programme.state, step.key, *step.timing, step.a_day, anew)
    return ".".join([mark, *(str(part) for part in asked)])
