"""Runs one job in the thread it is called in: states, progress, errors, further attempts."""

import contextlib
import time
import traceback
from collections.abc import Iterator
from typing import Any

from django.db import IntegrityError, InterfaceError, OperationalError, connection, transaction
from django.utils import timezone
from django.utils.translation import gettext_noop as _

from otokui.core.kernel.errors import Refused, Unavailable, kept
from otokui.core.platform.jobs import JOBS, Job, JobCancelled, JobInterrupted
from otokui.core.platform.models import JobRecord
from otokui.core.platform.types import JobState

MAX_ATTEMPTS = 5
LOCKS_OF_JOBS = 0x6F746F6B  # "otok": our space of PostgreSQL's advisory locks
_SECONDS_BETWEEN_WRITES = 0.5


class TryAgain(Exception):
    """Tells the queue to keep the job and give it to a worker after `seconds`."""

    def __init__(self, seconds: float) -> None:
        super().__init__(f"again in {seconds} s")
        self.seconds = seconds


def run_record(record_id: int, *, stopping: Any = lambda: False) -> None:
    """Run the job of this record in this thread. `stopping()` says that the worker wants to end.

    Raises TryAgain when it has to run once more; every other outcome is in the record.
    """
    with _alone(record_id):
        record = _begin(record_id)
        if record is None:
            return
        work = JOBS[record.name]
        try:
            with _progress_of(record_id, stopping) as progress:
                work.body(progress, **record.arguments)
        except JobCancelled:
            _end(record_id, JobState.CANCELLED)
        except JobInterrupted as interruption:
            _back_to_queue(record_id)
            raise TryAgain(0) from interruption
        except Refused as problem:
            _end(record_id, JobState.FAILED, error=kept(problem))
        except (Unavailable, OperationalError, InterfaceError, IntegrityError) as problem:
            _try_later(record, problem)
        except Exception:  # noqa: BLE001 an entry: whatever a job does, the worker goes on
            _end(record_id, JobState.FAILED, error=_bug(), trace=traceback.format_exc())
        else:
            _succeed(record_id, work)


@contextlib.contextmanager
def _alone(record_id: int) -> Iterator[None]:
    # A worker that lost its heartbeat may still work, or PostgreSQL may still be busy with the last
    # statement of a killed one. The lock belongs to that very connection and ends with it.
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_lock(%s, %s)", [LOCKS_OF_JOBS, record_id % 2**31])
        if not cursor.fetchone()[0]:
            raise TryAgain(2)
    try:
        yield
    finally:
        with contextlib.suppress(OperationalError, InterfaceError), connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_unlock(%s, %s)", [LOCKS_OF_JOBS, record_id % 2**31])


def _begin(record_id: int) -> JobRecord | None:
    with transaction.atomic():
        record = JobRecord.objects.select_for_update().filter(pk=record_id).first()
        if record is None or JobState(record.state) not in {JobState.WAITING, JobState.RUNNING}:
            return None
        if record.state == JobState.RUNNING and record.attempts >= MAX_ATTEMPTS:
            _end(record_id, JobState.FAILED, error=_("The worker died again and again at this job."))
            return None
        record.state, record.attempts, record.error = JobState.RUNNING.value, record.attempts + 1, ""
        record.done, record.total, record.started_at, record.finished_at = 0, None, timezone.now(), None
        record.save()
    return record


def _end(record_id: int, state: JobState, *, error: str = "", trace: str = "") -> None:
    JobRecord.objects.filter(pk=record_id).update(
        state=state, error=error, traceback=trace, finished_at=timezone.now()
    )


def _succeed(record_id: int, work: Job) -> None:
    if work.forget_when_done:
        JobRecord.objects.filter(pk=record_id).delete()
    else:
        _end(record_id, JobState.DONE)


def _back_to_queue(record_id: int, error: str = "") -> None:
    JobRecord.objects.filter(pk=record_id).update(state=JobState.WAITING, error=error)


def _try_later(record: JobRecord, problem: Exception) -> None:
    if not connection.in_atomic_block:
        connection.close_if_unusable_or_obsolete()
    outside = isinstance(problem, Unavailable)
    if record.attempts >= MAX_ATTEMPTS:
        error = kept(problem) if outside else _bug()
        _end(record.pk, JobState.FAILED, error=error, trace=traceback.format_exc())
        return
    _back_to_queue(record.pk, kept(problem) if outside else "")
    raise TryAgain(5 * 2**record.attempts if outside else 1) from problem


def _bug() -> str:
    return _("Something went wrong that should not. The details below help whoever looks after otokui.")


@contextlib.contextmanager
def _progress_of(record_id: int, stopping: Any) -> Iterator[Any]:
    """Writes progress over a connection of its own, because the body's transaction is still open."""
    aside = connection.copy()
    last_write = float("-inf")

    def progress(done: int, total: int | None = None, note: str = "") -> None:
        nonlocal last_write
        if time.monotonic() - last_write < _SECONDS_BETWEEN_WRITES and done != total:
            return
        last_write = time.monotonic()
        with aside.cursor() as cursor:
            cursor.execute(
                "UPDATE platform_jobrecord SET done = %s, total = %s, note = %s WHERE id = %s"
                " RETURNING cancel_requested",
                [done, total, note[:300], record_id],
            )
            row = cursor.fetchone()
        if row and row[0]:
            raise JobCancelled
        if stopping():
            raise JobInterrupted

    try:
        yield progress
    finally:
        aside.close()
