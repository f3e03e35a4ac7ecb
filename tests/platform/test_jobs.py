"""Jobs run in this thread: states, messages, further attempts, lists."""

from datetime import UTC, datetime

import pytest
from django.db import transaction
from procrastinate.contrib.django.models import ProcrastinateJob

from otokui.core.kernel.errors import Refused
from otokui.core.platform import job_runner
from otokui.core.platform.job_list import cancel_job, count_jobs, find_job, get_job, list_jobs, retry_job
from otokui.core.platform.job_runner import TryAgain, run_record
from otokui.core.platform.jobs import JOBS, enqueue, job
from otokui.core.platform.models import JobRecord
from otokui.core.platform.schedule import enqueue_due
from otokui.core.platform.types import JobState
from tests.platform import slow_jobs

pytestmark = pytest.mark.django_db


@pytest.mark.django_db(transaction=True)
def test_a_job_lives_and_dies_with_the_transaction_that_enqueues_it():
    with transaction.atomic():
        enqueue("tests.bug")
        transaction.set_rollback(True)
    assert (JobRecord.objects.count(), ProcrastinateJob.objects.count()) == (0, 0)
    with transaction.atomic():
        enqueue("tests.bug")
    assert (JobRecord.objects.count(), ProcrastinateJob.objects.count()) == (1, 1)


def test_a_refusal_is_told_in_its_own_words_and_may_be_retried():
    number = enqueue("tests.refused", enqueued_by=4)
    run_record(number)
    seen = get_job(number)
    assert (seen.state, seen.error, seen.traceback) == (JobState.FAILED, "列「金額」がありません", "")
    assert (seen.attempts, seen.enqueued_by, seen.may_retry) == (1, 4, True)

    retry_job(number)
    assert get_job(number).state == JobState.WAITING
    assert ProcrastinateJob.objects.filter(args={"record": number}).count() == 2
    with pytest.raises(Refused):
        retry_job(number)


def test_a_bug_keeps_its_traceback_and_shows_people_a_sentence():
    number = enqueue("tests.bug")
    run_record(number)
    seen = get_job(number)
    assert seen.state == JobState.FAILED
    assert "ZeroDivisionError" in seen.traceback
    assert seen.error
    assert "ZeroDivisionError" not in seen.error


def test_what_is_unavailable_is_tried_again_later_and_at_last_given_up():
    number = enqueue("tests.unavailable")
    waits = []
    for _ in range(job_runner.MAX_ATTEMPTS - 1):
        with pytest.raises(TryAgain) as again:
            run_record(number)
        waits.append(again.value.seconds)
        assert get_job(number).state == JobState.WAITING
        assert get_job(number).error == "the post office is closed"
    run_record(number)
    assert get_job(number).state == JobState.FAILED
    assert waits == sorted(set(waits))


def test_a_job_that_kills_its_worker_every_time_is_given_up():
    number = enqueue("tests.forgotten")
    JobRecord.objects.filter(pk=number).update(state=JobState.RUNNING, attempts=job_runner.MAX_ATTEMPTS)
    run_record(number)
    assert get_job(number).state == JobState.FAILED


def test_a_finished_job_does_not_run_a_second_time():
    number = enqueue("tests.bug")
    JobRecord.objects.filter(pk=number).update(state=JobState.DONE)
    run_record(number)
    assert get_job(number).state == JobState.DONE


def test_a_waiting_job_can_be_cancelled_and_then_does_nothing():
    number = enqueue("tests.bug")
    cancel_job(number)
    run_record(number)
    assert get_job(number).state == JobState.CANCELLED
    with pytest.raises(Refused):
        cancel_job(number)


def test_jobs_that_went_well_are_forgotten_where_asked():
    number = enqueue("tests.forgotten")
    run_record(number)
    assert find_job(number) is None


def test_equal_jobs_that_wait_are_one_job():
    first = enqueue("tests.merged", shop=1)
    assert enqueue("tests.merged", shop=1) == first
    assert enqueue("tests.merged", shop=2) != first
    run_record(first)
    assert enqueue("tests.merged", shop=1) != first


def test_two_bodies_cannot_share_a_name():
    with pytest.raises(ValueError, match=r"tests\.bug"):
        job("tests.bug")(slow_jobs.refused)


def test_the_list_pages_by_key_and_counts_by_state():
    numbers = [enqueue("tests.bug") for _ in range(5)]
    run_record(numbers[0])
    page = list_jobs(size=3)
    assert [seen.id for seen in page.jobs] == numbers[:1:-1]
    rest = list_jobs(size=3, before=page.next_before)
    assert [seen.id for seen in rest.jobs] == numbers[1::-1]
    assert rest.next_before is None
    assert [seen.id for seen in list_jobs(states=[JobState.FAILED]).jobs] == numbers[:1]
    assert count_jobs() == {
        JobState.WAITING: 4,
        JobState.RUNNING: 0,
        JobState.DONE: 0,
        JobState.FAILED: 1,
        JobState.CANCELLED: 0,
    }


def test_a_page_of_jobs_costs_one_query(django_assert_num_queries):
    enqueue("tests.bug")
    with django_assert_num_queries(1):
        list_jobs()


def test_a_missed_night_is_made_up_for_once(monkeypatch):
    monkeypatch.setattr("otokui.core.platform.schedule.JOBS", {"tests.nightly": JOBS["tests.nightly"]})
    day = lambda number, hour: datetime(2026, 3, number, hour, tzinfo=UTC)  # noqa: E731 03:10 in Tokyo = 18:10 UTC
    assert enqueue_due(day(1, 12)) == []
    assert enqueue_due(day(1, 18)) == []
    assert enqueue_due(day(1, 19)) == ["tests.nightly"]
    assert enqueue_due(day(1, 20)) == []
    assert enqueue_due(day(5, 12)) == ["tests.nightly"]  # four nights later
    assert enqueue_due(day(5, 13)) == []
