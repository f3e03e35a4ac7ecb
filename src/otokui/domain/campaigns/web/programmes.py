"""The page of a class's programme: its steps on a line of time, tried before they are saved."""

from datetime import date
from typing import Any, Final
from uuid import uuid4

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from otokui.analytics.settings import Thresholds
from otokui.core.kernel.errors import Refused
from otokui.domain.accounts.public import get_business, may, requires, sight_of, staff_names
from otokui.domain.accounts.types import Permission, Sight
from otokui.domain.campaigns.actions.save_plan import save_plan
from otokui.domain.campaigns.models.labels import WHY_LABELS
from otokui.domain.campaigns.queries.answers import count_why_answers, list_why_answers
from otokui.domain.campaigns.queries.foreseen import foresee
from otokui.domain.campaigns.queries.plans import get_plan, list_plan_versions
from otokui.domain.campaigns.queries.response import list_responses
from otokui.domain.campaigns.rules.article import ARTICLE, CLASSES, STATES
from otokui.domain.campaigns.types import PlanVersionView
from otokui.domain.campaigns.web.draft import Draft, draft_of, new_step, read_draft
from otokui.domain.campaigns.web.drawn import (
    choices_of,
    differences,
    drawn_class,
    drawn_foreseen,
    drawn_response,
    drawn_step,
)
from otokui.domain.customers.public import customer_names
from otokui.domain.insights.public import (
    CLASS_LABELS,
    business_today,
    find_current_run,
    find_rules_in_use,
    settings_of_trade,
)

VERSIONS: Final = 12
LATEST: Final = 60
AT_ONCE: Final = 2
"""So many steps are counted in one answer."""


@requires(Permission.CUSTOMERS_VIEW)
@require_safe
def first_programme(request: HttpRequest) -> HttpResponse:
    """The first class's."""
    return redirect("programme", CLASSES[0])


@requires(Permission.CUSTOMERS_VIEW)
@require_safe
def programme(request: HttpRequest, customer_class: str) -> HttpResponse:
    """The form with the plan in use, the articles' (`?article=1`) or an earlier version (`?version=`)."""
    now = get_plan()
    versions, note, asked = list_plan_versions(limit=VERSIONS + 1), "", now.plan
    if request.GET.get("article"):
        asked, note = ARTICLE, _("Back to the standard plan")
    wanted = request.GET.get("version", "")
    if back := next((one for one in versions if str(one.id) == wanted), None):
        asked, note = back.plan, _("Back to version %(version)d") % {"version": back.id}
    draft = draft_of(asked, _known(customer_class))
    return _page(request, now, draft, note=note, versions=versions, offered=asked != now.plan)


@requires(Permission.RULES_CHANGE)
@require_POST
def save(request: HttpRequest, customer_class: str) -> HttpResponse:
    """Save the programme of this class as part of the next version."""
    now, instant = get_plan(), timezone.now()
    draft = read_draft(request.POST, _known(customer_class), choices_of().staff)
    note, base = request.POST.get("note", "").strip()[:500], request.POST.get("base", "")
    if draft.errors:
        return _page(request, now, draft, note=note, status=422)
    try:
        save_plan(
            draft.into(now.plan),
            base=int(base) if base.isdigit() else None,
            note=note,
            by=request.user.pk,
            today=business_today(instant),
            now=instant,
        )
    except Refused as problem:
        newer = problem.code == "newer_version"
        words = "" if newer else str(problem)
        return _page(request, now, draft, note=note, status=409, newer=newer, problem=words)
    messages.success(request, _("Saved. The list of today follows this plan from now on."))
    return redirect("programme", customer_class)


@requires(Permission.CUSTOMERS_VIEW)
@require_POST
def foreseen(request: HttpRequest, customer_class: str) -> HttpResponse:
    """What this draft would bring, by step, with examples the reader may see.

    A few steps at a time; the answer asks for the rest by itself. Nobody waits for all of a large shop.
    """
    draft = read_draft(request.POST, _known(customer_class), choices_of().staff)
    today, sight = business_today(timezone.now()), sight_of(request.user)
    found = {} if draft.errors else foresee(draft.programmes, today=today, sight=sight, most=AT_ONCE)
    told = drawn_foreseen(draft, found) if not draft.errors else []
    context = {
        "told": told,
        "counting": any(one["foreseen"] is None for one in told),
        "customer_class": customer_class,
        "errors": draft.errors,
        "today": today,
    }
    return render(request, "campaigns/foreseen.html", context)


