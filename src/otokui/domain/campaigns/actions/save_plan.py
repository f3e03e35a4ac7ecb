"""Save the next version of the plan."""

from datetime import date, datetime

from django.db import transaction
from django.utils.translation import gettext as _

from otokui.core.kernel.errors import Refused
from otokui.core.platform.jobs import enqueue
from otokui.domain.campaigns.actions.carry_out import end_occasions
from otokui.domain.campaigns.adapters.locking import lock_plan
from otokui.domain.campaigns.models import PlanVersion
from otokui.domain.campaigns.queries.plans import get_plan
from otokui.domain.campaigns.rules.checks import faults_of
from otokui.domain.campaigns.types import Plan, PlanVersionView

CARRY_OUT = "campaigns.carry_out"


@transaction.atomic
def save_plan(
    plan: Plan, *, base: int | None, note: str, by: int | None, today: date, now: datetime
) -> PlanVersionView:
    """The next version, in force at once: what it no longer asks for leaves 今日 in the same moment.

    `base`: the version that was changed, None for the articles' plan. `Refused` with `newer_version` if
    somebody has saved another one meanwhile, `unchanged` if there is nothing to save, `faulty` if it
    contradicts itself (`rules.checks.faults_of`).
    """
    lock_plan()
    before = get_plan()
    if before.id != base:
        raise Refused(_("A colleague has saved another plan meanwhile."), code="newer_version")
    if before.plan == plan:
        raise Refused(_("This is the plan in use already."), code="unchanged")
    if any(faults_of(programme) for programme in plan.programmes):
        raise Refused(_("This plan contradicts itself."), code="faulty")
    PlanVersion.objects.create(plan=plan.to_plain(), note=note, author_id=by, saved_at=now)
    end_occasions(_kept_as_it_was(before.plan, plan), today=today, now=now)
    enqueue(CARRY_OUT)
    return get_plan()


def _kept_as_it_was(before: Plan, after: Plan) -> Plan:
    """The new plan without steps whose timing is another: their occasions begin anew."""
    timing = {step.key: step.timing for _, step in before.steps()}
    return Plan(
        tuple(
            type(programme)(
                customer_class=programme.customer_class,
                state=programme.state,
                never=programme.never,
                steps=tuple(step for step in programme.steps if timing.get(step.key) == step.timing),
            )
            for programme in after.programmes
        )
    )
