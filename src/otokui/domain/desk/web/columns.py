"""The columns of the customer list: what can stand there, what one chose, and which way they lead."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from django.views.decorators.http import require_http_methods

from otokui.domain.accounts.public import requires, staff_id_of
from otokui.domain.accounts.types import Permission
from otokui.domain.customers.public import list_attributes
from otokui.domain.desk.web.asked import kept_of, linker, saved_of
from otokui.domain.insights.public import choose_columns, get_look

Text = str | Promise


@dataclass(frozen=True, slots=True)
class Column:
    """`detail`: it is read beside the line. `sort`: the order of the list that an index carries."""

    key: str
    label: Text
    detail: bool = False
    right: bool = False
    sort: str = ""


COLUMNS: Final = (
    Column("class", _("Class")),
    Column("next", _("Next order")),
    Column("orders", _("Purchases"), right=True),
    Column("net", _("Total"), right=True, sort="money"),
    Column("last", _("Last purchase"), sort="last"),
    Column("reach", _("Call or write")),
    Column("in_charge", _("In charge")),
    Column("average", pgettext_lazy("condition", "Average order value"), right=True),
    Column("discount", pgettext_lazy("condition", "Bought at a discount (%)"), right=True),
    Column("first", _("First purchase")),
    Column("changes", _("Class changes on")),
    Column("tags", _("Tags")),
    Column("kind", pgettext_lazy("customer", "Kind")),
    Column("birthday", _("Birthday"), detail=True),
    Column("since", _("Customer since"), detail=True),
    Column("postal", _("Postal code"), detail=True),
    Column("address", _("Address"), detail=True),
    Column("reason", _("Why us"), detail=True),
    Column("why_not_more", pgettext_lazy("condition", "Why not more often")),
    Column("answer", pgettext_lazy("condition", "Said of the awaited order")),
)
USUAL: Final = ("class", "next", "orders", "net", "last", "reach", "in_charge")


def all_columns() -> list[Column]:
    """Those of the program, then the shop's own fields. One SQL query."""
    own = [Column(f"own.{field.key}", field.label, detail=True) for field in list_attributes()]
    return [*COLUMNS, *own]


def chosen_columns(keys: Sequence[str]) -> list[Column]:
    """The columns of these keys that there are, the usual ones for none.

    One SQL query where fields of the shop's own are among them.
    """
    wanted = [key for key in keys if key] or list(USUAL)
    known = {one.key: one for one in (all_columns() if any(key[:4] == "own." for key in wanted) else COLUMNS)}
    return [known[key] for key in wanted if key in known]


def in_order(shown: Sequence[Column]) -> list[Column]:
    """Those that are shown in their order, then all the others. One SQL query."""
    return [*shown, *(column for column in all_columns() if column not in shown)]


@requires(Permission.CUSTOMERS_VIEW)
@require_http_methods(["GET", "POST"])
def columns(request: HttpRequest) -> HttpResponse:
    """Choose them and their order: of the saved list that the address names, else of all lists. The choice is
    one's own and stays on the server.
    """
    saved = saved_of(request)
    key = saved.key if saved else ""
    if request.method == "POST":
        known = {one.key for one in all_columns()}
        wanted = [] if "usual" in request.POST else request.POST.getlist("column")
        choose_columns([one for one in wanted if one in known], staff_id=staff_id_of(request), of_list=key)
        return redirect(linker(request)())
    look = get_look(staff_id_of(request))
    chosen = chosen_columns(look.columns_of(key))
    context = {
        "columns": [(one, one in chosen) for one in in_order(chosen)],
        "saved": saved,
        "own_look": key in look.of_lists,
        "kept": kept_of(request.GET),
        "query": request.GET.urlencode(),
    }
    alone = "HX-Request" not in request.headers
    return render(request, "desk/columns.html" if alone else "desk/columns_form.html", context)
