"""変更の履歴: who changed a member of staff or the shop's settings, and taking one value back."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST, require_safe

from otokui.core.platform.history import Entry, FieldChanged
from otokui.core.ui.record_history import Words
from otokui.domain.accounts.actions.restore_settings import (
    OF_BUSINESS,
    OF_STAFF,
    restore_business,
    restore_staff,
)
from otokui.domain.accounts.adapters.gate import requires, staff_id_of
from otokui.domain.accounts.adapters.history_page import history_page, taken_back
from otokui.domain.accounts.models import ROLE_LABELS, TRADE_LABELS
from otokui.domain.accounts.queries.history import list_business_history, list_staff_history, team_names
from otokui.domain.accounts.queries.staff import get_staff
from otokui.domain.accounts.types import Permission, Role, Trade
from otokui.domain.accounts.web.choices import clock_of
from otokui.domain.accounts.web.staff import EXPORTS, VISIBILITIES

_OF_STAFF = {
    "name": gettext_lazy("Name"),
    "email": gettext_lazy("Mail address"),
    "role": gettext_lazy("Role"),
    "team_id": gettext_lazy("Team"),
    "visibility": gettext_lazy("Sees"),
    "exports": gettext_lazy("Export"),
    "is_active": gettext_lazy("Sign-in"),
    "second_factor_since": gettext_lazy("Second factor"),
    "password_set_at": gettext_lazy("Password"),
    "signed_out_at": gettext_lazy("Sign-in"),
}
_DONE_TO_STAFF = {
    "password_set_at": gettext_lazy("set anew"),
    "signed_out_at": gettext_lazy("signed out on the other devices"),
}
_OF_BUSINESS = {
    "name": gettext_lazy("Name of the shop"),
    "trade": gettext_lazy("Trade"),
    "document_language": gettext_lazy("Language of documents"),
    "day_start_minutes": gettext_lazy("The day begins at"),
    "time_zone": gettext_lazy("Time zone"),
    "currency": gettext_lazy("Currency"),
    "second_factor_required": gettext_lazy("Second factor of whoever may export"),
}


@requires(Permission.STAFF_MANAGE)
@require_safe
def staff_history(request: HttpRequest, staff_id: int) -> HttpResponse:
    """A page of the history of one member, the latest first."""
    member = get_staff(staff_id)
    entries, following = list_staff_history(staff_id, cursor=request.GET.get("cursor", ""))
    teams = team_names()

    def say(_table: str, name: str, value: Any) -> str:
        return _of_staff(name, value, teams)

    def restore(entry: Entry, field: FieldChanged) -> str:
        if field.name not in OF_STAFF:
            return ""
        return reverse("staff_restore", kwargs={"staff_id": staff_id, "event": entry.event})

    words = Words(names=_OF_STAFF, say=say, rows={}, deeds=_DONE_TO_STAFF, restore=restore)
    back = reverse("staff_change", args=[staff_id])
    return history_page(
        request, entries, words, title=member.name, back=back, back_word=_("Staff"), following=following
    )


@requires(Permission.STAFF_MANAGE)
@require_POST
def staff_restore(request: HttpRequest, staff_id: int, event: int) -> HttpResponse:
    """Take one value of a member back."""
    restore_staff(staff_id, event, request.POST.get("name", ""), by_staff_id=staff_id_of(request))
    return taken_back(request, "staff_history", staff_id)


@requires(Permission.BUSINESS_CHANGE)
@require_safe
def shop_history(request: HttpRequest) -> HttpResponse:
    """A page of the history of the shop's settings, the latest first."""
    entries, following = list_business_history(cursor=request.GET.get("cursor", ""))

    def restore(entry: Entry, field: FieldChanged) -> str:
        return reverse("shop_restore", args=[entry.event]) if field.name in OF_BUSINESS else ""

    words = Words(names=_OF_BUSINESS, say=_of_business, rows={}, restore=restore)
    shop = _("Shop")
    return history_page(
        request, entries, words, title=shop, back=reverse("shop"), back_word=shop, following=following
    )


@requires(Permission.BUSINESS_CHANGE)
@require_POST
def shop_restore(request: HttpRequest, event: int) -> HttpResponse:
    """Take one of the shop's settings back."""
    restore_business(event, request.POST.get("name", ""), by_staff_id=staff_id_of(request))
    return taken_back(request, "shop_history")


def _of_staff(name: str, value: Any, teams: dict[int, str]) -> str:
    if name == "role":
        return str(ROLE_LABELS[Role(value)]) if value else ""
    if name == "team_id":
        return teams.get(value, "") if value else ""
    if name == "visibility":
        return str(dict(VISIBILITIES)[value or ""])
    if name == "exports":
        return str(dict(EXPORTS)[{True: "yes", False: "no"}.get(value, "")])
    if name == "is_active":
        return _("may sign in") if value else _("may not sign in")
    if name == "second_factor_since":
        return _("On") if value else _("Off")
    if name in _DONE_TO_STAFF:
        return ""
    return str(value or "")


def _of_business(_table: str, name: str, value: Any) -> str:
    if name == "trade":
        return str(TRADE_LABELS[Trade(value)]) if value else ""
    if name == "day_start_minutes":
        return "" if value is None else clock_of(value)
    if name == "document_language":
        return str(dict(settings.LANGUAGES).get(value, value or ""))
    if name == "second_factor_required":
        return _("required") if value else _("up to everybody")
    return str(value or "")