@requires(Permission.CUSTOMERS_VIEW)
@require_safe
def step(request: HttpRequest, customer_class: str) -> HttpResponse:
    """A new step for the form."""
    state = request.GET.get("state", "")
    if state not in STATES:
        raise Http404
    new = drawn_step(new_step(f"own-{uuid4().hex[:12]}"), state, {}, get_language() or "", opened=True)
    context = {"step": new, "choices": choices_of(), "may_save": may(request.user, Permission.RULES_CHANGE)}
    return render(request, "campaigns/step.html", context)


def _known(customer_class: str) -> str:
    if customer_class not in CLASSES:
        raise Http404
    return customer_class


def _page(
    request: HttpRequest,
    now: PlanVersionView,
    draft: Draft,
    *,
    note: str = "",
    versions: list[PlanVersionView] | None = None,
    status: int = 200,
    newer: bool = False,
    problem: str = "",
    offered: bool = False,
) -> HttpResponse:
    """At most 12 SQL queries. `offered`: the plan shown is not the one in use and nobody has saved it yet."""
    versions = list_plan_versions(limit=VERSIONS + 1) if versions is None else versions
    names = staff_names({version.author for version in versions if version.author})
    today, sight, mine = business_today(timezone.now()), sight_of(request.user), draft.customer_class
    responses = {one.customer_class: one for one in list_responses(as_of=today, sight=sight)}
    answers = _answers(today, sight) if mine == "steady" else None
    context: dict[str, Any] = {
        "now": now,
        "draft": draft,
        "today": today,
        "customer_class": mine,
        "class_label": CLASS_LABELS[mine],
        "classes": [(key, CLASS_LABELS[key]) for key in CLASSES],
        "states": drawn_class(draft, _thresholds(), get_language() or ""),
        "choices": choices_of(),
        "errors": draft.errors,
        "note": note,
        "problem": problem,
        "offered": offered,
        "newer": _newer(now, names) if newer else None,
        "may_save": may(request.user, Permission.RULES_CHANGE),
        "run": find_current_run(),
        "response": drawn_response(responses.get(mine)),
        "answers": answers,
        "history": _history(versions, names, mine),
    }
    return render(request, "campaigns/programme.html", context, status=status)


def _thresholds() -> Thresholds:
    """By which customers are judged. One SQL query."""
    rules = find_rules_in_use()
    return (rules.settings if rules else settings_of_trade(get_business().trade)).thresholds


def _answers(today: date, sight: Sight) -> list[dict[str, Any]]:
    """Why not more often: how many gave each answer, and who of late in which words."""
    latest = list_why_answers(as_of=today, sight=sight, limit=LATEST)
    names = customer_names({customer for _, customer, _, _ in latest})
    return [
        {
            "label": WHY_LABELS[answer],
            "count": count,
            "people": [
                (customer, names.get(customer, ""), words, on)
                for given, customer, words, on in latest
                if given is answer
            ],
        }
        for answer, count in count_why_answers(as_of=today, sight=sight).items()
    ]


def _newer(now: PlanVersionView, names: dict[int, str]) -> dict[str, Any]:
    return {"version": now, "name": names.get(now.author or 0) or _("Somebody")}


def _history(
    versions: list[PlanVersionView], names: dict[int, str], customer_class: str
) -> list[dict[str, Any]]:
    """The versions with what each changed about this class."""
    older = [*versions[1:], PlanVersionView(id=None, plan=ARTICLE)][: len(versions)]
    return [
        {
            "version": version,
            "name": names.get(version.author or 0, ""),
            "lines": differences(before.plan, version.plan, customer_class),
            "hint": _("Another class was changed."),
        }
        for version, before in list(zip(versions, older, strict=True))[:VERSIONS]
    ]
