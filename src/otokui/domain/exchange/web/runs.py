"""Steps 4 to 6 and back: the trial, the import, its result, its undo."""

import tempfile
from pathlib import Path
from typing import IO, Any
from urllib.parse import quote

from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import NoReverseMatch, reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from otokui.core.platform.job_list import find_job
from otokui.core.platform.types import JobState
from otokui.domain.accounts.public import requires, sight_of, staff_names
from otokui.domain.accounts.types import Permission, Sight
from otokui.domain.customers.public import customer_names, label, seen_among
from otokui.domain.customers.types import Sign
from otokui.domain.exchange import public as exchange
from otokui.domain.exchange.types import Alike, Counts, Rejection, RunState, RunView
from otokui.domain.exchange.web.words import CLASSES, KINDS, STATES

BUSY = frozenset({RunState.TRYING, RunState.RUNNING, RunState.UNDOING})
BAD_ROWS = 50
MOST_LOOKS = 60


@requires(Permission.IMPORTS_RUN)
def run(request: HttpRequest, run_id: int) -> HttpResponse:
    """The run as it stands; while it works, htmx asks for the progress alone."""
    found = exchange.get_run(run_id)
    if request.headers.get("HX-Request"):
        if found.state not in BUSY:
            return HttpResponse(headers={"HX-Refresh": "true"})
        shown = _progress(found)
        if shown["stranded"]:
            return HttpResponse(headers={"HX-Refresh": "true"})
        return render(request, "exchange/progress.html", shown)
    if found.state is RunState.DRAFT and not found.error:
        return redirect("import_columns", run_id)
    if found.state in BUSY:
        return render(request, "exchange/busy.html", _progress(found))
    if found.state in {RunState.PREPARED, RunState.DRAFT}:
        return render(request, "exchange/trial.html", _trial(found, sight_of(request.user)))
    return render(request, "exchange/result.html", _result(found))


def _frame(found: RunView, step: int) -> dict[str, Any]:
    who = staff_names([found.staff_id]).get(found.staff_id, "") if found.staff_id else ""
    state, tone = STATES[found.state]
    return {
        "run": found,
        "who": who,
        "state": state,
        "tone": tone,
        "kind_label": KINDS[found.kind],
        "step": step,
    }


def _progress(found: RunView) -> dict[str, Any]:
    job = find_job(found.job_id) if found.job_id else None
    ended = job is None or job.state not in {JobState.WAITING, JobState.RUNNING}
    stranded = found.state is RunState.UNDOING and ended
    return _frame(found, 4 if found.state is RunState.TRYING else 5) | {"job": job, "stranded": stranded}


def _trial(found: RunView, sight: Sight) -> dict[str, Any]:
    trial = found.trial
    more: dict[str, Any] = {"trial": trial, "same": exchange.list_same(found.id)}
    if trial:
        more["twins"] = _twins(trial.alike, sight)
        more |= _bad(found, trial.rejections, trial.counts)
        more |= {"rehearsed": exchange.REHEARSED_ROWS, "large": trial.counts.read > exchange.REHEARSED_ROWS}
        told = trial.consequences
        more["classes"] = [
            (key, label, told.classes.get(key, 0), told.classes.get(key, 0) - told.classes_now.get(key, 0))
            for key, label in CLASSES.items()
        ] if told else []  # fmt: skip
        more["best"] = told.classes.get("best", 0) if told else 0
        more["joining"] = told.customers - told.customers_now if told else 0
    return _frame(found, 4) | more


def _twins(alike: Alike | None, sight: Sight) -> list[dict[str, Any]]:
    """Newcomers who look like somebody who is there, as far as the reader sees those. 2 queries."""
    first = alike.first if alike else ()
    names = (
        customer_names(seen_among({twin for _name, twin, _score, _signs in first}, sight)) if first else {}
    )
    return [
        {
            "name": name,
            "twin": (twin, names[twin]) if twin in names else None,
            "score": score,
            "signs": [label(Sign(sign)) for sign in signs],
        }
        for name, twin, score, signs in first
    ]


def _result(found: RunView) -> dict[str, Any]:
    bad = _bad(found, exchange.list_rejections(found.id, limit=2 * BAD_ROWS), found.counts)
    return _frame(found, 6) | bad | {"today_url": _today()}


