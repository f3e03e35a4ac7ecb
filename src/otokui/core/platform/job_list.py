"""The jobs as a page shows them, and what a person may do with one."""

from collections.abc import Collection

from django.db import transaction
from django.db.models import Count
from django.utils.translation import gettext as _

from otokui.core.kernel.errors import Refused, told_again
from otokui.core.platform.jobs import JOBS, put_into_queue
from otokui.core.platform.models import JobRecord
from otokui.core.platform.types import JobPage, JobState, JobView


def list_jobs(*, states: Collection[JobState] = (), before: int | None = None, size: int = 50) -> JobPage:
    """Newest first, only those in `states` if given, older than job `before`. One query."""
    found = JobRecord.objects.order_by("-id")
    if states:
        found = found.filter(state__in=[state.value for state in states])
    if before is not None:
        found = found.filter(id__lt=before)
    records = list(found[: size + 1])
    shown = tuple(_view(record) for record in records[:size])
    return JobPage(shown, shown[-1].id if len(records) > size else None)


def count_jobs() -> dict[JobState, int]:
    """How many jobs are in each state, zeros included. One query."""
    counted = dict(JobRecord.objects.values_list("state").annotate(Count("id")))
    return {state: counted.get(state.value, 0) for state in JobState}


def get_job(job_id: int) -> JobView:
    """One job; raises JobRecord.DoesNotExist. One query."""
    return _view(JobRecord.objects.get(pk=job_id))


def find_job(job_id: int) -> JobView | None:
    """One job or None. One query."""
    record = JobRecord.objects.filter(pk=job_id).first()
    return None if record is None else _view(record)


def retry_job(job_id: int) -> None:
    """Put a failed or cancelled job back into the queue. Refused when it is neither."""
    with transaction.atomic():
        record = JobRecord.objects.select_for_update().get(pk=job_id)
        if not _view(record).may_retry:
            raise Refused(_("This job is not one that failed."), code="job-not-failed")
        record.state, record.attempts, record.error, record.traceback = JobState.WAITING.value, 0, "", ""
        record.cancel_requested, record.done, record.total, record.note = False, 0, None, ""
        record.finished_at = None
        record.save()
        put_into_queue(record.pk, record.name, record.arguments)


def cancel_job(job_id: int) -> None:
    """Cancel a job: at once while it waits, at its next word of progress while it runs."""
    with transaction.atomic():
        record = JobRecord.objects.select_for_update().get(pk=job_id)
        if not _view(record).may_cancel:
            raise Refused(_("This job has ended already."), code="job-ended")
        if record.state == JobState.WAITING:
            record.state = JobState.CANCELLED.value
        record.cancel_requested = True
        record.save()


def _view(record: JobRecord) -> JobView:
    work = JOBS.get(record.name)
    return JobView(
        id=record.pk,
        name=record.name,
        title=_(str(work.title)) if work else record.name,
        arguments=record.arguments,
        state=JobState(record.state),
        done=record.done,
        total=record.total,
        note=told_again(record.note, _),
        error=told_again(record.error, _),
        traceback=record.traceback,
        attempts=record.attempts,
        enqueued_by=record.enqueued_by,
        enqueued_at=record.enqueued_at,
        started_at=record.started_at,
        finished_at=record.finished_at,
    )
