"""分析: how the shop's customers are divided, how they moved, where the money comes from."""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any, TypeVar

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from django.views.decorators.http import require_safe

from otokui.analytics.marks import HORIZONS
from otokui.core.kernel.money import divide_half_up
from otokui.core.ui.charts.sizes import NARROW
from otokui.domain.accounts.public import get_business, may, requires, sight_of
from otokui.domain.accounts.types import Permission
from otokui.domain.desk.queries import analysis_moves as movements
from otokui.domain.desk.queries.analysis import get_analysis, rfm_grid
from otokui.domain.desk.queries.analysis_months import class_months, shop_months
from otokui.domain.desk.queries.analysis_repeat import cohorts, groups, winning, worth_steps
from otokui.domain.desk.queries.analysis_takings import leaving, month_takings, year_takings
from otokui.domain.desk.queries.shares import customer_shares
from otokui.domain.desk.web import analysis_charts as charts
from otokui.domain.insights.public import CLASS_LABELS, STATE_LABELS, falls_in
from otokui.domain.insights.types.survey import SurveyView

LENGTHS = (12, 24)
TABLE_PARTS = ("stay", "new", "up", "left", "away", "here")
HIGHEST_FIRST = tuple(reversed([*CLASS_LABELS][1:]))
HEATS: dict[str, str | Promise] = {
    "count": _("People"),
    "money": _("Money in all"),
    "average": _("Money each"),
}
TABS: tuple[tuple[str, str | Promise, str], ...] = (
    ("analysis", pgettext_lazy("analysis", "Classes"), "chart-column"),
    ("analysis_moves", pgettext_lazy("analysis", "Moves"), "arrow-right-left"),
    ("analysis_rfm", _("RFM"), "grid-3x3"),
    ("analysis_repeat", _("Second purchase"), "repeat"),
    ("analysis_takings", _("Sales and profit"), "trending-up"),
)
Key = TypeVar("Key", int, str)
Made = Callable[[SurveyView], dict[str, Any]]


@requires(Permission.CUSTOMERS_VIEW)
@require_safe
def analysis(request: HttpRequest) -> HttpResponse:
    """The alarm, classes by month, classes of today."""
    months = _chosen(request, "months", LENGTHS, LENGTHS[0])

    def made(survey: SurveyView) -> dict[str, Any]:
        found = shop_months(survey, months)
        return {
            "months": months,
            "lengths": LENGTHS,
            "classes": charts.class_charts(class_months(survey, months)),
            "falls": falls_in(survey),
            "existing": charts.existing_chart(found, charts.HALF),
            "existing_narrow": charts.existing_chart(found, NARROW),
            "winning": winning(survey),
            "new": charts.new_chart(found, charts.HALF),
            "new_narrow": charts.new_chart(found, NARROW),
            "per_customer": charts.per_customer_chart(found, get_business(), charts.HALF),
            "per_customer_narrow": charts.per_customer_chart(found, get_business(), NARROW),
        }

    return _page(request, "analysis", made)


@requires(Permission.CUSTOMERS_VIEW)
@require_safe
def analysis_classes(request: HttpRequest) -> HttpResponse:
    """Classes × states of today, each number a list of these people; at most a minute old."""
    shares = customer_shares(sight_of(request.user))
    states = {
        state: sum(share.states[state] for share in shares.classes if share.key != "prospect")
        for state in STATE_LABELS
    }
    return render(request, "desk/analysis_classes.html", {"shares": shares, "states": states})


@requires(Permission.CUSTOMERS_VIEW)
@require_safe
def analysis_table(request: HttpRequest) -> HttpResponse:
    """The months of a chart as a table: `?of=classes`, `shop` or `takings`."""
    months = _chosen(request, "months", LENGTHS, LENGTHS[0])
    of = request.GET.get("of", "")
    page = get_analysis(sight_of(request.user))
    if of not in {"classes", "shop", "takings"} or page.survey is None:
        raise Http404
    context: dict[str, Any] = {"of": of, "parts_shown": TABLE_PARTS, "classes_shown": HIGHEST_FIRST}
    context["page"] = page
    if of == "classes":
        context["classes"] = class_months(page.survey, months)
    elif of == "shop":
        context["shop"] = shop_months(page.survey, months)
    else:
        context["takings"] = month_takings(page.survey, months)
    return render(request, "desk/analysis_month_tables.html", context)


