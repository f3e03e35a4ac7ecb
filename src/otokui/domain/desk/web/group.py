"""Several records of one customer side by side, merged in one go."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from otokui.core.kernel.errors import Refused, told
from otokui.domain.accounts.public import requires, sight_of
from otokui.domain.accounts.types import Permission
from otokui.domain.customers.public import (
    lines_of,
    list_apart,
    merge_group,
    of_seen_customer,
    plan_group,
    seen_among,
)
from otokui.domain.desk.web.editing.views import moment_of
from otokui.domain.desk.web.same_drawn import drawn_several, moved_by, said_apart, stands_of, ways_after
from otokui.domain.desk.web.same_group import group_address


@requires(Permission.CUSTOMERS_MERGE)
@require_http_methods(["GET", "POST"])
@of_seen_customer
def customer_group(request: HttpRequest, customer_id: int) -> HttpResponse:
    """What becomes of them (`with`) if this one is kept; posted: merge them."""
    others = _others(request, customer_id)
    queued = request.POST.get("from", request.GET.get("from")) == "queue"
    if len(others) < 2:
        return redirect("customer_merge" if others else "customer_same", customer_id, *others)
    moment = moment_of(request)
    if request.method == "POST":
        seen = request.POST.get("seen", "")
        done = merge_group(
            customer_id,
            others,
            chosen=_chosen(request, {customer_id, *others}),
            seen=seen,
            now=moment.now,
            staff_id=moment.staff_id,
            despite="despite" in request.POST,
        )
        words = ngettext(
            "%(count)d record merged. It can be taken back under “Merged records”.",
            "%(count)d records merged. They can be taken back under “Merged records”.",
            len(done),
        )
        messages.success(request, words % {"count": len(done)})
        return redirect("review_same") if queued else redirect("customer", customer_id)
    try:
        plan = plan_group(customer_id, others)
    except Refused as refused:
        if refused.code != "merged_already":
            raise
        messages.info(request, told(refused, _))
        return redirect("review_same" if queued else "customer_same", *([] if queued else [customer_id]))
    ids = [customer_id, *others]
    context = {
        "plan": plan,
        "records": [
            (line, *_ways(line.id, ids, queued))
            for line in sorted(lines_of(ids), key=lambda line: ids.index(line.id))
        ],
        "survivor_id": customer_id,
        "others": others,
        "from_queue": queued,
        "stands": stands_of(ids, moment.today),
        "fields": drawn_several(plan.fields, sight_of(request.user)),
        "apart": said_apart(list_apart(ids), moment.now.tzinfo),
        "consents": ways_after(plan.consents),
    } | moved_by(*plan.plans)
    return render(request, "desk/customer_group.html", context)


def _others(request: HttpRequest, customer_id: int) -> list[int]:
    asked = (request.POST if request.method == "POST" else request.GET).getlist("with")
    ids = {int(each) for each in asked if each.isdecimal() and len(each) < 19} - {customer_id}
    if seen_among(ids, sight_of(request.user)) != ids:
        raise Http404
    return sorted(ids)


def _chosen(request: HttpRequest, ids: set[int]) -> dict[str, int | None]:
    """By field whose value was chosen, None for all of it together."""
    told = {str(each): each for each in ids}
    chosen: dict[str, int | None] = {}
    for name, value in request.POST.items():
        if name.startswith("side-") and (value == "both" or value in told):
            chosen[name.removeprefix("side-")] = told.get(str(value))
    return chosen


def _ways(one: int, ids: list[int], queued: bool) -> tuple[str, str]:
    """Where this one is kept instead, and where it is left out."""
    rest = [each for each in ids if each != one]
    return group_address(one, rest, queue=queued), group_address(rest[0], rest[1:], queue=queued)
