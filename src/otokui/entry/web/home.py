"""The address without a path."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from otokui.domain.accounts.public import requires
from otokui.domain.accounts.types import Permission


@requires(Permission.CUSTOMERS_VIEW)
def home(request: HttpRequest) -> HttpResponse:
    """Send the reader to the first page of the day."""
    return redirect("customers")
