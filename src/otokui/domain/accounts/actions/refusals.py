"""What two people at once are told."""

from django.utils.translation import gettext as _

from otokui.core.kernel.errors import Refused
from otokui.domain.accounts.models import Business, Staff
from otokui.domain.accounts.queries.changes import who_changed


def changed_meanwhile(row: Business | Staff) -> Refused:
    """The refusal of whoever saves second, naming the first."""
    name = who_changed(row) or _("Somebody")
    return Refused(
        _("%(name)s has saved other values meanwhile. They are shown beside yours; save again to keep yours.")
        % {"name": name},
        code="changed_meanwhile",
    )
