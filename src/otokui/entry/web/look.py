"""How this reader wants to see the pages: brightness and language, kept in cookies for a year.

The language of somebody who is signed in is their own and goes with them to every browser.
"""

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import check_for_language
from django.views.decorators.http import require_POST

from otokui.core.ui.shell import THEMES
from otokui.domain.accounts.public import choose_language, open_to_all
from otokui.entry.web.context import THEME_COOKIE

A_YEAR = 365 * 24 * 3600


@open_to_all
@require_POST
def look(request: HttpRequest) -> HttpResponse:
    """Set theme or language and go back."""
    target = request.POST.get("next", "/")
    if not url_has_allowed_host_and_scheme(target, allowed_hosts={request.get_host()}):
        target = "/"
    response = HttpResponseRedirect(target)
    theme, language = request.POST.get("theme"), request.POST.get("language")
    if theme in THEMES:
        response.set_cookie(THEME_COOKIE, theme, max_age=A_YEAR, samesite="Lax")
    if language and check_for_language(language):
        response.set_cookie(settings.LANGUAGE_COOKIE_NAME, language, max_age=A_YEAR, samesite="Lax")
        if request.user.is_authenticated:
            choose_language(request.user.pk, language)
    return response
