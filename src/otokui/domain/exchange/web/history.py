"""All imports: what came in, when, by whom, and how it stands."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from otokui.domain.accounts.public import may, requires, staff_names
from otokui.domain.accounts.types import Permission
from otokui.domain.exchange import public as exchange
from otokui.domain.exchange.web.words import KINDS, STATES

SHOWN = 100


@requires(Permission.IMPORTS_RUN)
def imports(request: HttpRequest) -> HttpResponse:
    """The latest hundred. 2 SQL queries beside the shell's."""
    runs = exchange.list_runs(limit=SHOWN)
    names = staff_names({run.staff_id for run in runs if run.staff_id})
    lines = [(run, KINDS[run.kind], *STATES[run.state], names.get(run.staff_id or 0, "")) for run in runs]
    context = {"lines": lines, "may_undo": may(request.user, Permission.IMPORTS_RUN)}
    return render(request, "exchange/imports.html", context)
