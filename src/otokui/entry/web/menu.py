"""The left menu: only pages that exist, only those the reader may open."""

from dataclasses import dataclass

from django.http import HttpRequest
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from otokui.core.ui.shell import MenuEntry
from otokui.domain.accounts.public import may
from otokui.domain.accounts.types import Permission


@dataclass(frozen=True)
class _Place:
    label: str | Promise
    view: str
    icon: str
    key: str
    permission: Permission


_PLACES = (
    _Place(_("Customers"), "customers", "users", "g c", Permission.CUSTOMERS_VIEW),
    _Place(_("Jobs"), "jobs", "cpu", "g j", Permission.JOBS_VIEW),
)


def entries_for(request: HttpRequest) -> tuple[MenuEntry, ...]:
    """The menu of this reader on this page."""
    if not request.user.is_authenticated:
        return ()
    return tuple(
        MenuEntry(
            label=str(place.label),
            url=(url := reverse(place.view)),
            icon=place.icon,
            key=place.key,
            current=request.path.startswith(url),
        )
        for place in _PLACES
        if may(request.user, place.permission)
    )