@requires(Permission.CUSTOMERS_VIEW)
@require_safe
def analysis_moves(request: HttpRequest) -> HttpResponse:
    """Who moved in a month: from where to where. `?month=2026-03`, else the last to the day."""
    month = request.GET.get("month", "then")

    def made(survey: SurveyView) -> dict[str, Any]:
        kinds = (movements.BY_CLASS, movements.BY_STATE, movements.IN_FULL)
        tables = [movements.move_table(survey, month, kind) for kind in kinds]
        if tables[0] is None:
            raise Http404
        return {"month": month, "tables": tables, "choices": charts.month_choices(survey)}

    return _page(request, "analysis_moves", made)


@requires(Permission.CUSTOMERS_VIEW)
@require_safe
def analysis_rfm(request: HttpRequest) -> HttpResponse:
    """Recency × frequency, coloured by people or money."""
    by = _chosen(request, "by", tuple(HEATS), "average")
    return _page(
        request, "analysis_rfm", lambda survey: {"rfm": rfm_grid(survey, by), "by": by, "heats": HEATS}
    )


@requires(Permission.CUSTOMERS_VIEW)
@require_safe
def analysis_repeat(request: HttpRequest) -> HttpResponse:
    """How many come a second and a third time, and what customers are worth in time."""
    days = _chosen(request, "days", HORIZONS, HORIZONS[1])

    def made(survey: SurveyView) -> dict[str, Any]:
        return {
            "days": days,
            "horizons": HORIZONS,
            "cohorts": cohorts(survey, days),
            "groups": groups(survey, days),
            "worth": worth_steps(survey),
            "of_age": survey.figures.get("of_age"),
        }

    return _page(request, "analysis_repeat", made)


@requires(Permission.CUSTOMERS_VIEW)
@require_safe
def analysis_takings(request: HttpRequest) -> HttpResponse:
    """Who pays how much: sales, gross profit and discounts by class, the true curve of concentration."""
    months = _chosen(request, "months", LENGTHS, LENGTHS[0])

    def made(survey: SurveyView) -> dict[str, Any]:
        classes, everybody = year_takings(survey)
        found = month_takings(survey, months)
        best = next((one for one in classes if one.key == "best"), None)
        return charts.concentration(survey) | {
            "months": months,
            "lengths": LENGTHS,
            "classes": classes,
            "everybody": everybody,
            "best": best,
            "chart": charts.takings_chart(found, get_business(), charts.WHOLE),
            "chart_narrow": charts.takings_chart(found, get_business(), NARROW),
            "leaving": leaving(survey),
            "since": survey.window.year_ago + timedelta(days=1),
        }

    return _page(request, "analysis_takings", made)


def _page(request: HttpRequest, view: str, made: Made) -> HttpResponse:
    """A page of the survey over the customers in sight; the empty states are the same on all pages."""
    page = get_analysis(sight_of(request.user))
    context: dict[str, Any] = {"page": page, "tabs": TABS, "view": view}
    context["classes_shown"] = HIGHEST_FIRST
    context["may_change"] = may(request.user, Permission.RULES_CHANGE)
    context["may_import"] = may(request.user, Permission.IMPORTS_RUN)
    context["may_see_jobs"] = may(request.user, Permission.JOBS_VIEW)
    if page.run is not None:
        context["average"] = divide_half_up(page.run.average[0], page.run.average[1] or 1)
    if page.survey is not None and page.survey.figures["first_day"]:
        context["first_day"] = date.fromisoformat(page.survey.figures["first_day"])
    if page.survey is None:
        return render(request, "desk/analysis_none.html", context)
    return render(request, f"desk/{view}.html", context | made(page.survey))


def _chosen(request: HttpRequest, name: str, known: tuple[Key, ...], usual: Key) -> Key:
    asked = request.GET.get(name, "")
    return next((one for one in known if str(one) == asked), usual)
