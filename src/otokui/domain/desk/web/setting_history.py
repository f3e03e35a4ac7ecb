"""変更の履歴 of a saved list and of how the list is reviewed, and taking a value back."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy
from django.views.decorators.http import require_POST, require_safe

from otokui.core.kernel.errors import Refused
from otokui.core.platform.history import Entry, FieldChanged
from otokui.core.ui import figures
from otokui.core.ui.record_history import Words
from otokui.domain.accounts.public import get_business, history_page, requires, staff_id_of, taken_back
from otokui.domain.accounts.types import Permission
from otokui.domain.customers.public import OF_REVIEW, list_review_history, restore_review
from otokui.domain.desk.web.asked import may_manage
from otokui.domain.desk.web.audiences.labels import SHARINGS
from otokui.domain.desk.web.audiences.names import names_in
from otokui.domain.desk.web.audiences.sentences import told as in_words
from otokui.domain.desk.web.audiences.sentences import told_cut
from otokui.domain.desk.web.review import RULE_WORDS
from otokui.domain.insights.public import (
    OF_LIST,
    find_saved_list,
    from_plain,
    list_saved_list_history,
    restore_list,
)

_OF_LIST = {
    "name": gettext_lazy("Name"),
    "sharing": gettext_lazy("Who sees it"),
    "conditions": gettext_lazy("Conditions"),
    "deleted_at": pgettext_lazy("history", "removed"),
}
_OF_REVIEW = {
    "stale_days": gettext_lazy("Out of touch after (days)"),
    "incomplete_below": gettext_lazy("Little known below (percent)"),
    "asks_charge": gettext_lazy("Customers without anybody in charge"),
    "rules": gettext_lazy("Cleaned up by itself"),
}
_ASKS = {
    None: gettext_lazy("Show them if a fifth of the customers have somebody"),
    True: gettext_lazy("Always show them"),
    False: gettext_lazy("Never show them"),
}
_SHARINGS = {key: said for key, said, _hint in SHARINGS}


@requires(Permission.CUSTOMERS_CHANGE)
@require_safe
def saved_list_history(request: HttpRequest, list_id: int) -> HttpResponse:
    """A page of the history of one list, the latest first; for who may see the list."""
    known = find_saved_list(str(list_id), staff_id_of(request), may_manage=may_manage(request))
    if known is None:
        raise Http404
    entries, following = list_saved_list_history(list_id, cursor=request.GET.get("cursor", ""))

    def restore(entry: Entry, field: FieldChanged) -> str:
        is_ours = known is not None and known.may_change and field.name in OF_LIST
        return reverse("saved_list_restore", args=[list_id, entry.event]) if is_ours else ""

    words = Words(names=_OF_LIST, say=_of_list, rows={}, restore=restore)
    back = reverse("saved_list", args=[list_id]) if known.may_change else reverse("customers")
    return history_page(
        request,
        entries,
        words,
        title=known.name,
        back=back,
        back_word=_("Change the list"),
        following=following,
    )


@requires(Permission.CUSTOMERS_CHANGE)
@require_POST
def saved_list_restore(request: HttpRequest, list_id: int, event: int) -> HttpResponse:
    """Take one value of a list back."""
    restore_list(
        list_id,
        event,
        request.POST.get("name", ""),
        staff_id=staff_id_of(request),
        may_manage=may_manage(request),
        now=timezone.now(),
    )
    return taken_back(request, "saved_list_history", list_id)


@requires(Permission.BUSINESS_CHANGE)
@require_safe
def review_rules_history(request: HttpRequest) -> HttpResponse:
    """A page of the history of how the list is reviewed, the latest first."""
    entries, following = list_review_history(cursor=request.GET.get("cursor", ""))

    def restore(entry: Entry, field: FieldChanged) -> str:
        return reverse("review_rules_restore", args=[entry.event]) if field.name in OF_REVIEW else ""

    words = Words(names=_OF_REVIEW, say=_of_review, rows={}, restore=restore)
    title, back = _("List review"), reverse("review_rules")
    return history_page(request, entries, words, title=title, back=back, back_word=title, following=following)


@requires(Permission.BUSINESS_CHANGE)
@require_POST
def review_rules_restore(request: HttpRequest, event: int) -> HttpResponse:
    """Take one value of the review back."""
    restore_review(event, request.POST.get("name", ""), staff_id=staff_id_of(request))
    return taken_back(request, "review_rules_history")


def _of_list(_table: str, name: str, value: Any) -> str:
    if name == "sharing":
        return str(_SHARINGS.get(value, ""))
    if name == "deleted_at":
        return _("Yes") if value else ""
    if name != "conditions" or not value:
        return str(value or "")
    try:
        audience = from_plain(value)
    except Refused:  # of a version that we do not know
        return ""
    told_ones = [one.words for one in in_words(audience, names_in(audience), get_business())]
    return figures.listed(filter(None, [*map(str, told_ones), told_cut(audience)]))


def _of_review(_table: str, name: str, value: Any) -> str:
    if name == "asks_charge":
        return str(_ASKS[value])
    if name == "rules":
        known = {rule.value: words for rule, (words, _meaning) in RULE_WORDS.items()}
        return "・".join(str(known[rule]) for rule in value or () if rule in known)
    return str(value)
