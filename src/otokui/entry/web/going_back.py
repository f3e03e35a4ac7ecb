"""Who goes back in the browser sees a record as it is now, not as it was when the page was opened."""

from collections.abc import Callable
from typing import Final

from django.http import HttpRequest, HttpResponse

_RECORDS: Final = frozenset(
    {
        "today", "customers", "customer", "customer_history", "customer_same", "customer_merge", "orders",
        "order", "order_history", "review", "review_same", "merges", "saved_lists", "search", "file", "jobs",
        "imports",
    }
)  # fmt: skip
"""Pages that are changed in place. Forms are not among them: going back to one brings back what was typed."""


def shown_anew(get_response: Callable[[HttpRequest], HttpResponse]) -> Callable[[HttpRequest], HttpResponse]:
    """Middleware: pages with records are kept by no browser, which would show them again as they were."""

    def respond(request: HttpRequest) -> HttpResponse:
        answer = get_response(request)
        asked = request.resolver_match
        if asked and asked.url_name in _RECORDS and request.method == "GET":
            answer.headers.setdefault("Cache-Control", "private, no-store")
        return answer

    return respond
