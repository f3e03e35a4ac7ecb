"""Addresses that only lead on."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import NoReverseMatch, reverse

from otokui.domain.accounts.public import may, requires
from otokui.domain.accounts.types import Permission
from otokui.domain.exchange.public import is_untouched
from otokui.entry.web.menu import first_of_settings


@requires(Permission.OWN_PAGE)
def home(request: HttpRequest) -> HttpResponse:
    """Send the reader to the first page of their day; into an empty business by the door."""
    if not may(request.user, Permission.CUSTOMERS_VIEW):
        return redirect(_on_the_road())
    if may(request.user, Permission.IMPORTS_RUN) and is_untouched():
        return redirect("welcome")
    return redirect("today")


def _on_the_road() -> str:
    """The capture page of those who do not work at a desk; their own page where there is none."""
    try:
        return reverse("field")
    except NoReverseMatch:
        return reverse("own_page")


@requires(Permission.OWN_PAGE)
def settings_home(request: HttpRequest) -> HttpResponse:
    """Send the reader to the first page of the settings that they may open."""
    return redirect(first_of_settings(request))
