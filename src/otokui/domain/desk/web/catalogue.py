"""売場と商品分類: what shops and product groups are called; their history, and that of a product."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from otokui.core.kernel.errors import Refused
from otokui.core.platform.history import Entry, FieldChanged
from otokui.core.ui.record_history import Words
from otokui.domain.accounts.public import history_page, may, requires, sight_of, staff_id_of, taken_back
from otokui.domain.accounts.types import Permission
from otokui.domain.desk.web.record_history import NAMED, Say, brought
from otokui.domain.purchases.public import (
    change_catalogue,
    find_catalogued,
    list_catalogue,
    list_catalogue_history,
    restore_catalogue,
    restore_relation,
)
from otokui.domain.purchases.types import Catalogued, CatalogueRow

KINDS = {Catalogued.SHOP: pgettext_lazy("sale", "Shop"), Catalogued.GROUP: gettext_lazy("Product group")}
_NAMES = {
    Catalogued.SHOP: {"name": gettext_lazy("Name"), "active": gettext_lazy("In use")},
    Catalogued.GROUP: {"name": gettext_lazy("Name")},
    Catalogued.PRODUCT: {
        "name": gettext_lazy("Name"),
        "code": gettext_lazy("Product number"),
        "category_id": gettext_lazy("Category"),
        "unit": gettext_lazy("Unit"),
        "price": gettext_lazy("Price"),
        "cost": gettext_lazy("Cost"),
        "active": gettext_lazy("On sale"),
        "base_id": gettext_lazy("Goes with"),
    },
}


@requires(Permission.BUSINESS_CHANGE)
@require_safe
def catalogue(request: HttpRequest) -> HttpResponse:
    """All shops and product groups. 2 SQL queries."""
    context = {"shops": list_catalogue(Catalogued.SHOP), "groups": list_catalogue(Catalogued.GROUP)}
    return render(request, "desk/catalogue.html", context)


@requires(Permission.BUSINESS_CHANGE)
@require_http_methods(["GET", "POST"])
def catalogued(request: HttpRequest, kind: str, row_id: int) -> HttpResponse:
    """What one of them is called, and whether it is in use; whoever is second looks at it again."""
    what, known = _known(kind, row_id)
    if what not in KINDS:
        raise Http404
    problem, typed = None, known
    if request.method == "POST":
        given = request.POST
        name, used = given.get("name", "").strip(), given.get("active") == "1"
        values: dict[str, object] = {"name": name}
        seen: dict[str, object] = {"name": given.get("seen_name", "")}
        if what is Catalogued.SHOP:
            values["active"], seen["active"] = used, given.get("seen_active") == "1"
        try:
            change_catalogue(what, row_id, values, seen=seen, staff=staff_id_of(request))
        except Refused as refused:
            _what, known = _known(kind, row_id)
            problem, typed = refused, CatalogueRow(id=row_id, name=name, run=None, is_used=used)
        else:
            messages.success(request, _("Saved: %(name)s.") % {"name": name})
            return redirect("catalogue")
    context = {"kind": kind, "word": KINDS[what], "known": known, "typed": typed, "problem": problem}
    return render(request, "desk/catalogued.html", context, status=422 if problem else 200)


@requires(Permission.BUSINESS_CHANGE)
@require_safe
def catalogued_history(request: HttpRequest, kind: str, row_id: int) -> HttpResponse:
    """A page of the history of a shop or a product group, the latest first."""
    what, known = _known(kind, row_id)
    if what not in KINDS:
        raise Http404
    back = reverse("catalogued", args=[kind, row_id])
    return _history(request, what, known, back=back, back_word=str(KINDS[what]))


@requires(Permission.PURCHASES_VIEW)
@require_safe
def product_history(request: HttpRequest, product_id: int) -> HttpResponse:
    """A page of the history of one product, the latest first."""
    return _history(request, *_known(Catalogued.PRODUCT, product_id))


@requires(Permission.BUSINESS_CHANGE)
@require_POST
def catalogued_restore(request: HttpRequest, kind: str, row_id: int, event: int) -> HttpResponse:
    """Take one value back, or (of a product) what it goes with."""
    what, _row = _known(kind, row_id)
    name, me = request.POST.get("name", ""), staff_id_of(request)
    if what is Catalogued.PRODUCT:
        if name:
            restore_catalogue(what, row_id, event, name, staff=me)
        else:
            restore_relation(row_id, event, staff=me)
        return taken_back(request, "product_history", row_id)
    restore_catalogue(what, row_id, event, name, staff=me)
    return taken_back(request, "catalogued_history", kind, row_id)


def _known(kind: str, row_id: int) -> tuple[Catalogued, CatalogueRow]:
    what = Catalogued(kind) if kind in set(Catalogued) else None
    row = find_catalogued(what, row_id) if what else None
    if what is None or row is None:
        raise Http404
    return what, row


def _history(
    request: HttpRequest, what: Catalogued, row: CatalogueRow, *, back: str = "", back_word: str = ""
) -> HttpResponse:
    entries, following = list_catalogue_history(what, row.id, cursor=request.GET.get("cursor", ""))
    may_change = may(request.user, Permission.BUSINESS_CHANGE)

    def address(entry: Entry) -> str:
        return reverse("catalogued_restore", args=[what.value, row.id, entry.event]) if may_change else ""

    def restore(entry: Entry, field: FieldChanged) -> str:
        return "" if field.name == "code" or entry.table == "relation" else address(entry)

    words = Words(
        names=_NAMES[what],
        say=Say(entries, sight_of(request.user)).catalogued,
        rows={"relation": _("Refill or accessory")},
        named=NAMED,
        restore=restore,
        whole=lambda entry: address(entry) if entry.table == "relation" else "",
    )
    return history_page(
        request,
        entries,
        words,
        title=row.name,
        back=back,
        back_word=back_word,
        following=following,
        brought="" if following else brought(row.run),
    )
