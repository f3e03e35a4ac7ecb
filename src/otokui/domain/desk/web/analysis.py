"""分析: how the shop's customers are divided, how they moved, where the money comes from."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from otokui.core.kernel.money import divide_half_up
from otokui.core.ui.charts.concentration import concentration_curve
from otokui.core.ui.charts.sizes import NARROW
from otokui.domain.accounts.public import may, requires, sight_of
from otokui.domain.accounts.types import Permission
from otokui.domain.desk.queries.analysis import NEW, Analysis, get_analysis
from otokui.domain.desk.queries.shares import customer_shares
from otokui.domain.insights.public import CLASS_LABELS, STATE_LABELS, is_surveyed, list_passages, list_stayers
from otokui.domain.insights.types import Move, MoveKind, SurveyView

PAGE = 20
WIDTH = 560


@requires(Permission.CUSTOMERS_VIEW)
@require_safe
def analysis(request: HttpRequest) -> HttpResponse:
    """The page; what has to be counted today comes after it."""
    found = get_analysis()
    context = {"page": found, "may_import": may(request.user, Permission.IMPORTS_RUN)}
    return render(request, "desk/analysis.html", context | _drawn(found))


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
def analysis_moves(request: HttpRequest) -> HttpResponse:
    """Who moved so, richest first: `?kind=class:first:best&run=7`.

    `class:first:first`: who stayed there; `class:first:`: who left, wherever they went.
    """
    kind, run = _kind(request.GET.get("kind", "")), request.GET.get("run", "")
    net, _comma, customer = request.GET.get("after", "").partition(",")
    after = (int(net), int(customer)) if net.lstrip("-").isdigit() and customer.isdigit() else None
    moves: tuple[Move, ...] = ()
    next_after = None
    stayed = kind is not None and kind.stays
    if run.isdigit() and kind is not None:
        listed = list_stayers if stayed else list_passages
        moves, next_after = listed(int(run), sight=sight_of(request.user), kind=kind, after=after, limit=PAGE)
    context = {
        "moves": moves,
        "next_after": next_after,
        "kind": request.GET.get("kind", ""),
        "of": kind,
        "stayed": stayed,
        "left": kind is not None and kind.to_class is None and kind.to_state is None,
        "kept": run.isdigit() and is_surveyed(int(run)),
        "run": run,
        "first": after is None,
    }
    return render(request, "desk/analysis_moves.html", context)


def _kind(text: str) -> MoveKind | None:
    what, _colon, pair = text.partition(":")
    one, _colon, other = pair.partition(":")
    if what == "class" and one in {*CLASS_LABELS, NEW} and other in {*CLASS_LABELS, ""}:
        return MoveKind(from_class=one, to_class=other or None)
    if what == "state" and one in STATE_LABELS and other in {*STATE_LABELS, ""}:
        return MoveKind(from_state=one, to_state=other or None)
    if what == "state" and one == NEW and other in STATE_LABELS:
        return MoveKind(from_class=NEW, to_state=other)
    return None


def _drawn(page: Analysis) -> dict[str, Any]:
    survey, run = page.survey, page.run
    return {
        "average": divide_half_up(run.average[0], run.average[1] or 1) if run else 0,
        "curve": _curve(survey, WIDTH) if survey else "",
        "curve_narrow": _curve(survey, NARROW) if survey else "",
        "fifth": _fifth(survey) if survey else None,
        "eighty": _percent(survey.eighty or 0, survey.buyers) if survey else None,
    }


def _curve(survey: SurveyView, width: int) -> str:
    if survey.net <= 0:
        return ""
    points = [
        (
            percent,
            100 * net / survey.net,
            _("Top %(percent)d %% (%(customers)s customers): %(share)s %% of the money")
            % {
                "percent": percent,
                "customers": f"{customers:,}",
                "share": _percent(net, survey.net),
            },
        )
        for percent, customers, net in survey.concentration
    ]
    marked = next(((percent, share) for percent, share, _words in points if percent == 20), None)
    return concentration_curve(
        points, marked=marked, label=_("Share of the money by share of customers, best first"), width=width
    )


def _fifth(survey: SurveyView) -> str | None:
    """The share of the money that the best fifth of the buyers has paid, in percent."""
    net = next((net for percent, _customers, net in survey.concentration if percent == 20), None)
    return None if net is None or survey.net <= 0 else _percent(net, survey.net)


def _percent(part: int, whole: int) -> str:
    return f"{100 * part / whole:.1f}" if whole > 0 else "0"
