"""The left menu and the tabs of the settings: only pages that exist, only those the reader may open."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

from django.http import HttpRequest
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import get_language, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from otokui.core.ui.shell import MenuEntry
from otokui.domain.accounts.public import may
from otokui.domain.accounts.types import Permission


@dataclass(frozen=True, eq=False)
class _Place:
    """`around`: further beginnings of addresses that belong to this place."""

    label: str | Promise
    view: str
    icon: str
    key: str
    permission: Permission
    around: tuple[str, ...] = ()


_PLACES = (
    _Place(_("Today"), "today", "sunrise", "g t", Permission.CUSTOMERS_VIEW),
    _Place(_("Customers"), "customers", "users", "g c", Permission.CUSTOMERS_VIEW),
    _Place(pgettext_lazy("menu", "Orders"), "orders", "shopping-bag", "g o", Permission.PURCHASES_VIEW),
    _Place(_("Analysis"), "analysis", "chart-column", "g a", Permission.CUSTOMERS_VIEW),
    _Place(_("Imports"), "imports", "upload", "g i", Permission.IMPORTS_RUN),
    _Place(_("Settings"), "settings", "settings", "g s", Permission.OWN_PAGE, around=("/jobs/",)),
)
_SETTINGS = (
    _Place(_("Rules of the classes"), "rules", "flask-conical", "", Permission.CUSTOMERS_VIEW),
    _Place(_("Class programmes"), "programmes", "list-checks", "g p", Permission.CUSTOMERS_VIEW),
    _Place(_("Shop"), "shop", "store", "", Permission.BUSINESS_CHANGE),
    _Place(_("Customer fields"), "own_fields", "tag", "", Permission.BUSINESS_CHANGE),
    _Place(_("Staff"), "staff", "users", "", Permission.STAFF_MANAGE),
    _Place(_("Export log"), "exports", "download", "", Permission.STAFF_MANAGE),
    _Place(_("Jobs"), "jobs", "cpu", "g j", Permission.JOBS_VIEW),
    _Place(_("My page"), "own_page", "user-round", "", Permission.OWN_PAGE),
)


_ELSEWHERE = (_Place(_("Out today"), "field", "truck", "g f", Permission.FIELD_CAPTURE),)


def entries_for(request: HttpRequest) -> tuple[MenuEntry, ...]:
    """The menu of this reader on this page."""
    return _entries(request, _PLACES)


def tabs_for(request: HttpRequest) -> tuple[MenuEntry, ...]:
    """The tabs of the settings; nothing elsewhere."""
    tabs = _entries(request, _SETTINGS)
    return tabs if any(tab.current for tab in tabs) else ()


def shortcuts_for(request: HttpRequest) -> tuple[MenuEntry, ...]:
    """Tabs, and pages beside the menu, that a key opens from anywhere."""
    return tuple(place for place in _entries(request, (*_SETTINGS, *_ELSEWHERE)) if place.key)


def first_of_settings(request: HttpRequest) -> str:
    """The address of the first tab that this reader may open."""
    return _entries(request, _SETTINGS)[0].url


def _entries(request: HttpRequest, places: Sequence[_Place]) -> tuple[MenuEntry, ...]:
    if not request.user.is_authenticated:
        return ()
    language, path = get_language(), request.path
    allowed = {place.permission for place in places}
    allowed = {permission for permission in allowed if may(request.user, permission)}
    return tuple(
        _entry(place, path, *_written(place, language)) for place in places if place.permission in allowed
    )


@cache
def _written(place: _Place, language: str) -> tuple[str, str]:
    """Words and address, which every page shows."""
    return str(place.label), reverse(place.view)


def _entry(place: _Place, path: str, label: str, url: str) -> MenuEntry:
    current = path.startswith((url, *place.around))
    return MenuEntry(label=label, url=url, icon=place.icon, key=place.key, current=current)
