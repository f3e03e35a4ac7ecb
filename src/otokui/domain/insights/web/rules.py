"""The page of the rules: the form, what is in use, the versions before; saving."""

from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from otokui.analytics.settings import Settings, Thresholds
from otokui.core.kernel.errors import Refused
from otokui.core.kernel.money import divide_half_up
from otokui.core.platform.job_list import list_jobs
from otokui.core.platform.types import JobState, JobView
from otokui.domain.accounts.public import get_business, may, requires, staff_names, trade_label
from otokui.domain.accounts.types import Permission, Trade
from otokui.domain.insights.actions.change_rules import change_rules
from otokui.domain.insights.queries.days import business_today
from otokui.domain.insights.queries.runs import find_current_run, find_rules_in_use, list_rule_versions
from otokui.domain.insights.rules import settings_of_trade
from otokui.domain.insights.types import RuleVersionView
from otokui.domain.insights.web.draft import Draft, draft_of, read_draft
from otokui.domain.insights.web.fields import ERRORS_AT
from otokui.domain.insights.web.wording import differences
from otokui.domain.purchases.public import list_categories

VERSIONS = 20
WORK = "insights.run"
PRESETS = {
    "article": Settings(),
    "book": Settings(thresholds=Thresholds(preset="book")),
    **{trade.value: settings_of_trade(trade) for trade in Trade},
}


@dataclass(frozen=True)
class _InUse:
    """The rules in use; `version` is None as long as the defaults of the trade hold."""

    settings: Settings
    version: RuleVersionView | None

    @property
    def id(self) -> int | None:
        return self.version.id if self.version else None


def in_use() -> _InUse:
    """The rules from which a draft starts. Two SQL queries at most."""
    version = find_rules_in_use()
    settings = version.settings if version else settings_of_trade(get_business().trade)
    return _InUse(settings, version)


@requires(Permission.CUSTOMERS_VIEW)
@require_safe
def rules(request: HttpRequest) -> HttpResponse:
    """The form, filled with the rules in use, a preset (`?preset=`) or an earlier version (`?version=`)."""
    now, business = in_use(), get_business()
    versions = list_rule_versions(limit=VERSIONS + 1)
    asked, note = now.settings, ""
    if preset := PRESETS.get(request.GET.get("preset", "")):
        asked = preset
    wanted = request.GET.get("version", "")
    if back := next((version for version in versions if str(version.id) == wanted), None):
        asked, note = back.settings, _("Back to version %(version)d") % {"version": back.id}
    return _page(request, now, draft_of(asked, business), note=note, versions=versions)


@requires(Permission.RULES_CHANGE)
@require_POST
def save(request: HttpRequest) -> HttpResponse:
    """Save the draft as the next version and have everybody judged by it."""
    rules_now, instant = in_use(), timezone.now()
    draft = read_draft(request.POST, rules_now.settings, get_business())
    note, base = request.POST.get("note", "").strip()[:500], request.POST.get("base", "")
    if draft.settings is None:
        return _page(request, rules_now, draft, note=note, status=422)
    try:
        run = change_rules(
            settings=draft.settings,
            note=note,
            base=int(base) if base.isdigit() else None,
            as_of=business_today(instant),
            now=instant,
            by=request.user.pk,
        )
    except Refused as problem:
        newer = problem.code == "newer_version"
        return _page(
            request,
            rules_now,
            draft,
            note=note,
            status=409,
            newer=newer,
            problem="" if newer else str(problem),
        )
    messages.success(
        request,
        _("Saved. Everybody is judged by the new rules now; you may leave this page.")
        if run
        else _("Saved. The first purchases will be judged by these rules."),
    )
    return redirect("rules")


@requires(Permission.CUSTOMERS_VIEW)
@require_safe
def running(request: HttpRequest) -> HttpResponse:
    """How far the judging under new rules is; asked every two seconds while it runs."""
    return render(request, "insights/running.html", _working(request) | {"asked": True})


def _working(request: HttpRequest) -> dict[str, Any]:
    return {"work": _work(), "may_see_jobs": may(request.user, Permission.JOBS_VIEW)}


def _work() -> JobView | None:
    """The judging of everybody that runs, waits or failed last. One SQL query."""
    newest = (job for job in list_jobs(size=100).jobs if job.name == WORK)
    job = next(newest, None)
    return job if job and job.state in (JobState.RUNNING, JobState.WAITING, JobState.FAILED) else None


def _page(
    request: HttpRequest,
    now: _InUse,
    draft: Draft,
    *,
    note: str = "",
    versions: list[RuleVersionView] | None = None,
    status: int = 200,
    newer: bool = False,
    problem: str = "",
) -> HttpResponse:
    """At most 12 SQL queries."""
    run = find_current_run()
    versions = list_rule_versions(limit=VERSIONS + 1) if versions is None else versions
    names = staff_names({version.author for version in versions if version.author})
    context: dict[str, Any] = {
        "now": now,
        "run": run,
        "average": divide_half_up(run.average[0], run.average[1] or 1) if run else 0,
        "draft": draft,
        "typed": draft.typed,
        "errors": draft.errors,
        "errors_at": ERRORS_AT,
        "note": note,
        "problem": problem,
        "newer": _newer(request, now, versions, names) if newer else None,
        "presets": [
            ("article", _("From the first purchase until today")),
            ("book", _("From the first purchase to the last")),
        ],
        "trades": [(trade.value, trade_label(trade)) for trade in Trade],
        "asked": request.GET.get("preset", ""),
        "groups": list_categories(limit=12),
        "may_save": may(request.user, Permission.RULES_CHANGE),
        "history": _history(versions, names),
        **_working(request),
    }
    return render(request, "insights/rules.html", context, status=status)


def _newer(
    request: HttpRequest, now: _InUse, versions: list[RuleVersionView], names: dict[int, str]
) -> dict[str, Any] | None:
    """Who came first, and what their version says differently from the one the reader started with."""
    if now.version is None:
        return None
    base = request.POST.get("base", "")
    started = next((version.settings for version in versions if str(version.id) == base), None)
    started = started or settings_of_trade(get_business().trade)
    return {
        "version": now.version,
        "name": names.get(now.version.author or 0) or _("Somebody"),
        "pairs": differences(started, now.version.settings, get_business()),
    }


def _history(versions: list[RuleVersionView], names: dict[int, str]) -> list[dict[str, Any]]:
    business = get_business()
    older: list[RuleVersionView | None] = [*versions[1:], None][: len(versions)]
    return [
        {
            "version": version,
            "name": names.get(version.author or 0, ""),
            "lines": differences(before.settings, version.settings, business) if before else [],
            "hint": _("The same as the version before.") if before else _("The beginning."),
        }
        for version, before in list(zip(versions, older, strict=True))[:VERSIONS]
    ]
