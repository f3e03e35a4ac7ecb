"""Run a job in this process, with a progress bar, so that a command needs no worker."""

import sys
import threading
import time

from otokui.core.kernel.errors import Unavailable

_SECONDS_BETWEEN_LOOKS = 0.3
_BAR = 30


def run_job_here(record_id: int) -> str:
    """Run the job of this record, or wait for the worker that took it; returns why it failed, "" if done.

    The job stays in the queue until it is done: if this process dies, the next worker takes it up.
    Unavailable if the database goes away.
    """
    from django.db import InterfaceError, OperationalError

    over = threading.Event()
    bar = threading.Thread(target=_draw, args=(record_id, over), daemon=True)
    if sys.stderr.isatty():
        bar.start()
    try:
        return _run(record_id)
    except (OperationalError, InterfaceError) as problem:
        why = (str(problem).splitlines() or [""])[0]
        raise Unavailable(
            "the database went away (%(why)s); a worker goes on once it is back", why=why
        ) from problem
    finally:
        over.set()
        if bar.is_alive():
            bar.join()


def _run(record_id: int) -> str:
    from otokui.core.platform.job_list import get_job
    from otokui.core.platform.job_runner import TryAgain, run_record
    from otokui.core.platform.types import JobState

    while (job := get_job(record_id)).state in {JobState.WAITING, JobState.RUNNING}:
        try:
            run_record(record_id)
        except TryAgain as busy:
            time.sleep(min(busy.seconds, 1))
    if job.traceback:
        print(job.traceback, file=sys.stderr)
    return job.error if job.state is not JobState.DONE else ""


def _draw(record_id: int, over: threading.Event) -> None:
    from django.db import DatabaseError, InterfaceError, connection

    from otokui.core.platform.job_list import get_job

    while not over.wait(_SECONDS_BETWEEN_LOOKS):
        try:
            job = get_job(record_id)
        except (DatabaseError, InterfaceError):
            break  # whoever works will say so
        filled = _BAR * (job.percent or 0) // 100
        total = f" / {job.total:,}" if job.total else ""
        line = f"\r{'█' * filled}{'·' * (_BAR - filled)} {job.done:,}{total} {job.note}"
        print(f"{line:<79}", end="", file=sys.stderr, flush=True)
    print("\r" + " " * 79 + "\r", end="", file=sys.stderr, flush=True)
    connection.close()
