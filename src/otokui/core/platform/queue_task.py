"""The one task that Procrastinate knows: take the record of a job and run it."""

from datetime import datetime, timedelta

from django.db import InterfaceError, OperationalError
from django.utils import timezone
from procrastinate import BaseRetryStrategy, JobContext, RetryDecision
from procrastinate.contrib.django import app
from procrastinate.jobs import Job as QueueJob

from otokui.core.platform.job_process import run_in_process
from otokui.core.platform.job_runner import TryAgain, run_record
from otokui.core.platform.jobs import JOBS, QUEUE_TASK
from otokui.core.platform.models import JobRecord


class _Again(BaseRetryStrategy):
    def get_retry_decision(self, *, exception: BaseException, job: QueueJob) -> RetryDecision | None:
        if isinstance(exception, TryAgain):
            return RetryDecision(retry_at=_in(exception.seconds))
        if isinstance(exception, OperationalError | InterfaceError):
            return RetryDecision(retry_at=_in(2))
        return None


@app.task(name=QUEUE_TASK, pass_context=True, retry=_Again())
def run(context: JobContext, record: int) -> None:
    """In this thread, or in a process of its own where the job asks for one."""
    begin = run_in_process if _goes_apart(record) else run_record
    begin(record, stopping=context.should_abort)


def _goes_apart(record: int) -> bool:
    name = JobRecord.objects.filter(pk=record).values_list("name", flat=True).first()
    apart = JOBS[name].apart if name in JOBS else None
    return apart is not None and apart()


def _in(seconds: float) -> datetime:
    return timezone.now() + timedelta(seconds=seconds)
