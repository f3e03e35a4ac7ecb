"""Erasing a customer's personal data: what goes, what stays, and only with the name typed."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from otokui.core.kernel.errors import Refused, told
from otokui.core.platform.job_list import find_job
from otokui.core.platform.types import JobState
from otokui.domain.accounts.public import requires, staff_id_of
from otokui.domain.accounts.types import Permission
from otokui.domain.customers.public import (
    UnknownCustomer,
    ask_to_erase,
    find_erasure,
    of_seen_customer,
    plan_erasure,
)
from otokui.domain.customers.types import Ground
from otokui.domain.desk.web.person_words import table_label

GROUNDS: tuple[tuple[Ground, str | Promise, str | Promise], ...] = (
    (
        Ground.REQUEST,
        gettext_lazy("The person asked for it"),
        gettext_lazy(
            "To stop the use or to erase (Act on the Protection of Personal Information, article 35)"
        ),
    ),
    (
        Ground.NO_NEED,
        gettext_lazy("We no longer need it"),
        gettext_lazy("The purpose it was taken down for is fulfilled (the same Act, article 22)"),
    ),
    (
        Ground.WRONG,
        gettext_lazy("It should never have been taken down"),
        gettext_lazy("Entered by mistake, or without telling what for"),
    ),
)


@requires(Permission.CUSTOMERS_ERASE)
@require_http_methods(["GET", "POST"])
@of_seen_customer
def erase(request: HttpRequest, customer_id: int) -> HttpResponse:
    """What would go and what would stay; posted: have it done."""
    if request.method == "GET" and find_erasure(customer_id) is not None:
        return redirect("customer", customer_id)
    problem, typed = "", request.POST.dict()
    if request.method == "POST":
        problem = _ask(request, customer_id)
        if not problem:
            messages.success(request, _("The personal data is being erased."))
            return redirect("customer", customer_id)
    try:
        plan = plan_erasure(customer_id)
    except UnknownCustomer:
        raise Http404 from None
    context = {
        "plan": plan,
        "goes": [(table_label(each.table), each.rows) for each in plan.tables if not each.stays],
        "stays": [
            (table_label(each.table), each.rows)
            for each in plan.tables
            if each.stays and each.table != "customers.Customer"
        ],
        "grounds": [(ground.value, words, hint) for ground, words, hint in GROUNDS],
        "ground": typed.get("ground", Ground.REQUEST.value),
        "typed": typed,
        "problem": problem,
    }
    return render(request, "desk/erase.html", context, status=422 if problem else 200)


def erased(request: HttpRequest, customer_id: int) -> HttpResponse:
    """The page of somebody who was: that it happened, and how far it is."""
    stone = find_erasure(customer_id)
    if stone is None:
        raise Http404
    job = find_job(stone.job) if stone.job and stone.erased_at is None else None
    words = {ground: label for ground, label, _hint in GROUNDS}
    context = {
        "stone": stone,
        "ground": words[stone.ground],
        "failed": job is not None and job.state in (JobState.FAILED, JobState.CANCELLED),
    }
    return render(request, "desk/erased.html", context)


def _ask(request: HttpRequest, customer_id: int) -> str:
    """What is wrong with what was typed; "" if the work is under way."""
    ground = request.POST.get("ground", "")
    if ground not in {each.value for each in Ground}:
        return _("Choose the reason.")
    try:
        ask_to_erase(
            customer_id,
            typed=request.POST.get("name", ""),
            ground=Ground(ground),
            why=request.POST.get("why", ""),
            now=timezone.now(),
            staff_id=staff_id_of(request),
        )
    except Refused as refused:
        if refused.code != "name_differs":
            raise
        return told(refused, _)
    return ""
