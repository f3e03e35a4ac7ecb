"""自分: everybody's own name, language, brightness and password."""

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from otokui.core.ui.shell import THEMES
from otokui.domain.accounts.actions.end_sessions import end_other_sessions
from otokui.domain.accounts.actions.update_own_page import update_own_page
from otokui.domain.accounts.adapters.gate import requires
from otokui.domain.accounts.adapters.patience import why_not_own_password
from otokui.domain.accounts.adapters.sessions import stay_signed_in_here
from otokui.domain.accounts.models import Staff
from otokui.domain.accounts.types import Permission
from otokui.domain.accounts.web.choices import LANGUAGES
from otokui.domain.accounts.web.passwords import why_not_password

LOOKS = (
    ("", gettext_lazy("As the device")),
    ("light", gettext_lazy("Light")),
    ("dark", gettext_lazy("Dark")),
)
_BROWSER = ("theme", settings.LANGUAGE_COOKIE_NAME)  # what this browser has been told by hand


@requires(Permission.OWN_PAGE)
@require_http_methods(["GET", "POST"])
def own_page(request: HttpRequest) -> HttpResponse:
    """Show and store what belongs to the reader alone; it holds on every device."""
    me = request.user
    assert isinstance(me, Staff)
    if request.method != "POST":
        return _page(request, {"name": me.name, "language": me.language, "theme": me.theme}, {})
    typed = {key: request.POST.get(key, "").strip() for key in ("name", "language", "theme")}
    password = request.POST.get("password", "")
    if errors := _errors(request, me, typed, password):
        return _page(request, typed, errors)
    update_own_page(me.pk, password=password, **typed)
    me.refresh_from_db()
    if password:
        stay_signed_in_here(request, me)
        end_other_sessions(me.pk, request.session.session_key or "")
    with translation.override(me.language):
        messages.success(request, _("Your page is saved."))
    response = redirect("own_page")
    for cookie in _BROWSER:
        response.delete_cookie(cookie)
    return response


def _errors(request: HttpRequest, me: Staff, typed: dict[str, str], password: str) -> dict[str, str]:
    errors = {}
    if not 0 < len(typed["name"]) <= 100:
        errors["name"] = _("Write a name of at most 100 characters.")
    if typed["language"] not in dict(LANGUAGES):
        errors["language"] = _("Choose a language.")
    if typed["theme"] not in THEMES:
        errors["theme"] = _("Choose a brightness.")
    if password:
        if reason := why_not_own_password(request, request.POST.get("old_password", "")):
            errors["old_password"] = reason
        if reason := why_not_password(password, me):
            errors["password"] = reason
    return errors


def _page(request: HttpRequest, typed: dict[str, str], errors: dict[str, str]) -> HttpResponse:
    context = {"typed": typed, "errors": errors, "languages": LANGUAGES, "looks": LOOKS}
    return render(request, "accounts/own_page.html", context, status=422 if errors else 200)
