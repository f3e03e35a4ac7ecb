"""チーム: what a team is called, who is in it, and what it was called before."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from otokui.core.kernel.errors import Refused
from otokui.core.platform.history import Entry, FieldChanged
from otokui.core.ui.record_history import Words
from otokui.domain.accounts.actions.rename_team import rename_team
from otokui.domain.accounts.actions.restore_settings import restore_team
from otokui.domain.accounts.adapters.gate import requires, staff_id_of
from otokui.domain.accounts.adapters.history_page import history_page, taken_back
from otokui.domain.accounts.models import ROLE_LABELS
from otokui.domain.accounts.queries.history import list_team_history
from otokui.domain.accounts.queries.staff import find_team, list_team_members
from otokui.domain.accounts.types import Permission


@requires(Permission.STAFF_MANAGE)
@require_http_methods(["GET", "POST"])
def team(request: HttpRequest, team_id: int) -> HttpResponse:
    """Rename it; whoever is second is told what the first has made of it."""
    name = find_team(team_id)
    if not name:
        raise Http404
    problem, typed = "", name
    if request.method == "POST":
        typed = request.POST.get("name", "").strip()
        try:
            rename_team(team_id, typed, seen=request.POST.get("seen", ""), by_staff_id=staff_id_of(request))
        except Refused as refused:
            problem, name = str(refused), find_team(team_id)
        else:
            messages.success(request, _("Saved: %(name)s.") % {"name": typed})
            return redirect("staff")
    members = [(member, ROLE_LABELS[member.role]) for member in list_team_members(team_id)]
    context = {"team_id": team_id, "name": name, "typed": typed, "problem": problem, "members": members}
    return render(request, "accounts/team.html", context, status=422 if problem else 200)


@requires(Permission.STAFF_MANAGE)
@require_safe
def team_history(request: HttpRequest, team_id: int) -> HttpResponse:
    """A page of the history of one team, the latest first."""
    name = find_team(team_id)
    if not name:
        raise Http404
    entries, following = list_team_history(team_id, cursor=request.GET.get("cursor", ""))

    def restore(entry: Entry, _field: FieldChanged) -> str:
        return reverse("team_restore", args=[team_id, entry.event])

    words = Words(
        names={"name": gettext_lazy("Name")},
        say=lambda _table, _name, value: str(value or ""),
        rows={},
        restore=restore,
    )
    back = reverse("team", args=[team_id])
    return history_page(
        request, entries, words, title=name, back=back, back_word=_("Team"), following=following
    )


@requires(Permission.STAFF_MANAGE)
@require_POST
def team_restore(request: HttpRequest, team_id: int, event: int) -> HttpResponse:
    """Call the team again what it was called."""
    restore_team(team_id, event, by_staff_id=staff_id_of(request))
    return taken_back(request, "team_history", team_id)
