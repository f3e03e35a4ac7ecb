"""The language of a member of staff, whatever this browser was told by whoever sat here before."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.utils import translation

Handler = Callable[[HttpRequest], HttpResponse]


def staff_language(get_response: Handler) -> Handler:
    """Middleware: after LocaleMiddleware, which decides for strangers, and AuthenticationMiddleware."""

    def handle(request: HttpRequest) -> HttpResponse:
        if request.user.is_authenticated:
            translation.activate(request.user.language)
            request.LANGUAGE_CODE = request.user.language
        return get_response(request)

    return handle
