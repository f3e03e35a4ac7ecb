"""Jobs that run in a process of their own. The job is a real one: such a process knows no other."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager

import psutil
import pytest
from django.db import connection

from otokui.core.platform.job_list import get_job
from otokui.core.platform.job_process import run_in_process
from otokui.core.platform.job_runner import TryAgain
from otokui.core.platform.jobs import enqueue
from otokui.core.platform.types import JobState
from tests.platform.test_worker import start_worker, wait_for

__all__ = ["start_worker"]
pytestmark = pytest.mark.django_db(transaction=True)
JOB = "purchases.recount_days"


@contextmanager
def held_up() -> Iterator[None]:
    """Inside the block the job comes to no end: somebody holds the table it reads first."""
    somebody = connection.copy()
    with somebody.cursor() as cursor:
        cursor.execute("BEGIN")
        cursor.execute("LOCK TABLE purchases_purchasesummary")
        yield
        cursor.execute("ROLLBACK")
    somebody.close()


@pytest.fixture
def large_shop() -> Iterator[None]:
    """PostgreSQL believes that there are many lines."""
    count = "UPDATE pg_class SET reltuples = %s WHERE relname = 'purchases_orderline'"
    with connection.cursor() as cursor:
        cursor.execute(count, [1_000_000])
        yield
        cursor.execute(count, [-1])


def child_at_work(parent: psutil.Process, number: int) -> psutil.Process:
    wait_for(lambda: get_job(number).state == JobState.RUNNING)
    (child,) = [one for one in parent.children() if one.cmdline()[-1] == str(number)]
    return child


def never() -> bool:
    return False


def test_a_job_comes_to_its_end_there():
    number = enqueue(JOB)
    run_in_process(number, stopping=never)
    assert get_job(number).state == JobState.DONE


def test_the_process_of_a_killed_worker_ends_too_and_the_next_worker_goes_on(start_worker, large_shop):
    number = enqueue(JOB)
    with held_up():
        worker = start_worker()
        child = child_at_work(psutil.Process(worker.pid), number)
        worker.kill()
        worker.wait()
        wait_for(lambda: not child.is_running())
    start_worker()
    wait_for(lambda: get_job(number).state == JobState.DONE)
    assert get_job(number).attempts == 2


def test_what_was_killed_itself_is_tried_again():
    number = enqueue(JOB)

    def kill() -> None:
        child_at_work(psutil.Process(), number).kill()
        connection.close()

    with held_up():
        killer = threading.Thread(target=kill)
        killer.start()
        with pytest.raises(TryAgain):
            run_in_process(number, stopping=never)
        killer.join()
    assert get_job(number).state == JobState.RUNNING
