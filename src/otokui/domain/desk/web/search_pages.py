"""Pages and actions that the search of the whole shop knows, with the words by which people look for them."""

from dataclasses import dataclass
from typing import Final

from django.http import HttpRequest
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from otokui.core.kernel.text import search_words, words
from otokui.domain.accounts.public import may
from otokui.domain.accounts.types import Permission


@dataclass(frozen=True, eq=False)
class Place:
    """A page or what is done on it; `said`: other words for it, in the reader's language."""

    label: "str | Promise"
    view: str
    icon: str
    permission: Permission
    said: "str | Promise" = ""


PLACES: Final = (
    Place(
        _("New order"),
        "order_new",
        "plus",
        Permission.PURCHASES_RECORD,
        _("write an order, sale, telephone order"),
    ),
    Place(
        _("New customer"), "customer_new", "user-plus", Permission.CUSTOMERS_CHANGE, _("register, prospect")
    ),
    Place(
        _("Import a file"), "import_new", "file-up", Permission.IMPORTS_RUN, _("CSV, Excel, take in, upload")
    ),
    Place(_("Today"), "today", "sunrise", Permission.CUSTOMERS_VIEW, _("to do, tasks, list")),
    Place(_("Customers"), "customers", "users", Permission.CUSTOMERS_VIEW, _("list, search, filter")),
    Place(
        pgettext_lazy("menu", "Orders"),
        "orders",
        "shopping-bag",
        Permission.PURCHASES_VIEW,
        _("sales, purchases"),
    ),
    Place(
        _("Analysis"),
        "analysis",
        "chart-column",
        Permission.CUSTOMERS_VIEW,
        _("classes, RFM, figures, report"),
    ),
    Place(_("Imports"), "imports", "upload", Permission.IMPORTS_RUN, _("history, undo, CSV")),
    Place(
        _("Rules of the classes"),
        "rules",
        "flask-conical",
        Permission.CUSTOMERS_VIEW,
        _("thresholds, settings"),
    ),
    Place(_("Shop"), "shop", "store", Permission.BUSINESS_CHANGE, _("name, currency, time zone, settings")),
    Place(_("Customer fields"), "own_fields", "tag", Permission.BUSINESS_CHANGE, _("own fields, settings")),
    Place(
        _("Staff"), "staff", "users", Permission.STAFF_MANAGE, _("roles, rights, teams, password, settings")
    ),
    Place(_("Jobs"), "jobs", "cpu", Permission.JOBS_VIEW, _("background work, errors")),
    Place(
        _("My page"),
        "own_page",
        "user-round",
        Permission.OWN_PAGE,
        _("password, language, brightness, settings"),
    ),
)


@dataclass(frozen=True)
class FoundPlace:
    """`is_called_so`: its name begins with what was typed."""

    place: Place
    url: str
    is_called_so: bool


def find_places(request: HttpRequest, text: str, *, limit: int) -> list[FoundPlace]:
    """Places this reader may open whose name or other words begin with this; names first. No query."""
    wanted = "".join(search_words(text))
    likely = [(_likeness(place, wanted), place) for place in PLACES] if wanted else []
    found = [(how, place) for how, place in likely if how is not None and may(request.user, place.permission)]
    found.sort(key=lambda each: each[0])
    return [FoundPlace(place, reverse(place.view), how == 0) for how, place in found[:limit]]


def _likeness(place: Place, wanted: str) -> int | None:
    """0: its name begins so, 1: its name has it, 2: another word begins so."""
    name = "".join(words(str(place.label)))
    if name.startswith(wanted):
        return 0
    if len(wanted) > 1 and wanted in name:
        return 1
    said = (word for part in str(place.said).replace("、", ",").split(",") for word in words(part))
    return 2 if len(wanted) > 1 and any(word.startswith(wanted) for word in said) else None
