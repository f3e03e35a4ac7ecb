"""The business is the same throughout a request."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

from otokui.domain.accounts.public import business_read_once

Handler = Callable[[HttpRequest], HttpResponse]


def business_once(get_response: Handler) -> Handler:
    """Middleware: page, menu and figures ask for the settings of the business; one query answers them."""

    def handle(request: HttpRequest) -> HttpResponse:
        with business_read_once():
            return get_response(request)

    return handle
