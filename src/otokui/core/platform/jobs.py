"""Background work, enqueued in the business transaction and run by a worker at least once.

    @job("exchange.run_import", title=_("Import"), lock="imports")
    def run_import(progress: Progress, *, import_run: int) -> None: ...        # in jobs.py of a context

    enqueue("exchange.run_import", import_run=7)   # inside the transaction of the change it belongs to

A body loads by id, calls one action and must be idempotent: a worker that dies in the middle leaves the job
to the next one. It says how far it is by `progress(done, total, note)`, which may raise `JobCancelled` or
`JobInterrupted`: let them pass. `Refused` fails the job with its message for people; `Unavailable` tries
again later; anything else is a bug and fails the job with its traceback.
"""

import json
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Protocol

from django.db import connection, transaction
from django.utils import timezone
from django.utils.functional import Promise
from procrastinate.contrib.django import app

from otokui.core.platform.models import JobRecord

QUEUE_TASK = "otokui.run"


class JobCancelled(Exception):
    """Somebody cancelled the job while it ran."""


class JobInterrupted(Exception):
    """The worker is about to stop; the job goes back to the queue."""


class Progress(Protocol):
    """Says how far the work is; cheap, call it as often as you like. Shown before the work commits."""

    def __call__(self, done: int, total: int | None = None, note: str = "") -> None: ...


Body = Callable[..., None]


@dataclass(frozen=True)
class Job:
    """A kind of work, see `job`."""

    name: str
    title: "str | Promise"
    body: Body
    lock: str | None
    schedule: str | None
    priority: int
    merge_waiting: bool
    forget_when_done: bool
    apart: Callable[[], bool] | None


JOBS: dict[str, Job] = {}


def job(
    name: str,
    *,
    title: "str | Promise" = "",
    lock: str | None = None,
    schedule: str | None = None,
    priority: int = 0,
    merge_waiting: bool = False,
    forget_when_done: bool = False,
    apart: Callable[[], bool] | None = None,
) -> Callable[[Body], Body]:
    """Register the decorated `body(progress, **arguments)` under a name that stays for ever.

    lock: jobs with the same lock run one after the other; `{argument}` in it is filled in.
    schedule: a cron line in the business's time zone. The body is then enqueued without arguments; if no
    worker ran at that time, once when the next one starts.
    merge_waiting: enqueueing what already waits with equal arguments gives the waiting job.
    forget_when_done: no trace remains of a job that went well.
    apart: whether this time it is so large that it should run in a process of its own; that costs a second.
    """

    def register(body: Body) -> Body:
        known = JOBS.get(name)
        if known is not None and known.body.__qualname__ != body.__qualname__:
            raise ValueError(f"two jobs are called {name}")
        JOBS[name] = Job(
            name, title or name, body, lock, schedule, priority, merge_waiting, forget_when_done, apart
        )
        return body

    return register


def enqueue(
    name: str, /, *, enqueued_by: int | None = None, at: datetime | None = None, **arguments: Any
) -> int:
    """Put a job into the queue as part of the caller's transaction; returns the id of its record.

    Arguments are ids and other plain JSON values. `at`: not before this instant. `enqueued_by`: staff id.
    """
    work = JOBS[name]
    with transaction.atomic():
        if work.merge_waiting and (waiting := _find_waiting(name, arguments)):
            return waiting
        record = JobRecord.objects.create(
            name=name, arguments=arguments, enqueued_by=enqueued_by, enqueued_at=timezone.now()
        )
        put_into_queue(record.pk, name, arguments, at=at)
    return record.pk


def put_into_queue(record: int, name: str, arguments: dict[str, Any], *, at: datetime | None = None) -> None:
    """Have a worker run this record; part of the caller's transaction."""
    work = JOBS[name]
    lock = work.lock.format(**arguments) if work.lock else None
    queue = app.configure_task(QUEUE_TASK, lock=lock, priority=work.priority, schedule_at=at)
    queue.defer(record=record)


def _find_waiting(name: str, arguments: dict[str, Any]) -> int | None:
    # The share lock makes a worker that is about to take this job wait for our commit, so that it sees the
    # change for which we ask.
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT id FROM platform_jobrecord WHERE name = %s AND arguments = %s::jsonb"
            " AND state = 'waiting' LIMIT 1 FOR SHARE",
            [name, json.dumps(arguments)],
        )
        row = cursor.fetchone()
    return row[0] if row else None
