"""Background work of the plan."""

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from otokui.core.platform.jobs import Progress, job
from otokui.domain.campaigns.actions.carry_out import carry_out_plan
from otokui.domain.campaigns.actions.keep_up import keep_up
from otokui.domain.insights.public import business_today


@job(
    "campaigns.carry_out",
    title=_("Bring up the steps of the class programmes"),
    lock="campaigns.carry_out",
    merge_waiting=True,
)
def carry_out(progress: Progress) -> None:
    """Bring up what has come due by today, and end what no longer applies."""
    now = timezone.now()
    carry_out_plan(today=business_today(now), now=now, progress=progress)


@job("campaigns.keep_up", schedule="*/10 * * * *", lock="campaigns.carry_out", forget_when_done=True)
def look_at_the_calendar(progress: Progress) -> None:
    """The business decides when its day begins, so this looks often."""
    keep_up(now=timezone.now(), progress=progress)
