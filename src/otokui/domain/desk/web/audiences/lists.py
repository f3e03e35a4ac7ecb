"""Lists under a name: chosen, kept, changed, deleted and taken back."""

from urllib.parse import urlencode

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from otokui.core.kernel.errors import Refused, told
from otokui.domain.accounts.public import get_business, requires, staff_id_of
from otokui.domain.accounts.types import Permission
from otokui.domain.desk.web.asked import may_manage
from otokui.domain.desk.web.audiences.labels import SHARINGS
from otokui.domain.desk.web.audiences.names import names_in
from otokui.domain.desk.web.audiences.sentences import told as in_words
from otokui.domain.desk.web.audiences.sentences import told_cut
from otokui.domain.desk.web.audiences.tokens import read
from otokui.domain.insights.public import (
    change_list,
    delete_list,
    find_saved_list,
    list_saved_lists,
    put_away,
    save_list,
    take_back_list,
)
from otokui.domain.insights.types.audience import Audience
from otokui.domain.insights.types.saved_lists import Sharing


@requires(Permission.CUSTOMERS_VIEW)
@require_GET
def saved_lists(request: HttpRequest) -> HttpResponse:
    """The tabs above the list, loaded beside it."""
    lists = list_saved_lists(staff_id_of(request), may_manage=may_manage(request))
    chosen = request.GET.get("list", "")
    context = {
        "shown": [one for one in lists if not one.hidden or one.key == chosen],
        "hidden": [one for one in lists if one.hidden and one.key != chosen],
        "chosen": chosen,
        "everybody": not chosen and "if" not in request.GET,
    }
    return render(request, "desk/saved_lists.html", context)


@requires(Permission.CUSTOMERS_CHANGE)
@require_http_methods(["GET", "POST"])
def saved_list_new(request: HttpRequest) -> HttpResponse:
    """Give the conditions of the address a name."""
    token = request.POST.get("if", request.GET.get("if", ""))
    audience = read(token)
    if request.method != "POST":
        return _form(request, audience, {"token": token})
    try:
        list_id = save_list(
            name=request.POST.get("name", ""),
            audience=audience,
            sharing=_sharing(request),
            staff_id=staff_id_of(request),
            now=timezone.now(),
        )
    except Refused as problem:
        return _form(request, audience, {"token": token, "problem": told(problem, _)}, status=422)
    messages.success(request, _("Saved. The list fills by itself from now on."))
    return redirect(f"{reverse('customers')}?list={list_id}")


@requires(Permission.CUSTOMERS_CHANGE)
@require_http_methods(["GET", "POST"])
def saved_list(request: HttpRequest, list_id: int) -> HttpResponse:
    """Another name, another circle, or the conditions of the address instead of the old ones."""
    known = find_saved_list(str(list_id), staff_id_of(request), may_manage=may_manage(request))
    if known is None:
        raise Http404
    token = request.POST.get("if", request.GET.get("if", ""))
    audience = read(token) if token else None
    more = {"known": known, "token": token, "seen": known.version}
    if request.method != "POST":
        return _form(request, audience or known.audience, more)
    seen = request.POST.get("seen", "")
    try:
        change_list(
            list_id,
            seen_version=int(seen) if seen.isdecimal() else 0,
            staff_id=staff_id_of(request),
            may_manage=may_manage(request),
            now=timezone.now(),
            name=request.POST.get("name", known.name),
            sharing=_sharing(request) if "sharing" in request.POST else None,
            audience=audience,
        )
    except Refused as problem:
        if "on_page" in request.POST:
            return _still_on_page(request, list_id, token, problem)
        status = 409 if problem.code == "changed_meanwhile" else 422
        return _form(request, audience or known.audience, more | {"problem": told(problem, _)}, status=status)
    messages.success(request, _("“%(name)s” is saved.") % {"name": request.POST.get("name", known.name)})
    return redirect(f"{reverse('customers')}?list={list_id}")


@requires(Permission.CUSTOMERS_CHANGE)
@require_POST
def saved_list_delete(request: HttpRequest, list_id: int) -> HttpResponse:
    """Away with it; the page offers to take that back."""
    try:
        delete_list(
            list_id, staff_id=staff_id_of(request), may_manage=may_manage(request), now=timezone.now()
        )
    except Refused as problem:
        messages.error(request, told(problem, _))
        return redirect("customers")
    return redirect(f"{reverse('customers')}?deleted={list_id}")


@requires(Permission.CUSTOMERS_CHANGE)
@require_POST
def saved_list_back(request: HttpRequest, list_id: int) -> HttpResponse:
    """The deleted list is there again."""
    try:
        name = take_back_list(
            list_id, staff_id=staff_id_of(request), may_manage=may_manage(request), now=timezone.now()
        )
    except Refused as problem:
        messages.error(request, told(problem, _))
        return redirect("customers")
    messages.success(request, _("The list %(name)s is there again.") % {"name": name})
    return redirect(f"{reverse('customers')}?list={list_id}")


@requires(Permission.CUSTOMERS_VIEW)
@require_POST
def saved_list_hide(request: HttpRequest, key: str) -> HttpResponse:
    """Put a list away from one's own tabs, or show it again."""
    away = request.POST.get("away") == "1"
    try:
        put_away(key, away=away, staff_id=staff_id_of(request))
    except Refused as problem:
        messages.error(request, told(problem, _))
    return redirect(reverse("customers") + ("" if away else f"?list={key}"))


def _sharing(request: HttpRequest) -> Sharing:
    given = request.POST.get("sharing", "")
    return Sharing(given) if given in set(Sharing) else Sharing.OWN


def _still_on_page(request: HttpRequest, list_id: int, token: str, problem: Refused) -> HttpResponse:
    """Back to the list with the conditions that were to be saved: nothing that was chosen is lost."""
    messages.error(request, told(problem, _))
    return redirect(f"{reverse('customers')}?{urlencode({'list': list_id, 'if': token})}")


def _form(
    request: HttpRequest, audience: Audience, more: dict[str, object], *, status: int = 200
) -> HttpResponse:
    sentences = [one.words for one in in_words(audience, names_in(audience), get_business())]
    known = more.get("known")
    context = {
        "sentences": [*sentences, *filter(None, [told_cut(audience)])],
        "sharings": SHARINGS,
        "name": request.POST.get("name", getattr(known, "name", "")),
        "sharing": request.POST.get("sharing", getattr(known, "sharing", Sharing.OWN)),
        **more,
    }
    return render(request, "desk/saved_list.html", context, status=status)
