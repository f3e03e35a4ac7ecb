"""Addresses that only lead on."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from otokui.domain.accounts.public import may, requires
from otokui.domain.accounts.types import Permission
from otokui.domain.exchange.public import is_untouched
from otokui.entry.web.menu import first_of_settings


@requires(Permission.CUSTOMERS_VIEW)
def home(request: HttpRequest) -> HttpResponse:
    """Send the reader to the first page of the day; into an empty business by the door."""
    if may(request.user, Permission.IMPORTS_RUN) and is_untouched():
        return redirect("welcome")
    return redirect("today")


@requires(Permission.CUSTOMERS_VIEW)
def settings_home(request: HttpRequest) -> HttpResponse:
    """Send the reader to the first page of the settings that they may open."""
    return redirect(first_of_settings(request))
