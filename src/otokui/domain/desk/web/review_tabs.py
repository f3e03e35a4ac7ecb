"""The tabs of 名簿の見直し: what there is to look after, and how much of each."""

from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext_lazy

from otokui.domain.accounts.public import may, sight_of
from otokui.domain.accounts.types import Permission
from otokui.domain.customers.public import count_flawed, count_pairs
from otokui.domain.customers.types import Count, Flaw
from otokui.domain.desk.web.editing.views import moment_of
from otokui.domain.desk.web.labels import Label

FLAW_LABELS: dict[Flaw, Label] = {
    Flaw.STALE: gettext_lazy("Out of touch"),
    Flaw.UNREACHABLE: gettext_lazy("Cannot be reached"),
    Flaw.UNOWNED: gettext_lazy("Nobody in charge"),
    Flaw.INCOMPLETE: gettext_lazy("Little known"),
}


def tabs_of(
    request: HttpRequest, tab: str, *, flaws: dict[Flaw, Count] | None = None, pairs: Count | None = None
) -> dict[str, Any]:
    """What `desk/review_tabs.html` shows, on each of its pages. A query a count, but for those given."""
    sight, may_merge = sight_of(request.user), may(request.user, Permission.CUSTOMERS_MERGE)
    flaws = count_flawed(sight=sight) if flaws is None else flaws
    if pairs is None and may_merge:
        pairs = count_pairs(sight=sight, today=moment_of(request).today)
    return {
        "tab": tab,
        "tabs": [(each, FLAW_LABELS[each], flaws[each]) for each in Flaw],
        "pair_count": pairs,
        "may_merge": may_merge,
        "may_set": may(request.user, Permission.BUSINESS_CHANGE),
    }


def review_of(flaw: Flaw) -> str:
    """The address of those with this flaw."""
    return f"{reverse('review')}?flaw={flaw.value}"
