"""The trial beside the form: who would move, before anybody saves."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from otokui.analytics.settings import Settings
from otokui.core.kernel.money import divide_half_up
from otokui.domain.accounts.public import get_business, requires, sight_of
from otokui.domain.accounts.types import Permission, Sight
from otokui.domain.insights.models.labels import CLASS_LABELS, STATE_LABELS
from otokui.domain.insights.queries.days import business_today
from otokui.domain.insights.queries.preview import list_moves, preview_rules, reads_lines
from otokui.domain.insights.queries.runs import find_current_run
from otokui.domain.insights.types import MoveKind, WhatIf
from otokui.domain.insights.web.draft import read_draft
from otokui.domain.insights.web.fields import ERRORS_AT
from otokui.domain.insights.web.rules import in_use
from otokui.domain.insights.web.wording import differences
from otokui.domain.purchases.public import list_categories

PAGE = 10
TOO_MANY = 50_000
"""Customers from which on reading all lines takes longer than somebody waits before a page."""


@requires(Permission.CUSTOMERS_VIEW)
@require_safe
def trial(request: HttpRequest) -> HttpResponse:
    """Who would move under the form's rules; asked again with every change of the form."""
    rules, run = in_use(), find_current_run()
    draft = read_draft(request.GET, rules.settings, get_business())
    context: dict[str, Any] = {"errors": draft.errors, "errors_at": ERRORS_AT, "run": run, "draft": draft}
    if draft.settings is not None and run is not None:
        context["changes"] = differences(rules.settings, draft.settings, get_business())
        context["too_many"] = run.customers > TOO_MANY and reads_lines(draft.settings)
        if not context["too_many"]:
            context |= _told(draft.settings, sight_of(request.user))
    return render(request, "insights/trial.html", context)


def _told(draft: Settings, sight: Sight) -> dict[str, Any]:
    told = preview_rules(draft, business_today(timezone.now()), sight=sight, limit=PAGE)
    return {
        "told": told,
        "average_now": divide_half_up(told.average_now[0], told.average_now[1] or 1),
        "average_draft": divide_half_up(told.average_draft[0], told.average_draft[1] or 1),
        "classes": _table(told, place=0, keys=tuple(CLASS_LABELS)),
        "states": _table(told, place=1, keys=tuple(STATE_LABELS)),
        "late_best": told.readings.get(("best", "toddler"), 0),
        "otherwise": sum(count for (one, other), count in told.readings.items() if one != other),
        "moves": told.moves,
        "next_after": told.next_after,
        "kind": "",
    }


def _table(told: WhatIf, *, place: int, keys: tuple[str, ...]) -> dict[str, Any]:
    """From (rows) → to (columns), one of class and state at a time; only what occurs."""
    counts: dict[tuple[str | None, str | None], int] = {}
    for now, row in told.matrix.items():
        for then, customers in row.items():
            pair = now[place], then[place]
            counts[pair] = counts.get(pair, 0) + customers
    used = [key for key in keys if any(key in pair for pair in counts)]
    rows = [
        {
            "key": key,
            "cells": [{"to": to, "customers": counts.get((key, to), 0), "stays": key == to} for to in used],
            "total": sum(counts.get((key, to), 0) for to in used),
        }
        for key in used
    ]
    totals = [sum(counts.get((key, to), 0) for key in used) for to in used]
    moved = sum(customers for (one, other), customers in counts.items() if one != other)
    return {"to": used, "rows": rows, "totals": totals, "moved": moved}


@requires(Permission.CUSTOMERS_VIEW)
@require_safe
def moves(request: HttpRequest) -> HttpResponse:
    """A page of movers, of one kind if `kind` says so (`class:first:best`, `state:active:dormant`)."""
    draft = read_draft(request.GET, in_use().settings, get_business())
    kind = request.GET.get("kind", "")
    context: dict[str, Any] = {"moves": (), "next_after": None, "kind": kind}
    if draft.settings is not None:
        found, next_after = list_moves(
            draft.settings,
            business_today(timezone.now()),
            sight=sight_of(request.user),
            after=_after(request.GET.get("after", "")),
            kind=_kind(kind),
            limit=PAGE,
        )
        context |= {"moves": found, "next_after": next_after, "of": _kind(kind)}
    return render(request, "insights/moves.html", context | {"first": not request.GET.get("after")})


@requires(Permission.CUSTOMERS_VIEW)
@require_safe
def groups(request: HttpRequest) -> HttpResponse:
    """Product groups by a part of their name; those already chosen stay on top."""
    text = request.GET.get("group", "").strip()[:100]
    chosen = tuple(name for name in request.GET.getlist("category") if name)[:100]
    found = list_categories(text=text, limit=12)
    return render(request, "insights/groups.html", {"chosen": chosen, "groups": found, "text": text})


def _kind(text: str) -> MoveKind:
    what, _colon, pair = text.partition(":")
    one, _colon, other = pair.partition(":")
    if what == "class" and one in CLASS_LABELS and other in CLASS_LABELS:
        return MoveKind(from_class=one, to_class=other)
    if what == "state" and one in STATE_LABELS and other in STATE_LABELS:
        return MoveKind(from_state=one, to_state=other)
    return MoveKind()


def _after(text: str) -> tuple[int, int] | None:
    net, _comma, customer = text.partition(",")
    return (int(net), int(customer)) if net.lstrip("-").isdigit() and customer.isdigit() else None
