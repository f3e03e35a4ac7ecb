"""Many customers at once: chosen in the list, told what will happen, done, and taken back."""

import unicodedata
from dataclasses import replace
from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from otokui.core.kernel.errors import Refused, told
from otokui.domain.accounts.public import list_staff, requires, sight_of, staff_id_of
from otokui.domain.accounts.types import Permission
from otokui.domain.customers.public import (
    count_unchanged,
    customer_ids,
    customer_names,
    find_bulk_change,
    ids_flawed,
    label,
    list_attributes,
    list_bulk_changes,
    start_bulk_change,
    undo_bulk_change,
    why_not_tasks,
)
from otokui.domain.customers.types import (
    AttributeRecord,
    BulkKind,
    BulkOrder,
    BulkState,
    BulkView,
    Channel,
    ContactWay,
    Count,
    CustomerFilter,
    Flaw,
    PurposeKind,
)
from otokui.domain.desk.queries.customer_list import count_list, ids_of_list
from otokui.domain.desk.web.asked import asked_of, linker, may_manage, saved_of
from otokui.domain.desk.web.audiences.context import list_in_words
from otokui.domain.desk.web.bulk_words import counts_in_words, reason_words, say
from otokui.domain.desk.web.editing.blanks import Unreadable, day_of
from otokui.domain.desk.web.editing.fields import own_choices, read_own
from otokui.domain.desk.web.review_tabs import FLAW_LABELS, review_of

KINDS = (
    (BulkKind.IN_CHARGE.value, gettext_lazy("Set the person in charge"), ""),
    (BulkKind.TAG_ADD.value, gettext_lazy("Add a tag"), ""),
    (BulkKind.TAG_REMOVE.value, gettext_lazy("Take a tag away"), ""),
    (BulkKind.OWN.value, gettext_lazy("Fill in one of the shop's own fields"), ""),
    (BulkKind.TASK.value, gettext_lazy("Plan a task for each"), ""),
    (BulkKind.WITHDRAW.value, gettext_lazy("Withdraw consent"), ""),
)
PURPOSES = (
    PurposeKind.SERVICE, PurposeKind.THANKS, PurposeKind.SURVEY, PurposeKind.TRANSACTION, PurposeKind.ADVERT,
)  # fmt: skip
WAYS = (ContactWay.CALL, ContactWay.VISIT, ContactWay.MAIL, ContactWay.LETTER, ContactWay.NOTE)
_NAMED = 8
_ASKED_BEFORE = 1_000
"""Of so many at most the guards are asked before; for more the page of the change says whom they kept out."""


@requires(Permission.CUSTOMERS_CHANGE)
@require_http_methods(["GET", "POST"])
def bulk(request: HttpRequest) -> HttpResponse:
    """What is to be done with those who are chosen: `kind` and what it needs, `look` before `go`.

    Who comes by the address alone has chosen nobody: they get the list to choose from.
    """
    if request.method == "GET":
        return redirect(f"{reverse('customers')}?{request.GET.urlencode()}".rstrip("?"))
    ids, chosen = _chosen(request)
    flaw = _flaw(request)
    kind = request.POST.get("kind", BulkKind.IN_CHARGE.value)
    kind = kind if kind in set(BulkKind) else BulkKind.IN_CHARGE.value
    context = _form(request, BulkKind(kind)) | {"chosen": chosen, "all": request.POST.get("all", "")}
    context |= _of_whom(request, ids, chosen)
    if flaw:
        context |= {"flaw": flaw, "flaw_words": FLAW_LABELS[flaw], "back": review_of(flaw)}
    if "look" not in request.POST and "go" not in request.POST:
        return render(request, "desk/bulk.html", context)
    try:
        order = _order(request, BulkKind(kind))
        if "go" in request.POST:
            now = timezone.now()
            change, _total = start_bulk_change(ids, order, staff_id=staff_id_of(request), now=now)
            return _to(request, change)
        context |= _foreseen(ids, order)
    except Unreadable as problem:
        context["errors"] = dict(problem.errors)
    except Refused as problem:
        context["problem"] = told(problem, _)
    status = 422 if context["errors"] or "problem" in context else 200
    return render(request, "desk/bulk.html", context, status=status)


@requires(Permission.CUSTOMERS_CHANGE)
@require_GET
def bulk_change(request: HttpRequest, change_id: int) -> HttpResponse:
    """How far one is, whom it left out, and the way back."""
    view = _own(request, change_id)
    fragment = "HX-Request" in request.headers
    query = request.GET.urlencode()
    back = linker(request)() if query else ""
    context = {
        "view": view,
        "words": say(view.order),
        "left_out": [(customer, name, reason_words(code)) for customer, name, code in view.left_out],
        "more_left_out": sum(view.reasons.values()) - len(view.left_out),
        "reasons": [(reason_words(code), number) for code, number in view.reasons.items()],
        "counts": counts_in_words(view, lambda became: _people(change_id, became)),
        "query": query,
        "back": back,
    }
    return render(request, "desk/bulk_state.html" if fragment else "desk/bulk_change.html", context)


@requires(Permission.CUSTOMERS_CHANGE)
@require_POST
def bulk_undo(request: HttpRequest, change_id: int) -> HttpResponse:
    """Take the whole back."""
    _own(request, change_id)
    try:
        undo_bulk_change(change_id, staff_id=staff_id_of(request), now=timezone.now())
    except Refused as problem:
        messages.error(request, told(problem, _))
    return _to(request, change_id)