def _bad(found: RunView, rejections: tuple[Rejection, ...], counts: Counts) -> dict[str, Any]:
    labels = exchange.field_labels((each.field for each in rejections), found.kind)
    bad = [(each, labels[each.field]) for each in rejections if not each.told]
    told = [(each, labels[each.field]) for each in rejections if each.told]
    more = max(0, counts.rejected - BAD_ROWS)
    return {"bad": bad[:BAD_ROWS], "more_bad": more, "told": told[:BAD_ROWS], "counts": counts}


def _today() -> str:
    try:
        return reverse("today")
    except NoReverseMatch:
        return reverse("customers")


@requires(Permission.IMPORTS_RUN)
@require_safe
def people(request: HttpRequest, run_id: int) -> HttpResponse:
    """Whom the import brought and changed, by class; asks again for a while, for they are being judged."""
    found = exchange.get_run(run_id)
    told = exchange.get_people(found, sight=sight_of(request.user))
    looked = request.GET.get("looked", "")
    times = int(looked) if looked.isdecimal() and len(looked) < 3 else 0
    return render(
        request,
        "exchange/people.html",
        {
            "run": found,
            "people": told,
            "classes": [(key, label, told.classes.get(key, 0)) for key, label in CLASSES.items()],
            "touched": "&touched=new" if told.of_new_only else "",
            "look_again": times + 1 if told.being_judged and times < MOST_LOOKS else 0,
        },
    )


@requires(Permission.IMPORTS_RUN)
@require_POST
def trial(request: HttpRequest, run_id: int) -> HttpResponse:
    """Try once more."""
    exchange.start_trial(run_id=run_id, version=_version(request), staff_id=request.user.pk)
    return redirect("import_run", run_id)


@requires(Permission.IMPORTS_RUN)
@require_POST
def start(request: HttpRequest, run_id: int) -> HttpResponse:
    """Take the file in."""
    exchange.start_import(run_id=run_id, now=timezone.now(), staff_id=request.user.pk)
    return redirect("import_run", run_id)


@requires(Permission.IMPORTS_RUN)
@require_POST
def cancel(request: HttpRequest, run_id: int) -> HttpResponse:
    """Stop what is at work for this run."""
    exchange.stop_import(run_id=run_id)
    return redirect("import_run", run_id)


@requires(Permission.IMPORTS_RUN)
def rejects(request: HttpRequest, run_id: int) -> HttpResponse | FileResponse:
    """The rejected rows as a file that can be corrected and sent again."""
    found = exchange.get_run(run_id)
    name = f"{Path(found.file_name).stem}_rejected.csv"
    if found.state in {RunState.PREPARED, RunState.DRAFT} and found.trial is None:
        raise Http404
    content: IO[bytes] = tempfile.TemporaryFile()  # noqa: SIM115 the response closes it
    with tempfile.TemporaryDirectory() as folder:
        exchange.write_rejects_of(run_id, Path(folder) / "rejected.csv")
        content.write((Path(folder) / "rejected.csv").read_bytes())
    content.seek(0)
    response = FileResponse(content, content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f"attachment; filename=\"rejected.csv\"; filename*=UTF-8''{quote(name)}"
    return response


@requires(Permission.IMPORTS_RUN)
@require_http_methods(["GET", "POST"])
def undo(request: HttpRequest, run_id: int) -> HttpResponse:
    """Ask once more, beside what would go and what would stay; on a second word do it."""
    found = exchange.get_run(run_id)
    if request.method == "POST":
        exchange.start_undo(run_id=run_id, staff_id=request.user.pk)
        return redirect("import_run", run_id)
    if found.state not in {RunState.DONE, RunState.FAILED}:
        return redirect("import_run", run_id)
    return render(request, "exchange/undo.html", _frame(found, 6))


@requires(Permission.IMPORTS_RUN)
@require_safe
def undo_foreseen(request: HttpRequest, run_id: int) -> HttpResponse:
    """What would go and what would stay: it may take a second, so it comes after the page."""
    found = exchange.get_run(run_id)
    if found.state not in {RunState.DONE, RunState.FAILED}:
        return HttpResponse(headers={"HX-Refresh": "true"})
    foreseen = exchange.foresee_undo(found)
    return render(request, "exchange/undo_foreseen.html", {"foreseen": foreseen})


def _version(request: HttpRequest) -> int:
    typed = request.POST.get("version", "")
    return int(typed) if typed.isdigit() else -1
