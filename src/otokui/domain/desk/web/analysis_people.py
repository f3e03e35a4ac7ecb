"""The customers behind a number of the analysis."""

from urllib.parse import urlencode

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from otokui.analytics.marks import UnknownMark
from otokui.domain.accounts.public import requires, sight_of
from otokui.domain.accounts.types import Permission
from otokui.domain.desk.web.analysis_charts import people_url
from otokui.domain.desk.web.analysis_words import words_of
from otokui.domain.desk.web.audiences.tokens import written
from otokui.domain.insights.public import list_marked
from otokui.domain.insights.types.audience import Audience, Ranking, Says, Wording

PAGE = 50
MOST_LISTED = 100_000
"""So many ids are a condition of the list; beyond it the list would take seconds."""


@requires(Permission.CUSTOMERS_VIEW)
@require_safe
def analysis_people(request: HttpRequest) -> HttpResponse:
    """Exactly those people, richest first: `?of=class:2026-03:best:up&from=50`."""
    mark, begin = request.GET.get("of", ""), request.GET.get("from", "0")
    offset = int(begin) if begin.isdigit() and len(begin) < 10 else 0
    try:
        found = list_marked(mark, sight=sight_of(request.user), offset=offset, limit=PAGE)
    except UnknownMark as unknown:
        raise Http404(_("There is no such number.")) from unknown
    if found is None:
        raise Http404
    url = people_url(mark)
    context = {
        "found": found,
        "words": words_of(mark),
        "previous": f"{url}&from={max(0, offset - PAGE)}" if offset else "",
        "next": f"{url}&from={offset + PAGE}" if offset + PAGE < found.count else "",
        "begin": offset + 1,
        "end": offset + len(found.people),
        "listed": f"{reverse('customers')}?{urlencode({'if': written(_audience(mark))})}",
        "fits": 0 < found.count <= MOST_LISTED,
        "most": MOST_LISTED,
    }
    return render(request, "desk/analysis_people.html", context)


def _audience(mark: str) -> Audience:
    return Audience(conditions=(Says(what=Wording.BEHIND, text=mark),), ranking=Ranking.MONEY)
