"""Steps that need hands become tasks."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Final

from django.utils import translation
from django.utils.translation import gettext as _

from otokui.domain.campaigns.models.labels import AIM_LABELS, WAY_LABELS, words_of
from otokui.domain.campaigns.types import Step, Way
from otokui.domain.customers.public import customer_names, plan_follow_ups
from otokui.domain.customers.types import ContactWay, PlannedTask

CONTACT_WAY: Final = {
    Way.VISIT: ContactWay.VISIT,
    Way.POSTCARD: ContactWay.LETTER,
    Way.PARCEL: ContactWay.DELIVERY,
}


def write_tasks(
    step: Step, occasions: Sequence[tuple[int, int]], *, today: date, now: datetime, language: str
) -> int:
    """A task for each (occasion, customer): for whoever is in charge, or whom the step names.

    In the caller's transaction, two SQL statements whatever their number; the same occasion again writes
    nothing.
    """
    names = customer_names([customer for _, customer in occasions])
    with translation.override(language):
        reason = _("%(aim)s (%(way)s)") % {"aim": AIM_LABELS[step.aim], "way": WAY_LABELS[step.ways[0]]}
        tasks = [
            PlannedTask(
                customer_id=customer,
                origin=f"today:step:{occasion}",
                due_on=today,
                way=CONTACT_WAY.get(step.ways[0]),
                reason=reason,
                script=words_of(step, language, name=names.get(customer, "")),
                assignee_id=step.doer_id,
                in_charge=step.doer == "charge",
            )
            for occasion, customer in occasions
        ]
    return plan_follow_ups(tasks, now=now)
