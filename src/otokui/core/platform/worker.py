"""The worker process: takes jobs, gives a heartbeat, takes over from dead workers, enqueues what is due."""

import asyncio
import logging
import os
import signal
import threading
from dataclasses import dataclass

import psycopg
from django.db import DatabaseError, InterfaceError, close_old_connections, connection
from django.utils import timezone
from procrastinate import PsycopgConnector
from procrastinate.contrib.django import app
from procrastinate.contrib.django.db_cleanup import close_db_connections
from procrastinate.contrib.django.utils import connector_params
from procrastinate.exceptions import ConnectorException

from otokui.core.platform import queue_task  # noqa: F401 registers it
from otokui.core.platform.schedule import enqueue_due

logger = logging.getLogger(__name__)

_GRACE_SECONDS = 10

_RETAKE = """
WITH left_behind AS (
    SELECT job.id FROM procrastinate_jobs job
    LEFT JOIN procrastinate_workers worker ON worker.id = job.worker_id
    WHERE job.status = 'doing'
      AND (worker.id IS NULL OR worker.last_heartbeat < now() - make_interval(secs => %s))
    FOR UPDATE OF job SKIP LOCKED
)
SELECT id, procrastinate_retry_job_v2(id, now(), NULL, NULL, NULL) FROM left_behind
"""


@dataclass(frozen=True)
class Pace:
    """How often a worker says that it lives, and after how long a silence it counts as dead, in seconds."""

    heartbeat: float = 3
    dead_after: float = 15
    look_around: float = 3


def run_worker(*, concurrency: int, wait: bool = True, pace: Pace = Pace()) -> None:
    """Run jobs until SIGTERM or SIGINT; with `wait=False` until none is left.

    A lost database is waited for. After a signal, running jobs get ten seconds; then the process ends and
    the next worker takes them up.
    """
    stop = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stop.set())
    caretaker = threading.Thread(target=_look_around, args=[stop, pace], name="caretaker", daemon=True)
    caretaker.start()
    while not stop.is_set():
        try:
            asyncio.run(_work(stop, concurrency, wait, pace))
        except (ConnectorException, DatabaseError, psycopg.Error, OSError) as problem:
            logger.warning("the database does not answer, trying again: %s", problem)
            stop.wait(1)
        if not wait:
            stop.set()
    caretaker.join()


async def _work(stop: threading.Event, concurrency: int, wait: bool, pace: Pace) -> None:
    connector = PsycopgConnector(
        kwargs=connector_params("default"), min_size=1, max_size=concurrency + 3, timeout=5
    )
    # A copy of the app: the original keeps enqueueing on Django's connection, inside its transaction.
    ours = app.with_connector(connector)
    async with ours.open_async():
        working = asyncio.ensure_future(
            ours.run_worker_async(
                concurrency=concurrency,
                wait=wait,
                fetch_job_polling_interval=2,
                update_heartbeat_interval=pace.heartbeat,
                stalled_worker_timeout=pace.dead_after,
                shutdown_graceful_timeout=0,  # jobs are told at once, at their next word of progress
                delete_jobs="always",
                task_middleware=[close_db_connections],
                install_signal_handlers=False,
            )
        )
        while not working.done() and not stop.is_set():
            await asyncio.wait([working], timeout=0.2)
        if not working.done():
            working.cancel()
            await asyncio.wait([working], timeout=_GRACE_SECONDS)
            if not working.done():
                logger.warning("jobs still run; the next worker takes them up")
                os._exit(0)
        if not working.cancelled():
            working.result()


def _look_around(stop: threading.Event, pace: Pace) -> None:
    while not stop.is_set():
        try:
            close_old_connections()
            retake_left_behind(pace.dead_after)
            enqueue_due(timezone.now())
        except (DatabaseError, InterfaceError) as problem:
            logger.warning("the caretaker cannot reach the database: %s", problem)
            connection.close()
        stop.wait(pace.look_around)
    connection.close()


def retake_left_behind(dead_after: float) -> list[int]:
    """Give the jobs of dead workers back to the queue; returns the queue's ids of them."""
    with connection.cursor() as cursor:
        cursor.execute(_RETAKE, [dead_after])
        taken = [row[0] for row in cursor.fetchall()]
    for job_id in taken:
        logger.warning("a worker died; its job %s goes to another", job_id)
    return taken
