"""Give a prepared import to the jobs."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from otokui.core.kernel.errors import Refused
from otokui.core.platform import jobs
from otokui.domain.accounts.public import staff_names
from otokui.domain.exchange.models import ImportRun
from otokui.domain.exchange.types import RunState

RUN_IMPORT = "imports.run"


def start_import(*, run_id: int, now: datetime, staff_id: int | None = None) -> int:
    """Enqueue the import; returns the id of the job's record.

    Refused: `not_prepared` if it began before; `same_file` while somebody else imports the same content.
    """
    with transaction.atomic():
        content = ImportRun.objects.filter(pk=run_id).values("file_sha256")
        # All runs of this content at once and in order: two people starting it at the same moment meet here.
        rows = list(ImportRun.objects.select_for_update().filter(file_sha256__in=content).order_by("pk"))
        row = next(each for each in rows if each.pk == run_id)
        _refuse_twice(row, rows)
        if row.state not in {RunState.PREPARED, RunState.FAILED}:
            raise Refused(_("This import has been started already."), code="not_prepared")
        row.state, row.started_at = RunState.RUNNING.value, now
        row.job_id = jobs.enqueue(RUN_IMPORT, enqueued_by=staff_id, run_id=run_id)
        row.save()
        return row.job_id


def _refuse_twice(row: ImportRun, rows: list[ImportRun]) -> None:
    for other in rows:
        if other.pk != row.pk and other.state in {RunState.RUNNING, RunState.UNDOING}:
            who = staff_names([other.staff_id]).get(other.staff_id, "") if other.staff_id else ""
            raise Refused(
                _("%(who)s is importing this very file right now (import %(run)s). Please wait for it.")
                % {"who": who or _("Somebody"), "run": other.pk},
                code="same_file",
            )
