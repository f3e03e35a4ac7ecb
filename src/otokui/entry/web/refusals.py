"""What a reader sees when a room says no: one place for all pages.

`Refused` while sending a form: a toast on the page they came from. While opening a page: a page that says
why, 404 if what they look for does not exist. `Unavailable`: the same with 503, worth another try.
"""

from collections.abc import Callable
from urllib.parse import urlsplit

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext

from otokui.core.kernel.errors import Refused, Unavailable, told
from otokui.entry.web.errors import layout_for, not_found


class RefusalMiddleware:
    """Turns the two errors of the house into answers; everything else rises."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, problem: Exception) -> HttpResponse | None:
        """An answer for `Refused` and `Unavailable`, None for bugs."""
        if isinstance(problem, Unavailable):
            return _page(request, problem, status=503, again=True)
        if not isinstance(problem, Refused):
            return None
        if problem.code.startswith("unknown_"):
            return not_found(request)
        if request.method == "POST":
            messages.error(request, told(problem, gettext))
            return redirect(_where_from(request))
        return _page(request, problem, status=409)


def _page(request: HttpRequest, problem: Exception, *, status: int, again: bool = False) -> HttpResponse:
    context = {"layout": layout_for(request), "why": told(problem, gettext), "again": again}
    return render(request, "web/refused.html", context, status=status)


def _where_from(request: HttpRequest) -> str:
    came_from = request.headers.get("Referer", "")
    if not url_has_allowed_host_and_scheme(came_from, allowed_hosts={request.get_host()}):
        return "/"
    parts = urlsplit(came_from)
    return f"{parts.path}?{parts.query}" if parts.query else parts.path
