"""A team is called otherwise."""

from django.db import transaction
from django.utils.translation import gettext as _

from otokui.core.kernel.errors import Refused
from otokui.core.platform import audit
from otokui.domain.accounts.models import Team

LONGEST = 100


def rename_team(team_id: int, name: str, *, seen: str, by_staff_id: int, cause: str = "edit") -> None:
    """Its members stay in it. `seen`: what it was called when this was decided.

    `Refused`: `bad_name` for none or one too long, `name_taken` for another team's, `changed_meanwhile` if it
    is no longer called `seen`, `gone` if it is no longer there.
    """
    name = name.strip()
    if not 0 < len(name) <= LONGEST:
        raise Refused(_("Write a name of at most 100 characters."), code="bad_name")
    with transaction.atomic(), audit.changing(cause=cause, staff=by_staff_id):
        team = Team.objects.select_for_update().filter(pk=team_id).first()
        if team is None:
            raise Refused(_("This team is no longer there."), code="gone")
        if team.name != seen:
            raise Refused(
                _("This team is called “%(name)s” by now.") % {"name": team.name}, code="changed_meanwhile"
            )
        if Team.objects.filter(name=name).exclude(pk=team_id).exists():
            raise Refused(_("Another team is called so already."), code="name_taken")
        Team.objects.filter(pk=team_id).update(name=name)
