"""今日: the page and its parts."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import get_language, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from otokui.domain.accounts.public import may, requires, sight_of, staff_id_of, team_of
from otokui.domain.accounts.types import Permission, Role
from otokui.domain.customers.public import list_customer_ids, of_seen_customer, quiet_until
from otokui.domain.customers.types import CustomerFilter
from otokui.domain.desk.queries.today import TodayQuery, coming_days, today_page
from otokui.domain.desk.queries.today_glance import glance_at
from otokui.domain.desk.rules.today.facts import Kind
from otokui.domain.desk.web.today_rows import drawn, drawn_panels, drawn_rows
from otokui.domain.insights.public import find_falls

LEADERS = (Role.ADMIN, Role.MANAGER)
SCOPES = {"mine": _("Mine"), "team": _("Team"), "all": pgettext_lazy("whose customers", "Everybody")}


def scope_of(request: HttpRequest) -> str:
    """Whose list: as asked, else one's own for those who sell, all they see for those who lead."""
    asked = request.GET.get("scope", "")
    if asked in scopes_of(request):
        return asked
    return scopes_of(request)[-1] if getattr(request.user, "role", "") in LEADERS else "mine"


def scopes_of(request: HttpRequest) -> list[str]:
    """The scopes this reader has, the widest last: who sees but their own has no team's list."""
    seen = sight_of(request.user).staff_ids
    has_team = getattr(request.user, "team_id", None) and (seen is None or len(seen) > 1)
    return ["mine", *(["team"] if has_team else []), *(["all"] if seen is None else [])]


def asked_for(request: HttpRequest) -> TodayQuery:
    """The list as the address says."""
    scope = scope_of(request)
    kind = request.GET.get("kind", "")
    return TodayQuery(
        sight=sight_of(request.user),
        staff=_staff(request, scope),
        kind=kind if kind in set(Kind) else "",
        all_rows=request.GET.get("rows") == "all",
    )


def _staff(request: HttpRequest, scope: str) -> tuple[int, ...] | None:
    if scope == "all":
        return None
    if scope == "team":
        colleagues = getattr(request.user, "colleague_ids", None)
        return tuple(
            sorted(
                {staff_id_of(request), *(team_of(staff_id_of(request)) if colleagues is None else colleagues)}
            )
        )
    return (staff_id_of(request),)


PAGE_KEYS = (
    ("c", _("Called: then 1–9 for what came of it")),
    ("w", _("Wrote")),
    ("s", _("Skip")),
    ("p", _("Later")),
)


def context_of(request: HttpRequest) -> dict[str, Any]:
    """Everything the list shows."""
    now = timezone.now()
    page = today_page(asked_for(request), now=now)
    coming = coming_days(page) if page.run and not page.rows else {}
    scopes = [(key, SCOPES[key]) for key in scopes_of(request)]
    may_act = may(request.user, Permission.CUSTOMERS_CHANGE)
    return drawn(page) | {
        "rows": drawn_rows(page, may_act=may_act),
        "panels": drawn_panels(page.today, get_language()),
        "scope": scope_of(request),
        "scopes": scopes,
        "coming": list(coming.items())[:3],
        "may_act": may_act,
        "page_keys": PAGE_KEYS if may_act else (),
        "quiet_until": quiet_until(now.astimezone(page.business.zone)),
        "may_import": may(request.user, Permission.IMPORTS_RUN),
    }


@requires(Permission.CUSTOMERS_VIEW)
def today(request: HttpRequest) -> HttpResponse:
    """Whom to contact now, why, with what, which way; an empty business is shown the doors in."""
    context = context_of(request)
    nothing_judged = context["page"].run is None
    if nothing_judged and context["may_import"] and not list_customer_ids(CustomerFilter(), limit=1):
        return redirect("welcome")
    fragment = request.headers.get("HX-Target") == "today"
    if (
        not fragment
        and getattr(request.user, "role", "") in LEADERS
        and not sight_of(request.user).is_limited
    ):
        context["falls"] = find_falls()
    return render(request, "desk/today_list.html" if fragment else "desk/today.html", context)


@requires(Permission.CUSTOMERS_VIEW)
def progress(request: HttpRequest) -> HttpResponse:
    """How far the day's work has come, asked for after each row that leaves."""
    page = today_page(asked_for(request), now=timezone.now())
    return render(request, "desk/today_progress.html", drawn(page))


@requires(Permission.CUSTOMERS_VIEW)
@of_seen_customer
def glance(request: HttpRequest, customer_id: int) -> HttpResponse:
    """The short face of a customer beside the list."""
    return render(request, "desk/today_glance.html", {"glance": glance_at(customer_id, now=timezone.now())})
