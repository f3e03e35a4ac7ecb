"""The form with which somebody adds a condition to the list of customers."""

from dataclasses import replace
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from otokui.core.kernel.errors import Refused, told
from otokui.core.ui import figures
from otokui.domain.accounts.public import get_business, requires
from otokui.domain.accounts.types import Permission
from otokui.domain.desk.queries.customer_list import count_list
from otokui.domain.desk.types import ListQuery
from otokui.domain.desk.web.asked import asked_of, kept_of, linker, saved_of
from otokui.domain.desk.web.audiences.blanks import Typed, blanks_of, kinds_of_conditions
from otokui.domain.desk.web.audiences.filling import filled
from otokui.domain.desk.web.audiences.names import names_in
from otokui.domain.desk.web.audiences.reading import with_typed
from otokui.domain.desk.web.audiences.sentences import told as in_words
from otokui.domain.desk.web.audiences.tokens import written
from otokui.domain.desk.web.editing.blanks import Unreadable
from otokui.domain.insights.types.audience import Audience
from otokui.domain.purchases.public import list_product_choices


@requires(Permission.CUSTOMERS_VIEW)
def conditions(request: HttpRequest) -> HttpResponse:
    """The form, fetched when it opens and again for each kind of condition; `add` leads to the new list.

    `place`: of the condition that is to be changed; without a kind the form is filled with what it says.
    """
    asked = asked_of(request, saved_of(request))
    typed, problem = _typed(request), ""
    kind, place = request.GET.get("kind", ""), request.GET.get("place", "")
    if place and not kind:
        found = filled(asked.audience, place, names_in(asked.audience), get_business())
        kind, typed = found or ("", typed)
        place = place if found else ""
    if request.GET.get("add"):
        try:
            changed = with_typed(asked.audience, kind, typed, get_business())
        except Unreadable as wrong:
            typed.errors = dict(wrong.errors)
        except Refused as refused:
            problem = told(refused, _)
        else:
            return _to_list(request, changed)
    context = _form(asked, kind or "bought", typed, place) | {
        "kept": kept_of(request.GET),
        "problem": problem,
    }
    alone = "HX-Request" not in request.headers
    return render(request, "desk/narrow.html" if alone else "desk/narrow_form.html", context)


@requires(Permission.CUSTOMERS_VIEW)
def condition_count(request: HttpRequest) -> HttpResponse:
    """How many the list would have with what stands in the form; nothing while it cannot be read."""
    asked = asked_of(request, saved_of(request))
    try:
        found = with_typed(asked.audience, request.GET.get("kind", ""), _typed(request), get_business())
    except (Unreadable, Refused):
        return HttpResponse("")
    count = count_list(replace(asked, audience=found), now=timezone.now())
    words = _("%(n)s customers") % {"n": figures.count(count.value, estimated=count.is_estimate)}
    return HttpResponse(words)


@requires(Permission.CUSTOMERS_VIEW)
def condition_goods(request: HttpRequest) -> HttpResponse:
    """Products to choose from, while somebody types."""
    text = request.GET.get("product", "").strip()[:100]
    choices = list_product_choices(text) if text else []
    return render(request, "desk/order_goods.html", {"choices": choices})


def _to_list(request: HttpRequest, audience: Audience) -> HttpResponse:
    address = linker(request)(**{"if": written(audience)})
    if "HX-Request" not in request.headers:
        return redirect(address)
    answer = HttpResponse(status=204)
    answer["HX-Redirect"] = address
    return answer


def _typed(request: HttpRequest) -> Typed:
    return Typed(request.GET.dict(), dict(request.GET.lists()))


def _form(asked: ListQuery, kind: str, typed: Typed, place: str) -> dict[str, Any]:
    business = get_business()
    known = in_words(asked.audience, names_in(asked.audience), business)
    joins = [("", _("All of them hold"))]
    joins += [(str(one.place), _("or: %(condition)s") % {"condition": one.words}) for one in known]
    return {
        "kinds": kinds_of_conditions(),
        "kind": kind,
        "blanks": blanks_of(kind, typed, business),
        "joins": joins if known and kind != "cut" and not place else [],
        "place": place,
        "prefix": f"narrow-{place.replace('.', '-')}" if place else "narrow",
        "joined": typed.text("or"),
    }