def _people(change_id: int, became: BulkState) -> str:
    """The living list of those whom a change left so."""
    return f"{reverse('customers')}?{urlencode({'bulk': change_id, 'became': became.value})}"


def _to(request: HttpRequest, change_id: int) -> HttpResponse:
    """To the page of a change, which leads back to the list it came from."""
    path, query = reverse("customer_bulk_change", args=[change_id]), request.GET.urlencode()
    return redirect(f"{path}?{query}" if query else path)


def _own(request: HttpRequest, change_id: int) -> BulkView:
    view = find_bulk_change(change_id)
    if view is None or (view.staff_id != staff_id_of(request) and not may_manage(request)):
        raise Http404
    return view


def _chosen(request: HttpRequest) -> tuple[QuerySet[Any, Any], list[int]]:
    """Whom it is about, as a query, and the ids where single customers were chosen."""
    if flaw := _flaw(request):
        sight = sight_of(request.user)
        return customer_ids(CustomerFilter(within=ids_flawed(flaw), sight=sight)), []
    if request.POST.get("all") == "1":
        return ids_of_list(asked_of(request, saved_of(request)), now=timezone.now()), []
    ids = [int(one) for one in request.POST.getlist("id")[:1000] if one.isdecimal() and len(one) < 19]
    return customer_ids(CustomerFilter(within=ids, sight=sight_of(request.user))), ids


def _of_whom(request: HttpRequest, ids: QuerySet[Any, Any], chosen: list[int]) -> dict[str, Any]:
    """Which list and how many, before anything is asked of them."""
    if chosen:
        shown = customer_names(row[0] for row in ids.values_list("pk")[:_NAMED])
        return {"names": list(shown.values()), "unnamed": max(0, len(chosen) - _NAMED)}
    if _flaw(request):
        return {"count": Count(ids.count(), is_estimate=False)}
    saved = saved_of(request)
    asked = asked_of(request, saved)
    return {
        "list_title": saved.name
        if saved
        else _("This list")
        if asked.narrows or asked.text
        else _("All customers"),
        "sentences": list_in_words(asked),
        "count": count_list(asked, now=timezone.now()),
    }


def _flaw(request: HttpRequest) -> Flaw | None:
    """Everybody whom the review of the list found for this reason."""
    text = request.POST.get("flaw", "")
    return Flaw(text) if text in set(Flaw) else None


def _form(request: HttpRequest, kind: BulkKind) -> dict[str, Any]:
    typed = request.POST
    fields = list_attributes() if kind is BulkKind.OWN else []
    field = next((one for one in fields if one.key == typed.get("key")), fields[0] if fields else None)
    return {
        "kinds": KINDS,
        "kind": kind.value,
        "typed": typed,
        "members": [(str(one.id), one.name) for one in list_staff()]
        if kind in (BulkKind.IN_CHARGE, BulkKind.TASK)
        else [],
        "fields": [(one.key, one.label) for one in fields],
        "field": field,
        "values": own_choices(field) if field else (),
        "ways": [(way.value, label(way)) for way in WAYS],
        "purposes": [(purpose.value, label(purpose)) for purpose in PURPOSES],
        "channels": [("", _("all ways")), *((way.value, label(way)) for way in Channel)],
        "back": linker(request)(),
        "query": request.GET.urlencode(),
        "latest": [(one, say(one.order)) for one in list_bulk_changes(staff_id_of(request), limit=3)],
        "errors": {},
    }


def _foreseen(ids: QuerySet[Any, Any], order: BulkOrder) -> dict[str, Any]:
    total = ids.count()
    if not total:
        raise Refused(_("Nobody is chosen."), code="nobody")
    same = count_unchanged(ids, order)
    reasons: dict[str, int] = {}
    asked = order.kind is BulkKind.TASK and total <= _ASKED_BEFORE
    for code in why_not_tasks(order, [row[0] for row in ids.values_list("pk")]).values() if asked else ():
        reasons[reason_words(code)] = reasons.get(reason_words(code), 0) + 1
    return {
        "foreseen": True,
        "words": say(order),
        "total": total,
        "same": same,
        "refused": sorted(reasons.items()),
        "changing": total - same - sum(reasons.values()),
        "asked_later": order.kind is BulkKind.TASK and not asked,
    }


def _order(request: HttpRequest, kind: BulkKind) -> BulkOrder:
    typed = request.POST
    member = typed.get("member", "")
    order = BulkOrder(
        kind=kind,
        staff_id=int(member) if member.isdecimal() and len(member) < 19 else None,
        text=unicodedata.normalize("NFC", typed.get("text", "")).strip()[:300],
    )
    if kind is BulkKind.TASK:
        way, purpose = typed.get("way", ""), typed.get("purpose", "")
        return replace(
            order,
            purpose=PurposeKind(purpose) if purpose in PURPOSES else PurposeKind.SERVICE,
            due_on=day_of(typed.get("due_on", ""), "due_on"),
            way=ContactWay(way) if way in set(ContactWay) else None,
        )
    if kind is BulkKind.WITHDRAW:
        return replace(order, staff_id=None, key=typed.get("channel", ""))
    if kind is BulkKind.OWN:
        field = next((one for one in list_attributes() if one.key == typed.get("key")), None)
        return replace(order, key=field.key, value=_value(field, typed.get("value", ""))) if field else order
    return replace(order, staff_id=None) if kind is not BulkKind.IN_CHARGE else replace(order, text="")


def _value(field: AttributeRecord, text: str) -> Any:
    try:
        return read_own(field, text)
    except Unreadable as problem:
        raise Unreadable({"value": next(iter(problem.errors.values()))}) from None
