"""Stop a trial or an import that somebody no longer wants."""

from django.db import transaction

from otokui.core.platform.job_list import cancel_job, find_job
from otokui.core.platform.types import JobState
from otokui.domain.exchange.models import ImportRun
from otokui.domain.exchange.rules.stops import BY_HAND_UNWRITTEN
from otokui.domain.exchange.types import RunState


def stop_import(*, run_id: int) -> None:
    """Ask the job to stop; a job that has not begun leaves the run as it was. Undos go on."""
    with transaction.atomic():
        row = ImportRun.objects.select_for_update().filter(pk=run_id).first()
        job = find_job(row.job_id) if row and row.job_id else None
        if row is None or job is None or row.state not in {RunState.TRYING, RunState.RUNNING}:
            return
        if not job.may_cancel:
            return
        cancel_job(job.id)
        if job.state is JobState.WAITING:
            begun = row.state == RunState.RUNNING
            row.state = RunState.PREPARED.value if begun and row.trial else RunState.DRAFT.value
            row.error = "" if begun else f"{BY_HAND_UNWRITTEN}\t"
            row.started_at = None
            row.save()
