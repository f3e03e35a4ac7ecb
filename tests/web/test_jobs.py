"""The jobs page: running, failed and past jobs, trying again, stopping."""

from datetime import timedelta
from io import BytesIO

import pytest
from django.test import Client
from django.utils import timezone

from otokui.core.kernel.errors import Refused, keep, kept
from otokui.core.platform.models import JobRecord
from otokui.core.platform.types import JobState
from otokui.domain.accounts.types import Role
from otokui.domain.exchange.public import draft_import
from tests.desk.shop import staff

pytestmark = pytest.mark.django_db


def job(state: JobState, **more) -> JobRecord:
    now = timezone.now()
    ended = state in {JobState.DONE, JobState.FAILED, JobState.CANCELLED}
    return JobRecord.objects.create(
        name="insights.run",
        arguments={"run": 1},
        state=state.value,
        enqueued_at=now - timedelta(minutes=5),
        started_at=None if state is JobState.WAITING else now - timedelta(minutes=4),
        finished_at=now if ended else None,
        **more,
    )


def page(reader: Client, path: str = "/jobs/") -> str:
    response = reader.get(path)
    assert response.status_code == 200
    return response.content.decode()


def test_nothing_yet(reader):
    assert "終わった処理はまだありません" in page(reader)
    assert "hx-trigger" not in page(reader).partition('id="jobs"')[2].partition(">")[0]


def test_running_jobs_show_progress_and_refresh_by_themselves(reader):
    job(JobState.RUNNING, done=412_300, total=1_050_000, note="注文.csv")
    job(JobState.WAITING)
    text = page(reader)
    assert "412,300 / 1,050,000" in text
    assert 'value="412300"' in text
    assert 'hx-trigger="every 2s"' in text
    assert text.index("実行中</span>") < text.index("待機中</span>")
    fragment = reader.get("/jobs/", headers={"hx-request": "true"}).content.decode()
    assert fragment.lstrip().startswith('<div id="jobs"')


def test_a_job_of_an_import_leads_to_it_by_the_name_of_its_file(reader):
    def of(run):
        JobRecord.objects.create(
            name="imports.run", arguments={"run_id": run}, state="done", enqueued_at=timezone.now()
        )
        return run

    gone = of(12)
    assert f'href="/imports/{gone}/">取込{gone}</a>' in page(reader)
    text = "受注番号,会員番号,受注日,金額\n1,0001,2026/03/04,500\n"
    run = of(draft_import(BytesIO(text.encode("cp932")), name="2026年3月.csv", now=timezone.now()))
    assert f'href="/imports/{run}/">2026年3月.csv</a>' in page(reader)


def test_failed_jobs_tell_why_and_can_be_tried_again(reader):
    failed = job(JobState.FAILED, error="列「金額」がありません", attempts=3)
    assert "列「金額」がありません" in page(reader)
    assert "3回目" in page(reader)
    response = reader.post(f"/jobs/{failed.pk}/retry/", follow=True)
    assert "もう一度実行します" in response.content.decode()
    failed.refresh_from_db()
    assert failed.state == JobState.WAITING.value


def test_why_and_how_far_are_told_in_the_readers_language(reader):
    why = kept(Refused("There is no import %(run)s.", code="no_such_run", run=7))
    job(JobState.FAILED, error=why)
    job(JobState.RUNNING, note=keep("Reading the file"))
    text = page(reader)
    assert "取込7はありません" in text
    assert "ファイルを読んでいます" in text
    reader.post("/look/", {"language": "en"})
    text = page(reader)
    assert "There is no import 7." in text
    assert "Reading the file" in text


def test_a_bug_shows_its_trace_to_pass_on(reader):
    job(JobState.FAILED, traceback="ValueError: x")
    text = page(reader)
    assert "otokui の不具合です" in text
    assert "ValueError: x" in text


def test_trying_a_finished_job_again_is_refused_politely(reader):
    done = job(JobState.DONE)
    response = reader.post(
        f"/jobs/{done.pk}/retry/", headers={"referer": "http://testserver/jobs/"}, follow=True
    )
    assert response.redirect_chain == [("/jobs/", 302)]
    assert "失敗していません" in response.content.decode()


def test_waiting_jobs_can_be_stopped(reader):
    waiting = job(JobState.WAITING)
    reader.post(f"/jobs/{waiting.pk}/cancel/")
    waiting.refresh_from_db()
    assert waiting.state == JobState.CANCELLED.value


def test_past_jobs_are_paged(reader):
    for _ in range(30):
        job(JobState.DONE)
    first = page(reader)
    assert first.count('class="job"') == 25
    older = page(reader, f"/jobs/?before={JobRecord.objects.order_by('-pk')[24].pk}")
    assert older.count('class="job"') == 5


def test_only_who_may_retry_sees_the_button():
    client = Client()
    client.force_login(staff(Role.SALES), backend="otokui.domain.accounts.adapters.backend.StaffBackend")
    failed = job(JobState.FAILED, error="x")
    assert client.post(f"/jobs/{failed.pk}/retry/").status_code == 403


def test_unknown_jobs_and_get_requests_do_nothing(reader):
    assert reader.post("/jobs/999999/retry/").status_code == 404
    assert reader.get(f"/jobs/{job(JobState.FAILED).pk}/retry/").status_code == 405


def test_the_page_costs_eight_queries(reader, django_assert_max_num_queries):
    for _ in range(5):
        job(JobState.DONE)
        job(JobState.FAILED, error="x")
        job(JobState.RUNNING)
    with django_assert_max_num_queries(8):
        reader.get("/jobs/")
