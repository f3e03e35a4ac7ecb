"""Background work of insights: nightly, monthly, and whenever somebody asks for a run."""

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from otokui.core.platform.jobs import Progress, job
from otokui.domain.insights.actions.keep_up import keep_up
from otokui.domain.insights.actions.move_to_run import move_to_run
from otokui.domain.insights.actions.pass_days import pass_days
from otokui.domain.insights.actions.survey_run import survey_run
from otokui.domain.insights.queries.days import business_today
from otokui.domain.purchases.public import is_large_shop


@job(
    "insights.run",
    title=_("Judge all customers under new parameters"),
    lock="insights.run",
    apart=is_large_shop,
)
def move(progress: Progress, *, run: int) -> None:
    """Freeze the run's parameters and move every customer to it."""
    now = timezone.now()
    move_to_run(run=run, today=business_today(now), now=now, progress=progress)


@job(
    "insights.survey",
    title=_("Count the whole shop for the analysis"),
    lock="insights.survey",
    apart=is_large_shop,
)
def survey(progress: Progress, *, run: int) -> None:
    """Count what the pages of analysis show of this run."""
    survey_run(run=run, now=timezone.now())


@job("insights.pass_days", title=_("Let a day pass"), lock="insights.pass_days", merge_waiting=True)
def pass_day(progress: Progress) -> None:
    """Touch the customers whom the days up to today have moved."""
    now = timezone.now()
    pass_days(up_to=business_today(now), now=now, progress=progress)


@job("insights.keep_up", schedule="*/2 * * * *", forget_when_done=True)
def look_at_the_calendar(progress: Progress) -> None:
    """The business decides when its day begins, so this looks often."""
    keep_up(now=timezone.now())
