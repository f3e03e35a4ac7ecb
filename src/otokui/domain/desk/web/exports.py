"""Take the list of customers along as a file; every file is written down before it leaves."""

from collections import Counter
from collections.abc import Iterator

from django.contrib import messages
from django.http import FileResponse, HttpRequest, HttpResponse, HttpResponseBase, StreamingHttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_http_methods

from otokui.domain.accounts.public import get_business, may, requires, staff_id_of
from otokui.domain.accounts.types import Permission
from otokui.domain.customers.public import list_exports, log_export, note_unwritable
from otokui.domain.desk.queries.customer_list import count_list, ids_of_list
from otokui.domain.desk.queries.export import exported
from otokui.domain.desk.types import ListQuery
from otokui.domain.desk.web.asked import asked_of, linker, saved_of
from otokui.domain.desk.web.audiences.context import as_audience
from otokui.domain.desk.web.audiences.names import names_in
from otokui.domain.desk.web.audiences.sentences import told, told_cut
from otokui.domain.desk.web.columns import all_columns, chosen_columns
from otokui.domain.desk.web.files_of_lists import (
    MOST_IN_EXCEL,
    Cell,
    cells_of,
    csv_lines,
    excel_file,
    heads_of,
)
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
_ENCODINGS = {"csv": "utf-8", "sjis": "cp932"}
_EXCEL = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@requires(Permission.CUSTOMERS_EXPORT)
@require_http_methods(["GET", "POST"])
def export(request: HttpRequest) -> HttpResponseBase:
    """Choose form and columns; then the file."""
    asked = asked_of(request, saved_of(request))
    form = request.POST.get("form", "")
    if request.method == "POST" and form in {key for key, _words, _hint in FORMS}:
        return _file(request, asked, form)
    chosen = {column.key for column in chosen_columns(get_look(staff_id_of(request)).columns)}
    context = {
        "count": count_list(asked, now=timezone.now()),
        "sentences": _sentences(asked),
        "forms": FORMS,
        "columns": [(column, column.key in chosen) for column in all_columns()],
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
    now, wanted = timezone.now(), request.POST.getlist("column")
    columns = [column for column in all_columns() if column.key in wanted]
    ids = ids_of_list(asked, now=now)
    number = ids.count()
    if not number:
        messages.error(request, _("Nobody fits"))
        return redirect(linker(request)())
    if form == "xlsx" and number > MOST_IN_EXCEL:
        messages.error(request, _("Excel takes at most 100,000 customers: choose CSV."))
        return redirect(linker(request)())
    logged = log_export(
        staff_id=staff_id_of(request),
        form=form,
        conditions=" / ".join(_sentences(asked)),
        columns="、".join(str(column.label) for column in columns),
        customers=number,
        now=now,
    )
    business, today = get_business(), business_today(now)
    heads = heads_of(columns, _fixed(), _split())
    rows = (cells_of(one, columns, business) for one in exported(ids, today))
    name = f"customers-{today:%Y%m%d}"
    if form == "xlsx":
        return FileResponse(
            excel_file(heads, rows), as_attachment=True, filename=f"{name}.xlsx", content_type=_EXCEL
        )

    def with_heads() -> Iterator[list[Cell]]:
        yield [*heads]
        yield from rows

    def note(missing: Counter[str]) -> None:
        note_unwritable(logged, missing)

    answer = StreamingHttpResponse(
        csv_lines(with_heads(), _ENCODINGS[form], note), content_type=f"text/csv; charset={_ENCODINGS[form]}"
    )
    answer["Content-Disposition"] = f'attachment; filename="{name}.csv"'
    return answer


def _fixed() -> list[str]:
    return [_("Customer number"), _("Name"), _("Reading")]


def _split() -> dict[str, list[str]]:
    return {
        "class": [_("Class"), _("State")],
        "next": [_("Next order"), _("How the wait stands")],
        "reach": [_("Telephone"), _("Mail address")],
    }


def _sentences(asked: ListQuery) -> list[str]:
    """The list in words, also what cannot be kept as a condition."""
    audience = as_audience(asked)
    words = [one.words for one in told(audience, names_in(audience), get_business())]
    words += [cut] if (cut := told_cut(audience)) else []
    words += [f"“{asked.text}”"] if asked.text else []
    words += [asked.kana or asked.letter] if asked.letter else []
    return words + ([_("People of import %(run)s") % {"run": asked.run}] if asked.run else [])
