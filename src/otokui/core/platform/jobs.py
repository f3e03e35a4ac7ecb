"""Background work, enqueued in the business transaction and run by a worker at least once.

    @job("imports.run", title=_("Import"), lock="imports")
    def run_import(progress: Progress, *, import_run: int) -> None: ...

    enqueue("imports.run", import_run=7)     # inside transaction.atomic(), next to the change it belongs to

A job's body must be idempotent: a worker that dies in the middle leaves the job to the next one.
"""

import traceback
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Protocol

from django.db import connection, transaction
from django.utils import timezone
from procrastinate import JobContext
from procrastinate.contrib.django import app
from psycopg.types.json import Jsonb

from otokui.core.kernel.errors import Refused, Unavailable
from otokui.core.platform.models import JobRecord
from otokui.core.platform.types import JobState


class Progress(Protocol):
    """Says how far the work is; cheap, call it as often as you like. Visible before the work commits."""

    def __call__(self, done: int, total: int | None = None, note: str = "") -> None: ...


Body = Callable[..., None]


@dataclass(frozen=True)
class Job:
    """A kind of work. `lock`: jobs with the same lock never run side by side; `{argument}` is filled in."""

    name: str
    title: str
    body: Body
    lock: str | None
    schedule: str | None
    merge_waiting: bool
    forget_when_done: bool


_JOBS: dict[str, Job] = {}


def job(
    name: str,
    *,
    title: str = "",
    lock: str | None = None,
    schedule: str | None = None,
    merge_waiting: bool = False,
    forget_when_done: bool = False,
) -> Callable[[Body], Job]:
    """Register the decorated `body(progress, **arguments)` as a job.

    `schedule` is a cron line in the business's time zone: the body is then called without arguments, at the
    latest when the next worker starts. `merge_waiting`: enqueueing the same arguments while such a job still
    waits gives that job.
    """

    def register(body: Body) -> Job:
        registered = Job(name, title or name, body, lock, schedule, merge_waiting, forget_when_done)
        if _JOBS.get(name, registered).body.__qualname__ != body.__qualname__:
            raise ValueError(f"two jobs are called {name}")
        _JOBS[name] = registered
        return registered

    return register


def enqueue(name: str, /, *, enqueued_by: int | None = None, **arguments: Any) -> int:
    """Put a job into the queue as part of the caller's transaction; returns the id of its record.

    Arguments are ids and other plain JSON values.
    """
    work = _JOBS[name]
    with transaction.atomic():
        if work.merge_waiting and (waiting := _find_waiting(name, arguments)):
            return waiting
        record = JobRecord.objects.create(
            name=name, arguments=arguments, enqueued_by=enqueued_by, enqueued_at=timezone.now()
        )
        _queue(work, record)
    return record.pk


def _find_waiting(name: str, arguments: dict[str, Any]) -> int | None:
    # The share lock makes a worker that is about to take this job wait for our commit, so that it sees the
    # change for which we ask.
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT id FROM platform_jobrecord WHERE name = %s AND arguments = %s AND state = 'waiting'"
            " LIMIT 1 FOR SHARE",
            [name, Jsonb(arguments)],
        )
        row = cursor.fetchone()
    return row[0] if row else None


def _queue(work: Job, record: JobRecord) -> None:
    lock = work.lock.format(**record.arguments) if work.lock else None
    app.configure_task("otokui.run", lock=lock).defer(record=record.pk)


@app.task(name="otokui.run", pass_context=True)
def run(context: JobContext, record: int) -> None:
    """Run one job. Only the worker calls this."""
    run_record(record)


def run_record(record_id: int) -> None:
    """Run the job of this record here and now, in this thread."""
    record = JobRecord.objects.get(pk=record_id)
    work = _JOBS[record.name]
    JobRecord.objects.filter(pk=record_id).update(
        state=JobState.RUNNING, attempts=record.attempts + 1, started_at=timezone.now()
    )
    try:
        work.body(lambda done, total=None, note="": None, **record.arguments)
    except (Refused, Unavailable) as problem:
        _finish(record_id, JobState.FAILED, error=str(problem), trace=traceback.format_exc())
        raise
    except Exception:
        _finish(record_id, JobState.FAILED, error="", trace=traceback.format_exc())
        raise
    _finish(record_id, JobState.DONE)


def _finish(record_id: int, state: JobState, *, error: str = "", trace: str = "") -> None:
    now: datetime = timezone.now()
    JobRecord.objects.filter(pk=record_id).update(state=state, error=error, traceback=trace, finished_at=now)
