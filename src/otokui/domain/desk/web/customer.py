"""The page of one customer."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from otokui.domain.accounts.public import requires
from otokui.domain.accounts.types import Permission
from otokui.domain.desk.queries.face import customer_face
from otokui.domain.desk.web.portrait import portrait


@requires(Permission.CUSTOMERS_VIEW)
def customer(request: HttpRequest, customer_id: int) -> HttpResponse:
    """Who this is, where they stand and why, what they buy, what happened."""
    face = customer_face(customer_id, now=timezone.now(), whole_timeline=request.GET.get("timeline") == "all")
    return render(request, "desk/customer.html", {"face": face, "customer": face.customer} | portrait(face))
