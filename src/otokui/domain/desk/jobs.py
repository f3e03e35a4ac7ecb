"""The desk's background work."""

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from otokui.core.platform.jobs import Progress, job
from otokui.core.platform.once import forget_answers
from otokui.domain.desk.actions.exporting.write_export import WRITE_EXPORT, write_export


@job(
    "desk.forget_answers",
    title=_("Forget what phones were answered"),
    schedule="50 3 * * *",
    forget_when_done=True,
)
def forget_answers_job(progress: Progress) -> None:
    """Nobody sends again what was answered two months ago."""
    forget_answers(timezone.now())


@job(WRITE_EXPORT, title=_("Write customers to a file"), lock="desk.export.{export}")
def write_export_job(progress: Progress, *, export: int) -> None:
    """The file that somebody ordered."""
    write_export(export, now=timezone.now(), tell=progress)
