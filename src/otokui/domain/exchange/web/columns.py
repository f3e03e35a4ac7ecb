"""Step 2: what we understood, and its correction."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from otokui.core.kernel.errors import Refused
from otokui.domain.accounts.public import requires
from otokui.domain.accounts.types import Permission
from otokui.domain.exchange import public as exchange
from otokui.domain.exchange.types import Kind, RunState, RunView
from otokui.domain.exchange.web.words import DELIMITERS, ENCODINGS, FIELD_KINDS, KINDS, why_unreadable

FORMATS = {"%d/%m/%Y": "dmy", "%m/%d/%Y": "mdy"}
ZONES = ("", "UTC")


@requires(Permission.IMPORTS_RUN)
@require_http_methods(["GET", "POST"])
def columns(request: HttpRequest, run_id: int) -> HttpResponse:
    """Show the draft; store corrections as they are made; go on."""
    run = exchange.get_run(run_id)
    if run.state not in {RunState.DRAFT, RunState.PREPARED}:
        return redirect("import_run", run_id)
    if request.method != "POST":
        return _page(request, run)
    before = (run.kind, run.options.sheet)
    _store(request, run)
    run = exchange.get_run(run_id)
    if "keep" in request.POST:
        _keep(request, run)
    if request.headers.get("HX-Request"):
        if (run.kind, run.options.sheet) != before:  # other fields: the whole page is another one
            return HttpResponse(headers={"HX-Redirect": reverse("import_columns", args=[run_id])})
        return _page(request, run, template="exchange/understood.html")
    if "next" in request.POST and not exchange.view_draft(run_id).problem:
        return redirect("import_matching", run_id)
    return redirect("import_columns", run_id)


def _store(request: HttpRequest, run: RunView) -> None:
    typed = request.POST
    kind = Kind(typed["kind"]) if typed.get("kind") in set(Kind) else run.kind
    chosen = {
        typed[name]: typed.get(f"header-{name.removeprefix('field-')}", "")
        for name in typed
        if name.startswith("field-") and typed[name]
    }
    version = typed.get("version", "")
    exchange.change_draft(
        run_id=run.id,
        version=int(version) if version.isdigit() else run.version,
        staff_id=request.user.pk,
        kind=kind,
        columns=chosen if kind is run.kind and "header-0" in typed else None,
        **_readings(request, run),
    )


def _readings(request: HttpRequest, run: RunView) -> dict[str, Any]:
    typed, found = request.POST, {}
    if typed.get("date_format", "") in {"", *FORMATS} and "date_format" in typed:
        found["date_format"] = typed["date_format"] or None
    if typed.get("zone") in ZONES:
        found["source_timezone"] = typed["zone"] or None
    if typed.get("encoding", "") in {"", *ENCODINGS} and "encoding" in typed:
        found["encoding"] = typed["encoding"]
    if "sheet" in typed:
        found["sheet"] = typed["sheet"]
    return found


def _keep(request: HttpRequest, run: RunView) -> None:
    name = request.POST.get("keep_as", "").strip()[:100] or run.file_name[:100]
    exchange.save_mapping(
        kind=run.kind, name=name, columns=run.mapping, now=timezone.now(), staff_id=request.user.pk
    )
    words = _("Kept as “%(name)s”. The next file with these columns is recognised by itself.")
    messages.success(request, words % {"name": name})


def _page(request: HttpRequest, run: RunView, template: str = "exchange/columns.html") -> HttpResponse:
    """10 SQL queries at most."""
    try:
        draft = exchange.view_draft(run.id)
    except Refused as problem:
        words = {"run": run, "problem": why_unreadable(problem, run.file_name), "step": 2}
        return render(request, "exchange/unreadable.html", words, status=409)
    japanese = (get_language() or "ja").startswith("ja")
    kept = next((one for one in exchange.list_mappings(run.kind) if one.columns == run.mapping), None)
    context = {
        "run": run,
        "draft": draft,
        "step": 2,
        "kinds": list(KINDS.items()),
        "kind_label": KINDS[run.kind],
        "fields": [
            (
                field.name,
                field.label_ja if japanese else field.label,
                field.required,
                " ".join(field.headers[:12]),
            )
            for field in draft.choices
            if not field.is_own
        ],
        "own_fields": [
            (field.name, f"{field.label} ({FIELD_KINDS[field.kind]})", " ".join(field.options[:12]))
            for field in draft.choices
            if field.is_own
        ],
        "labels": [(field.label_ja if japanese else field.label) for field in draft.fields],
        "missing": [exchange.field_label(name, run.kind) for name in draft.missing],
        "unused": [column.header for column in draft.columns if not column.field],
        "encoding": ENCODINGS.get(draft.encoding, draft.encoding),
        "encodings": list(ENCODINGS.items()),
        "delimiter": DELIMITERS.get(draft.delimiter, draft.delimiter),
        "formats": [
            ("%d/%m/%Y", _("Day / month / year"), _read_as(draft.date_examples, day_first=True)),
            ("%m/%d/%Y", _("Month / day / year"), _read_as(draft.date_examples, day_first=False)),
        ],
        "chosen_format": run.options.date_format or "",
        "kept": kept,
        "same": exchange.list_same(run.id),
    }
    return render(request, template, context)


def _read_as(examples: tuple[str, ...], *, day_first: bool) -> str:
    """The first example under one of the two readings, as 年/月/日."""
    if not examples:
        return ""
    parts = examples[0].replace("-", "/").replace(".", "/").split()[0].split("/")
    if len(parts) != 3:
        return ""
    day, month = (parts[0], parts[1]) if day_first else (parts[1], parts[0])
    return f"{examples[0]} → {parts[2]}/{int(month)}/{int(day)}"
