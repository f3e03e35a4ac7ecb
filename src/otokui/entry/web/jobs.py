"""The jobs page: what runs, what failed, what is past."""

from dataclasses import dataclass

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from otokui.core.platform.job_list import cancel_job, find_job, list_jobs, retry_job
from otokui.core.platform.types import JobState, JobView
from otokui.domain.accounts.public import may, requires, staff_names
from otokui.domain.accounts.types import Permission
from otokui.domain.exchange.public import file_names

OPEN = (JobState.RUNNING, JobState.WAITING)
PAST = (JobState.DONE, JobState.CANCELLED)
SIZE = 25


@dataclass(frozen=True)
class JobsPage:
    """Jobs in three parts, newest first; `next_before` opens older past jobs."""

    open: tuple[JobView, ...]
    failed: tuple[JobView, ...]
    past: tuple[JobView, ...]
    next_before: int | None
    names: dict[int, str]
    files: dict[int, str]


def _page(before: int | None) -> JobsPage:
    """5 SQL queries at most."""
    unfinished = list_jobs(states=OPEN, size=100).jobs
    failed = list_jobs(states=(JobState.FAILED,), size=100).jobs
    past = list_jobs(states=PAST, before=before, size=SIZE)
    everything = (*unfinished, *failed, *past.jobs)
    people = {job.enqueued_by for job in everything if job.enqueued_by}
    runs = {job.arguments["run_id"] for job in everything if job.arguments.get("run_id")}
    files = {run: _("Import %(run)s") % {"run": run} for run in runs} | file_names(runs)
    ordered = sorted(unfinished, key=lambda job: job.state is JobState.WAITING)
    return JobsPage(tuple(ordered), failed, past.jobs, past.next_before, staff_names(people), files)


@requires(Permission.JOBS_VIEW)
def jobs(request: HttpRequest) -> HttpResponse:
    """All jobs; htmx asks for the list alone while something runs."""
    typed = request.GET.get("before", "")
    context = {
        "page": _page(int(typed) if typed.isdigit() else None),
        "may_retry": may(request.user, Permission.JOBS_RETRY),
        "may_import": may(request.user, Permission.IMPORTS_RUN),
        "first": not typed,
    }
    fragment = bool(request.headers.get("HX-Request"))
    return render(request, "web/jobs_list.html" if fragment else "web/jobs.html", context)


@requires(Permission.JOBS_RETRY)
@require_POST
def retry(request: HttpRequest, job_id: int) -> HttpResponse:
    """Put a failed job back into the queue."""
    job = _get(job_id)
    retry_job(job.id)
    messages.success(request, _("“%(job)s” is back in the queue.") % {"job": job.title})
    return redirect("jobs")


@requires(Permission.JOBS_RETRY)
@require_POST
def cancel(request: HttpRequest, job_id: int) -> HttpResponse:
    """Stop a job that waits or runs."""
    job = _get(job_id)
    cancel_job(job.id)
    messages.success(request, _("“%(job)s” will stop.") % {"job": job.title})
    return redirect("jobs")


def _get(job_id: int) -> JobView:
    job = find_job(job_id)
    if job is None:
        raise Http404
    return job
