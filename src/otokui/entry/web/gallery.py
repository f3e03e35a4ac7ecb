"""The component gallery: each component in each state. Only where OTOKUI_DEBUG is set."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from otokui.domain.accounts.public import open_to_all


@open_to_all
def gallery(request: HttpRequest) -> HttpResponse:
    """Show all components."""
    return render(request, "web/gallery.html", {})
