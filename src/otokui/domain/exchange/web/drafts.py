"""Step 1: give a file, or try a sample."""

from typing import BinaryIO, cast
from urllib.parse import quote

from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from otokui.core.kernel.errors import Refused
from otokui.domain.accounts.public import requires, trade_label
from otokui.domain.accounts.types import Permission, Trade
from otokui.domain.exchange import public as exchange
from otokui.domain.exchange.web.words import why_unreadable

LARGEST = 1 << 30


@requires(Permission.IMPORTS_RUN)
@require_http_methods(["GET", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    """The place to drop a file. The script of the page wants JSON, a plain form gets a page."""
    if request.method != "POST":
        return _page(request, "")
    problem, run_id = _taken(request)
    if request.headers.get("X-Upload"):
        if problem:
            return JsonResponse({"problem": problem}, status=422)
        return JsonResponse({"next": reverse("import_columns", args=[run_id])})
    return _page(request, problem) if problem else redirect("import_columns", run_id)


def _taken(request: HttpRequest) -> tuple[str, int]:
    """(why not, id of the draft)."""
    file = request.FILES.get("file")
    if file is None:
        return _("Choose a file first."), 0
    if (file.size or 0) > LARGEST:
        return _("The file is larger than 1 GB. Split it, for example by year, and import the parts."), 0
    name = file.name or _("file")
    try:
        draft = exchange.draft_import(
            cast("BinaryIO", file.file), name=name, now=timezone.now(), staff_id=request.user.pk
        )
    except Refused as problem:
        return why_unreadable(problem, name), 0
    return "", draft


def _page(request: HttpRequest, problem: str) -> HttpResponse:
    samples = [(trade.value, trade_label(trade)) for trade in Trade]
    context = {"problem": problem, "samples": samples, "step": 1}
    return render(request, "exchange/new.html", context, status=422 if problem else 200)


@requires(Permission.IMPORTS_RUN)
def sample(request: HttpRequest, trade: str) -> HttpResponse:
    """Download the sample of a trade."""
    name, content = exchange.sample_of(_trade(trade), now=timezone.now())
    response = HttpResponse(content, content_type="text/csv; charset=shift_jis")
    response["Content-Disposition"] = f"attachment; filename=\"sample.csv\"; filename*=UTF-8''{quote(name)}"
    return response


@requires(Permission.IMPORTS_RUN)
@require_POST
def try_sample(request: HttpRequest, trade: str) -> HttpResponse:
    """Go on with the sample of a trade as if it were one's own file."""
    draft = exchange.draft_sample(_trade(trade), now=timezone.now(), staff_id=request.user.pk)
    return redirect("import_columns", draft)


@requires(Permission.IMPORTS_RUN)
@require_POST
def forget(request: HttpRequest, run_id: int) -> HttpResponse:
    """Throw a draft away."""
    exchange.forget_draft(run_id=run_id)
    return redirect("imports")


def _trade(trade: str) -> Trade:
    if trade not in set(Trade):
        raise Http404
    return Trade(trade)
