"""Give a prepared import to the jobs."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from otokui.core.kernel.errors import Refused
from otokui.core.platform import jobs
from otokui.domain.exchange.models import ImportRun
from otokui.domain.exchange.types import RunState

RUN_IMPORT = "imports.run"


def start_import(*, run_id: int, now: datetime, staff_id: int | None = None) -> int:
    """Enqueue the import; returns the id of the job's record. Refused (`not_prepared`) if it began before."""
    with transaction.atomic():
        row = ImportRun.objects.select_for_update().get(pk=run_id)
        if row.state not in {RunState.PREPARED, RunState.FAILED}:
            raise Refused(_("This import has been started already."), code="not_prepared")
        row.state, row.started_at = RunState.RUNNING.value, now
        row.save()
        return jobs.enqueue(RUN_IMPORT, enqueued_by=staff_id, run_id=run_id)
