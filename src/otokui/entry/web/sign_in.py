"""Sign-in and sign-out: allauth's views with our page, locked for a while after too many wrong passwords."""

from collections.abc import Mapping
from typing import Any

from allauth.account.views import LoginView, LogoutView
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.views.generic.edit import FormView

from otokui.domain.accounts.public import open_to_all


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
            "minutes": int(settings.AXES_COOLOFF_TIME.total_seconds() // 60),
        }


sign_in = open_to_all(SignIn.as_view())
sign_out = open_to_all(LogoutView.as_view(template_name="web/sign_out.html"))
