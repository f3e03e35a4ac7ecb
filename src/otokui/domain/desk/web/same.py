"""Records that may be one customer: the queue, two side by side, what was merged and taking it back."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from otokui.core.kernel.errors import Refused
from otokui.core.ui import figures
from otokui.domain.accounts.public import may, requires, sight_of
from otokui.domain.accounts.types import Permission, Sight
from otokui.domain.customers.public import (
    answer_pair,
    count_pairs,
    customer_names,
    find_merge,
    find_pair,
    label,
    lines_of,
    list_apart,
    list_merges,
    list_own_fields,
    list_pairs,
    may_see,
    merge_customers,
    of_seen_customer,
    plan_merge,
    search_customers,
    survivor_of,
    unmerge_group,
)
from otokui.domain.customers.types import MergePlan, PairAnswer, Side, Sign
from otokui.domain.desk.web.editing.row_kind import Moment
from otokui.domain.desk.web.editing.views import moment_of
from otokui.domain.desk.web.review_tabs import tabs_of
from otokui.domain.desk.web.same_drawn import drawn_fields, moved_by, said_apart, stands_of, ways_after
from otokui.domain.desk.web.same_group import goes_of, groups_among
from otokui.domain.desk.web.same_words import AGAINST, remains

_ANSWERS = {"different": PairAnswer.DIFFERENT, "later": PairAnswer.LATER, "open": PairAnswer.OPEN}


@requires(Permission.CUSTOMERS_MERGE)
@require_safe
def review_same(request: HttpRequest) -> HttpResponse:
    """The queue, the likeliest first."""
    sight, today = sight_of(request.user), moment_of(request).today
    page = list_pairs(sight=sight, today=today, cursor=request.GET.get("cursor", ""))
    count = count_pairs(sight=sight, today=today)
    context = {
        "pairs": [(pair, _signs(pair.signs)) for pair in page.pairs],
        "groups": groups_among(page.pairs),
        "next_cursor": page.next_cursor,
        "count": count,
    }
    return render(request, "desk/review_same.html", context | tabs_of(request, "same", pairs=count))


@requires(Permission.CUSTOMERS_MERGE)
@require_safe
@of_seen_customer
def customer_same(request: HttpRequest, customer_id: int) -> HttpResponse:
    """Who else this customer may be: look somebody up; and who has been merged into it already."""
    into = survivor_of(customer_id)
    if into is not None:
        return redirect("customer_same", into)
    line = next(iter(lines_of([customer_id])), None)
    if line is None:
        raise Http404
    sight, asked = sight_of(request.user), request.GET.get("q", "").strip()[:100]
    found = search_customers(asked or line.name or line.phone, sight=sight, limit=12)
    merges, _more = list_merges(sight=sight, survivor_id=customer_id)
    context = {
        "line": line,
        "asked": asked,
        "found": [each for each in found if each.id != customer_id],
        "goes": goes_of(merges, {}),
    }
    return render(request, "desk/customer_same.html", context)


@requires(Permission.CUSTOMERS_MERGE)
@require_http_methods(["GET", "POST"])
@of_seen_customer
def customer_merge(request: HttpRequest, customer_id: int, other_id: int) -> HttpResponse:
    """Two records side by side: the same, not the same, later."""
    if not may_see(other_id, sight_of(request.user)):
        raise Http404
    if request.method == "POST":
        return _answered(request, customer_id, other_id)
    try:
        plan = plan_merge(customer_id, other_id)
    except Refused as refused:
        if refused.code != "merged_already":
            raise
        messages.info(request, _("Merged already: this is the record that was kept."))
        return redirect("customer", survivor_of(customer_id) or survivor_of(other_id))
    context = _side_by_side(plan, sight_of(request.user), moment_of(request)) | _whence(request)
    return render(request, "desk/customer_merge.html", context)


@requires(Permission.CUSTOMERS_MERGE)
@require_safe
def merges(request: HttpRequest) -> HttpResponse:
    """What was merged, the latest first."""
    found, next_cursor = list_merges(sight=sight_of(request.user), cursor=request.GET.get("cursor", ""))
    own = {field.key: field.label for field in list_own_fields()}
    context = {"goes": goes_of(found, own), "next_cursor": next_cursor}
    return render(
        request,
        "desk/merges.html",
        context | tabs_of(request, "merges"),
    )


@requires(Permission.CUSTOMERS_MERGE)
@require_POST
def merge_undo(request: HttpRequest, merge_id: int) -> HttpResponse:
    """Two customers again; the page says what stays where."""
    merge = find_merge(merge_id, sight=sight_of(request.user))
    if merge is None:
        raise Http404
    moment = moment_of(request)
    undone = unmerge_group(merge_id, now=moment.now, staff_id=moment.staff_id)
    names = customer_names([each.merged_id for each in undone])
    told = _("Taken back: %(name)s is a customer again.")
    messages.success(request, told % {"name": figures.listed(names.values()) or merge.merged})
    own = {field.key: field.label for field in list_own_fields()}
    for line in dict.fromkeys(remains(each, own) for one in undone for each in one.remains):
        messages.info(request, line)
    return redirect("customer", undone[-1].merged_id)


def _answered(request: HttpRequest, customer_id: int, other_id: int) -> HttpResponse:
    moment, answer = moment_of(request), request.POST.get("answer", "")
    queued = request.POST.get("from") == "queue"
    pair = find_pair(customer_id, other_id)
    if answer == "same":
        chosen = {
            name.removeprefix("side-"): Side(value)
            for name, value in request.POST.items()
            if name.startswith("side-") and value in set(Side)
        }
        merge_customers(
            customer_id,
            other_id,
            chosen=chosen,
            seen=request.POST.get("seen", ""),
            now=moment.now,
            staff_id=moment.staff_id,
            despite="despite" in request.POST,
        )
        messages.success(request, _("Merged. It can be taken back under “Merged records”."))
    elif answer in _ANSWERS and pair is not None:
        answer_pair(pair.id, _ANSWERS[answer], now=moment.now, today=moment.today, staff_id=moment.staff_id)
        messages.success(
            request, _("Noted: not the same.") if answer == "different" else _("Asked again later.")
        )
    if not queued:
        return redirect("customer", customer_id)
    after = list_pairs(sight=sight_of(request.user), today=moment.today, limit=1).pairs
    return redirect(pair_address(after[0].one.id, after[0].other.id) if after else "review_same")


def pair_address(one_id: int, other_id: int) -> str:
    """Two of the queue side by side."""
    return f"{reverse('customer_merge', args=[one_id, other_id])}?from=queue"


def _side_by_side(plan: MergePlan, sight: Sight, moment: Moment) -> dict[str, Any]:
    pair = find_pair(plan.survivor_id, plan.other_id)
    return {
        "plan": plan,
        "survivor": (plan.survivor_id, plan.names[0]),
        "other": (plan.other_id, plan.names[1]),
        "pair": pair,
        "signs": _signs(pair.signs) if pair else (),
        "apart": said_apart(list_apart((plan.survivor_id, plan.other_id)), moment.now.tzinfo),
        "parted": pair.parted if pair else None,
        "stands": stands_of([plan.survivor_id, plan.other_id], moment.today),
        "fields": drawn_fields(plan.fields, sight),
        "consents": ways_after(plan.consents),
    } | moved_by(plan)


def _signs(signs: tuple[Sign, ...]) -> list[tuple[str, bool]]:
    """Each sign in words, and whether it speaks against."""
    return [(label(sign), sign in AGAINST) for sign in signs]


def _whence(request: HttpRequest) -> dict[str, Any]:
    may_change = may(request.user, Permission.CUSTOMERS_CHANGE)
    return {"from_queue": request.GET.get("from") == "queue", "can_change": may_change}
