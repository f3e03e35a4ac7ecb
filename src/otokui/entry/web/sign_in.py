"""Sign-in and sign-out: allauth's views with our pages, locked for a while after too many wrong answers."""

from collections.abc import Mapping
from typing import Any

from allauth.account.views import LoginView, LogoutView
from allauth.mfa.base.views import AuthenticateView
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.views.generic.edit import FormView

from otokui.domain.accounts.public import count_wrong_answer, is_locked, minutes_of_patience, open_to_all


def typed_address(request: HttpRequest | None, credentials: Mapping[str, Any] | None = None) -> str:
    """The mail address that somebody tries to sign in with; axes counts the failures of each."""
    typed = (credentials or {}).get("email") or (request.POST.get("login", "") if request else "")
    return str(typed).strip().lower()


class SignIn(LoginView):  # type: ignore[misc]
    """Asks for mail address and password."""

    template_name = "web/sign_in.html"

    def form_valid(self, form: Any) -> HttpResponse:
        if not form.user.is_active:
            # As if the password were wrong: whether an address is known is nobody's business.
            form.add_error(None, "inactive")
            return self.form_invalid(form)
        response: HttpResponse = super().form_valid(form)
        return response

    def form_invalid(self, form: Any) -> HttpResponse:
        locked = getattr(self.request, "axes_locked_out", False)
        response: HttpResponse = self.render_to_response(self.get_context_data(form=form, locked=locked))
        response.status_code = 429 if locked else 422
        return response

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        # allauth would add addresses of pages that we do not have (sign-up, codes).
        return {
            **FormView.get_context_data(self, **kwargs),
            "languages": settings.LANGUAGES,
            "minutes": minutes_of_patience(),
        }


class SecondFactor(AuthenticateView):  # type: ignore[misc]
    """Asks whoever has typed the right password for a code. Wrong codes count as wrong passwords do."""

    template_name = "web/second_factor.html"

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if "back" in request.POST:
            left: HttpResponse = self.stage.abort()
            return left
        address = str(self.stage.login.user.email)
        if is_locked(request, address):
            return self._again(locked=True)
        if self.form.is_valid():
            response: HttpResponse = self.form_valid(self.form)
            return response
        count_wrong_answer(request, address)
        return self._again(locked=is_locked(request, address))

    def _again(self, *, locked: bool) -> HttpResponse:
        response: HttpResponse = self.render_to_response(self.get_context_data(locked=locked))
        response.status_code = 429 if locked else 422
        return response

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return {"form": self.auth_form, "minutes": minutes_of_patience(), **kwargs}


class SignOut(LogoutView):  # type: ignore[misc]
    """Ends the session; the browser forgets what the pages of this address have kept in it."""

    template_name = "web/sign_out.html"

    def post(self, *args: Any, **kwargs: Any) -> HttpResponse:
        response: HttpResponse = super().post(*args, **kwargs)
        response["Clear-Site-Data"] = '"storage"'
        return response


sign_in = open_to_all(SignIn.as_view())
second_factor = open_to_all(SecondFactor.as_view())
sign_out = open_to_all(SignOut.as_view())
