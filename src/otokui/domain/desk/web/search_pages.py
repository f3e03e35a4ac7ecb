"""Pages and actions that the search of the whole shop knows, with the words by which people look for them."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from django.http import HttpRequest
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from otokui.core.kernel.text import search_words, words
from otokui.domain.accounts.public import may, staff_id_of
from otokui.domain.accounts.types import Permission
from otokui.domain.insights.public import CLASS_LABELS, list_names_of_lists


@dataclass(frozen=True, eq=False)
class Place:
    """A page or what is done on it; `said`: other words for it, in the reader's language.

    `named`: the last part of its address, `asked`: what stands behind it.
    """

    label: "str | Promise"
    view: str
    icon: str
    permission: Permission
    said: "str | Promise" = ""
    named: str = ""
    asked: str = ""


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
    Place(
        _("Class programmes"),
        "programmes",
        "list-checks",
        Permission.CUSTOMERS_VIEW,
        _("plan, steps, approach, hold-out, settings"),
    ),
    Place(_("Saved lists"), "saved_lists", "bookmark", Permission.CUSTOMERS_VIEW, _("filters, conditions")),
    Place(
        _("List review"),
        "review",
        "clipboard-check",
        Permission.CUSTOMERS_VIEW,
        _("clean-up, stale, incomplete, no address"),
    ),
    Place(_("Twice there?"), "review_same", "git-merge", Permission.CUSTOMERS_MERGE, _("duplicates, merge")),
    Place(_("Merged records"), "merges", "git-merge", Permission.CUSTOMERS_MERGE, _("undo a merge")),
    Place(
        _("Rules of the list review"),
        "review_rules",
        "settings",
        Permission.BUSINESS_CHANGE,
        _("clean-up, settings"),
    ),
    Place(
        _("Deliveries today"),
        "field",
        "truck",
        Permission.FIELD_CAPTURE,
        _("out today, driver, maintenance, seen at the door"),
    ),
    *(
        Place(format_lazy("{}: {}", _("Analysis"), label), view, icon, Permission.CUSTOMERS_VIEW, label)
        for view, label, icon in (
            ("analysis_moves", pgettext_lazy("analysis", "Moves"), "arrow-right-left"),
            ("analysis_rfm", _("RFM"), "grid-3x3"),
            ("analysis_repeat", _("Second purchase"), "repeat"),
            ("analysis_takings", _("Sales and profit"), "trending-up"),
        )
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
    Place(
        _("Export log"),
        "exports",
        "download",
        Permission.STAFF_MANAGE,
        _("exports, downloads, who took what"),
    ),
    Place(_("Jobs"), "jobs", "cpu", Permission.JOBS_VIEW, _("background work, errors")),
    Place(
        _("My page"),
        "own_page",
        "user-round",
        Permission.OWN_PAGE,
        _("password, language, brightness, settings"),
    ),
    Place(
        _("Safety of your account"),
        "own_safety",
        "shield-check",
        Permission.OWN_PAGE,
        _("second factor, recovery codes, sessions, password"),
    ),
)


_CLASSES: Final = tuple(
    Place(
        format_lazy("{}: {}", _("Customers"), label),
        "customers",
        "users",
        Permission.CUSTOMERS_VIEW,
        label,
        asked=f"class={key}",
    )
    for key, label in CLASS_LABELS.items()
)
_PROGRAMMES: Final = tuple(
    Place(
        format_lazy("{}: {}", _("Class programmes"), label),
        "programme",
        "list-checks",
        Permission.CUSTOMERS_VIEW,
        label,
        named=key,
    )
    for key, label in CLASS_LABELS.items()
)


@dataclass(frozen=True)
class FoundPlace:
    """`is_called_so`: its name begins with what was typed."""

    place: Place
    url: str
    is_called_so: bool


def find_places(
    request: HttpRequest, text: str, *, limit: int, among: Iterable[Place] = PLACES
) -> list[FoundPlace]:
    """Places this reader may open whose name or other words begin with this; names first. No query."""
    wanted = "".join(search_words(text))
    likely = [(_likeness(place, wanted), place) for place in among] if wanted else []
    found = [(how, place) for how, place in likely if how is not None and may(request.user, place.permission)]
    found.sort(key=lambda each: each[0])
    return [FoundPlace(place, _address(place), how == 0) for how, place in found[:limit]]


def find_lists(request: HttpRequest, text: str, *, limit: int) -> list[FoundPlace]:
    """Classes and their programmes, standing and saved lists of customers, by their names. One query."""
    lists = [
        Place(name, "customers", "list-filter", Permission.CUSTOMERS_VIEW, asked=f"list={key}")
        for key, name in list_names_of_lists(staff_id_of(request))
    ]
    return find_places(request, text, limit=limit, among=[*lists, *_CLASSES, *_PROGRAMMES])


def _address(place: Place) -> str:
    path = reverse(place.view, args=[place.named] if place.named else [])
    return f"{path}?{place.asked}" if place.asked else path


def _likeness(place: Place, wanted: str) -> int | None:
    """0: its name begins so, 1: its name has it, 2: another word begins so."""
    name = "".join(words(str(place.label)))
    if name.startswith(wanted):
        return 0
    if len(wanted) > 1 and wanted in name:
        return 1
    said = (word for part in str(place.said).replace("、", ",").split(",") for word in words(part))
    return 2 if len(wanted) > 1 and any(word.startswith(wanted) for word in said) else None
