"""サインインの安全: everybody's own second factor, and where they are signed in."""

from datetime import timedelta

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from otokui.domain.accounts.actions.end_sessions import end_other_sessions, end_session
from otokui.domain.accounts.actions.second_factor import renew_codes, turn_off, turn_on
from otokui.domain.accounts.adapters import second_factor
from otokui.domain.accounts.adapters.gate import owes_second_factor, requires
from otokui.domain.accounts.adapters.patience import why_not_own_password
from otokui.domain.accounts.models import Staff
from otokui.domain.accounts.queries.business import get_business
from otokui.domain.accounts.queries.sessions import list_sessions
from otokui.domain.accounts.rules import device_of
from otokui.domain.accounts.types import Permission

_SECRET = "second_factor.secret"
_CODES_UNTIL = "second_factor.codes_until"
_CODES_SHOWN = timedelta(minutes=10)


@requires(Permission.OWN_PAGE)
@require_safe
def own_safety(request: HttpRequest) -> HttpResponse:
    """Whether sign-in asks for a code, and all places where one is signed in."""
    return _safety(request)


@requires(Permission.OWN_PAGE)
@require_http_methods(["GET", "POST"])
def own_factor(request: HttpRequest) -> HttpResponse:
    """Set the second factor up: the app reads the picture, its first code proves that it did."""
    if request.method != "POST":
        secret = second_factor.new_secret()
        request.session[_SECRET] = second_factor.encrypted(secret)
        return _set_up(request, secret)
    secret = second_factor.decrypted(request.session.get(_SECRET, ""))
    if not secret:  # set up in another tab meanwhile, or the session is a new one
        return redirect("own_factor")
    errors = _password_errors(request)
    step = second_factor.step_of(secret, request.POST.get("code", ""))
    if step is None:
        errors["code"] = _("This code does not fit. Apps show a new one every 30 seconds.")
    if errors or step is None:
        return _set_up(request, secret, errors)
    turn_on(_me(request).pk, secret, step=step, now=timezone.now())
    del request.session[_SECRET]
    messages.success(request, _("The second factor is on: sign-in asks for a code from now on."))
    return _to_codes(request)


@requires(Permission.OWN_PAGE)
@require_POST
def own_factor_off(request: HttpRequest) -> HttpResponse:
    """The password alone is enough again."""
    if errors := _password_errors(request):
        return _safety(request, errors)
    turn_off(_me(request).pk)
    messages.success(request, _("The second factor is off."))
    return redirect("own_safety")


@requires(Permission.OWN_PAGE)
@require_http_methods(["GET", "POST"])
def own_codes(request: HttpRequest) -> HttpResponse:
    """Codes on paper: new ones with the password; they are shown for a few minutes only."""
    if request.method == "POST":
        if errors := _password_errors(request):
            return _safety(request, errors)
        renew_codes(_me(request).pk)
        return _to_codes(request)
    if request.session.get(_CODES_UNTIL, 0) < timezone.now().timestamp():
        return redirect("own_safety")
    return render(request, "accounts/codes.html", {"codes": second_factor.codes_of(_me(request))})


@requires(Permission.OWN_PAGE)
@require_POST
def own_session_end(request: HttpRequest) -> HttpResponse:
    """Sign out on another device (`session`), or everywhere but here."""
    me, chosen = _me(request).pk, request.POST.get("session", "")
    if chosen == "others":
        end_other_sessions(me, request.session.session_key or "")
        messages.success(request, _("Signed out everywhere else."))
    elif chosen.isdecimal() and len(chosen) < 19 and end_session(me, int(chosen)):
        messages.success(request, _("Signed out there."))
    else:
        messages.info(request, _("Nobody is signed in there any more."))
    return redirect("own_safety")


def _me(request: HttpRequest) -> Staff:
    assert isinstance(request.user, Staff)
    return request.user


def _password_errors(request: HttpRequest) -> dict[str, str]:
    """Whoever finds a browser open shall not change how one signs in."""
    reason = why_not_own_password(request, request.POST.get("password", ""))
    return {"password": reason} if reason else {}


def _to_codes(request: HttpRequest) -> HttpResponse:
    request.session[_CODES_UNTIL] = (timezone.now() + _CODES_SHOWN).timestamp()
    return redirect("own_codes")


def _set_up(request: HttpRequest, secret: str, errors: dict[str, str] | None = None) -> HttpResponse:
    me = _me(request)
    issuer = get_business().name or "otokui"
    side, squares = second_factor.picture_of(second_factor.address_of(secret, member=me.email, issuer=issuer))
    context = {
        "side": side,
        "squares": squares,
        "secret": " ".join(secret[place : place + 4] for place in range(0, len(secret), 4)),
        "errors": errors or {},
        "owed": owes_second_factor(me),
        "again": me.second_factor_since is not None,
    }
    return render(request, "accounts/second_factor.html", context, status=422 if errors else 200)


def _safety(request: HttpRequest, errors: dict[str, str] | None = None) -> HttpResponse:
    me = _me(request)
    here = request.session.session_key or ""
    context = {
        "since": me.second_factor_since,
        "codes_left": len(second_factor.codes_of(me)) if me.second_factor_since else 0,
        "here": device_of(request.headers.get("User-Agent", "")),
        "here_address": request.META.get("REMOTE_ADDR", ""),
        "others": list_sessions(me.pk, here=here, now=timezone.now()),
        "errors": errors or {},
    }
    return render(request, "accounts/safety.html", context, status=422 if errors else 200)
