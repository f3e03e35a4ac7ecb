"""Take the list of customers along as a file; every file is written down before it leaves."""

import tempfile
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import IO, Final

from django.contrib import messages
from django.http import FileResponse, Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from otokui.core.platform.files.store import store
from otokui.core.platform.job_list import find_job
from otokui.core.platform.types import JobState
from otokui.core.ui import figures
from otokui.domain.accounts.public import may, requires, staff_id_of
from otokui.domain.accounts.types import Permission
from otokui.domain.customers.public import (
    count_export_download,
    find_export,
    list_exports,
    log_export,
    note_unwritable,
)
from otokui.domain.customers.types import ExportView
from otokui.domain.desk.actions.exporting import write_export
from otokui.domain.desk.actions.exporting.asked import Wanted
from otokui.domain.desk.actions.exporting.files_of_lists import MOST_IN_EXCEL
from otokui.domain.desk.actions.exporting.write_export import order_export, write_file
from otokui.domain.desk.queries.customer_list import count_list, ids_of_list
from otokui.domain.desk.types import ListQuery
from otokui.domain.desk.web.asked import asked_of, linker, saved_of
from otokui.domain.desk.web.audiences.context import list_in_words
from otokui.domain.desk.web.columns import Column, chosen_columns, in_order
from otokui.domain.insights.public import business_today, get_look

FORMS = (
    ("csv", gettext_lazy("CSV (UTF-8)"), gettext_lazy("Opens in Excel, keeps every character.")),
    (
        "sjis",
        gettext_lazy("CSV (Shift_JIS)"),
        gettext_lazy("For older programs. What it cannot write becomes 〓 and is counted."),
    ),
    ("xlsx", gettext_lazy("Excel"), gettext_lazy("Up to 100,000 customers.")),
)
_CHARSETS = {"csv": "utf-8", "sjis": "cp932"}
KEPT: Final = timedelta(days=1)
"""So long a large file can be fetched; the sweep of files takes it away in the night after."""
_EXCEL = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@requires(Permission.CUSTOMERS_EXPORT)
@require_http_methods(["GET", "POST"])
def export(request: HttpRequest) -> HttpResponseBase:
    """Choose form and columns; then the file."""
    asked = asked_of(request, saved_of(request))
    form = request.POST.get("form", "")
    if request.method == "POST" and form in {key for key, _words, _hint in FORMS}:
        return _file(request, asked, form)
    chosen = {column.key for column in _shown(request)}
    context = {
        "count": count_list(asked, now=timezone.now()),
        "sentences": list_in_words(asked),
        "forms": FORMS,
        "columns": [(column, column.key in chosen) for column in in_order(_shown(request))],
        "back": linker(request)(),
        "query": request.GET.urlencode(),
        "latest": list_exports(staff_id=staff_id_of(request), limit=3),
        "may_see_all": may(request.user, Permission.STAFF_MANAGE),
    }
    return render(request, "desk/export.html", context)


@requires(Permission.STAFF_MANAGE)
@require_GET
def exports(request: HttpRequest) -> HttpResponse:
    """What left the house, for those who answer for it."""
    before = request.GET.get("before", "")
    lines = list_exports(before=int(before) if before.isdecimal() and len(before) < 19 else None, limit=51)
    return render(
        request,
        "desk/exports.html",
        {"lines": lines[:50], "next": lines[49].id if len(lines) > 50 else None},
    )


def _file(request: HttpRequest, asked: ListQuery, form: str) -> HttpResponseBase:
    now, keys = timezone.now(), request.POST.getlist("column")
    columns = [column for column in in_order(_shown(request)) if column.key in keys]
    number = ids_of_list(asked, now=now).count()
    if not number:
        messages.error(request, _("Nobody fits"))
        return redirect(linker(request)())
    if form == "xlsx" and number > MOST_IN_EXCEL:
        messages.error(request, _("Excel takes at most 100,000 customers: choose CSV."))
        return redirect(linker(request)())
    wanted = Wanted(
        asked=asked,
        form=form,
        columns=tuple(column.key for column in columns),
        heads=tuple(_heads(columns)),
        language=get_language() or "ja",
    )
    staff, conditions = staff_id_of(request), " / ".join(list_in_words(asked))
    words = figures.listed(str(column.label) for column in columns)
    if number > write_export.AT_THE_DESK:
        export = order_export(
            wanted, staff_id=staff, conditions=conditions, columns=words, customers=number, now=now
        )
        return redirect("customer_export_made", export)
    export = log_export(
        staff_id=staff, form=form, conditions=conditions, columns=words, customers=number, now=now
    )
    target = tempfile.TemporaryFile()  # noqa: SIM115 - it goes out as the answer, which closes it
    _customers, missing = write_file(wanted, target, now=now)
    note_unwritable(export, missing)
    target.seek(0)
    return _answer(target, form, now)


@requires(Permission.CUSTOMERS_EXPORT)
@require_GET
def export_made(request: HttpRequest, export_id: int) -> HttpResponse:
    """How far the file is, then the way to it, for whoever ordered it."""
    line = _own(request, export_id)
    job = find_job(line.job) if line.job and not line.content else None
    context = {
        "line": line,
        "job": job,
        "failed": job is not None and job.state in (JobState.FAILED, JobState.CANCELLED),
        "until": line.at + KEPT,
        "over": timezone.now() > line.at + KEPT,
    }
    fragment = "HX-Request" in request.headers
    return render(request, "desk/export_state.html" if fragment else "desk/export_made.html", context)


@requires(Permission.CUSTOMERS_EXPORT)
@require_GET
def export_file(request: HttpRequest, export_id: int) -> HttpResponseBase:
    """The file itself, as long as it is kept; each time counts."""
    line = _own(request, export_id)
    if not line.content or timezone.now() > line.at + KEPT:
        raise Http404
    try:
        with store().on_disk(line.content) as path:
            found = path.open("rb")
    except FileNotFoundError:
        raise Http404 from None
    count_export_download(line.id, staff_id=staff_id_of(request))
    return _answer(found, line.form, line.at)


def _own(request: HttpRequest, export_id: int) -> ExportView:
    line = find_export(export_id)
    if line is None or not line.job or line.staff_id != staff_id_of(request):
        raise Http404
    return line


def _answer(content: IO[bytes], form: str, at: datetime) -> FileResponse:
    suffix, media = ("xlsx", _EXCEL) if form == "xlsx" else ("csv", f"text/csv; charset={_CHARSETS[form]}")
    name = f"customers-{business_today(at):%Y%m%d}.{suffix}"
    answer = FileResponse(content, as_attachment=True, filename=name, content_type=media)
    answer["Cache-Control"] = "private, no-store"
    answer["Content-Encoding"] = "identity"  # packing a large one would take longer than sending it
    return answer


def _shown(request: HttpRequest) -> list[Column]:
    return chosen_columns(get_look(staff_id_of(request)).columns_of(request.GET.get("list", "")))


def _heads(columns: Sequence[Column]) -> list[str]:
    """Number, name and reading first; some columns of the list are several in a file."""
    heads = _fixed()
    for column in columns:
        heads += _split().get(column.key, [str(column.label)])
    return heads


def _fixed() -> list[str]:
    return [_("Customer number"), _("Name"), _("Reading")]


def _split() -> dict[str, list[str]]:
    return {
        "class": [_("Class"), _("State")],
        "next": [_("Next order"), _("How the wait stands")],
        "reach": [_("Telephone"), _("Mail address")],
    }
