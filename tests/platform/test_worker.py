"""Worker processes that are really killed."""

import os
import signal
import subprocess
import sys
import time

import pytest
from django.db import connection
from psycopg.conninfo import make_conninfo

from otokui.core.platform.job_list import cancel_job, get_job
from otokui.core.platform.job_runner import LOCKS_OF_JOBS, TryAgain, run_record
from otokui.core.platform.jobs import enqueue
from otokui.core.platform.models import JobRecord
from otokui.core.platform.types import JobState
from otokui.domain.accounts.models import Team
from tests.platform import slow_jobs  # noqa: F401 registers them

pytestmark = pytest.mark.django_db(transaction=True)


def address_of_the_test_database() -> str:
    parameters = {
        key: value
        for key, value in connection.get_connection_params().items()
        if key in {"dbname", "user", "password", "host", "port"} and value
    }
    return make_conninfo(**parameters)


@pytest.fixture
def start_worker():
    started = []

    def start() -> subprocess.Popen[bytes]:
        worker = subprocess.Popen(
            [sys.executable, "-m", "tests.platform.worker_process"],
            env={**os.environ, "DATABASE_URL": address_of_the_test_database()},
        )
        started.append(worker)
        return worker

    yield start
    for worker in started:
        worker.kill()
        worker.wait()


def wait_for(condition, seconds: float = 180) -> None:
    give_up = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < give_up, "it did not happen"
        time.sleep(0.02)


def test_a_job_of_a_killed_worker_is_taken_up_and_leaves_nothing_half(start_worker, tmp_path):
    gate = tmp_path / "gate"
    number = enqueue("tests.steps", gate=str(gate))
    worker = start_worker()
    wait_for(lambda: get_job(number).done == 5)  # seen while the job's own transaction is open
    assert get_job(number).note == ""
    assert Team.objects.count() == 0
    worker.kill()
    worker.wait()
    gate.touch()
    start_worker()
    wait_for(lambda: get_job(number).state == JobState.DONE)
    assert Team.objects.count() == 10
    assert get_job(number).attempts == 2


def test_sigterm_gives_the_running_job_back_and_ends_the_worker(start_worker, tmp_path):
    number = enqueue("tests.steps", gate=str(tmp_path / "gate"))
    worker = start_worker()
    wait_for(lambda: get_job(number).done == 5)
    worker.send_signal(signal.SIGTERM)
    assert worker.wait(timeout=120) == 0
    assert get_job(number).state == JobState.WAITING
    assert Team.objects.count() == 0


def test_a_running_job_can_be_cancelled(start_worker, tmp_path):
    number = enqueue("tests.steps", gate=str(tmp_path / "gate"))
    start_worker()
    wait_for(lambda: get_job(number).done == 5)
    cancel_job(number)
    wait_for(lambda: get_job(number).state == JobState.CANCELLED)
    assert Team.objects.count() == 0


def test_what_a_job_enqueues_goes_with_its_own_transaction(start_worker):
    team = Team.objects.create(name="北")
    start_worker()
    fails, works = enqueue("tests.follow_up", team=-1), enqueue("tests.follow_up", team=team.pk)
    wait_for(lambda: get_job(works).state == JobState.DONE and get_job(fails).state == JobState.FAILED)
    assert JobRecord.objects.filter(name="tests.bug").count() == 1


def test_a_worker_outlives_the_loss_of_its_connections(start_worker, tmp_path):
    gate = tmp_path / "gate"
    number = enqueue("tests.steps", gate=str(gate))
    start_worker()
    wait_for(lambda: get_job(number).done == 5)
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
            " WHERE datname = current_database() AND pid <> pg_backend_pid()"
        )
    gate.touch()
    wait_for(lambda: get_job(number).state == JobState.DONE)
    assert Team.objects.count() == 10


def test_a_job_that_somebody_still_runs_is_not_run_beside_him(tmp_path):
    number = enqueue("tests.steps", gate=str(tmp_path / "gate"))
    (tmp_path / "gate").touch()
    somebody = connection.copy()
    with somebody.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_lock(%s, %s)", [LOCKS_OF_JOBS, number])
        with pytest.raises(TryAgain):
            run_record(number)
        cursor.execute("SELECT pg_advisory_unlock(%s, %s)", [LOCKS_OF_JOBS, number])
    somebody.close()
    run_record(number)
    assert get_job(number).state == JobState.DONE
    assert Team.objects.count() == 10
