"""変更の履歴 of an order with its lines, there or removed, and taking a value back."""

from collections.abc import Iterable, Sequence
from datetime import date, datetime
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext, pgettext_lazy
from django.views.decorators.http import require_POST, require_safe

from otokui.core.platform.history import Entry, FieldChanged
from otokui.core.ui import figures
from otokui.core.ui.record_history import Words
from otokui.domain.accounts.public import (
    get_business,
    history_page,
    may,
    requires,
    sight_of,
    staff_id_of,
    staff_names,
    taken_back,
)
from otokui.domain.accounts.types import Permission, Sight
from otokui.domain.customers.public import customer_names, seen_among
from otokui.domain.desk.actions.restore_order import (
    OF_DELIVERY,
    OF_ORDER,
    restore_lines,
    restore_order,
    restore_removed,
)
from otokui.domain.desk.web.tags import channel_word
from otokui.domain.purchases.public import (
    category_names,
    find_gone_order,
    get_order,
    list_gone_orders,
    list_order_history,
    of_seen_order,
    product_names,
    run_that_brought,
    shop_names,
)

_MONEY = {"amount", "unit_price", "discount", "unit_cost", "price", "cost"}
NAMED = frozenset({"unit_price", "discount", "price", "cost", "deliver_on", "deliver_to", "delivered_at"})
_OF_ORDER = {
    "customer_id": gettext_lazy("Customer"),
    "external_id": gettext_lazy("Order number"),
    "ordered_at": gettext_lazy("Ordered"),
    "channel": gettext_lazy("Way"),
    "shop_id": pgettext_lazy("sale", "Shop"),
    "staff_id": gettext_lazy("Person in charge"),
    "trigger": gettext_lazy("What led here"),
    "deliver_on": gettext_lazy("Delivery day"),
    "deliver_slot": gettext_lazy("Delivery time"),
    "deliver_to": gettext_lazy("Delivered to"),
    "delivered_at": gettext_lazy("Delivered"),
    "product_id": gettext_lazy("Product"),
    "product_text": gettext_lazy("Product"),
    "quantity": gettext_lazy("Quantity"),
    "unit_price": gettext_lazy("Price"),
    "discount": gettext_lazy("Discount"),
    "amount": gettext_lazy("Amount"),
    "names_order": gettext_lazy("Order it takes back"),
    "name": gettext_lazy("File"),
    "note": gettext_lazy("Note"),
    "hidden_at": pgettext_lazy("history", "removed"),
}


@requires(Permission.PURCHASES_VIEW)
@require_safe
@of_seen_order
def order_history(request: HttpRequest, order_id: int) -> HttpResponse:
    """A page of the history of one order, the latest first."""
    order = get_order(order_id)
    entries, following = list_order_history(order_id, cursor=request.GET.get("cursor", ""))
    records = may(request.user, Permission.PURCHASES_RECORD)
    corrects = records and not any(line.kind.is_reversal for line in order.lines)

    def restore(entry: Entry, field: FieldChanged) -> str:
        offered = (corrects and field.name in OF_ORDER) or (records and field.name in OF_DELIVERY)
        if not offered or entry.table != "order":
            return ""
        return reverse("order_restore", kwargs={"order_id": order_id, "event": entry.event})

    def together(change: Sequence[Entry]) -> str:
        lines = [entry.event for entry in change if entry.table == "line"]
        whole = any(entry.table == "order" and entry.kind != "update" for entry in change)
        if not (corrects and lines) or whole:  # it came, or went, with its lines
            return ""
        return reverse("order_restore_lines", args=[order_id, min(lines)])

    words = Words(
        names=_OF_ORDER,
        say=Say(entries, sight_of(request.user)).order,
        rows={"line": pgettext("order", "Line"), "order": _("Order"), "file": _("File")},
        named=NAMED,
        restore=restore,
        together=together,
    )
    return history_page(
        request,
        entries,
        words,
        title=_("Order") + (f" #{order.external_id}" if order.external_id else ""),
        back=reverse("order", args=[order_id]),
        back_word=_("Order"),
        following=following,
        together=_("Restore the lines as they were before"),
        brought="" if following else brought(run_that_brought(order_id)),
    )


@requires(Permission.PURCHASES_RECORD)
@require_POST
@of_seen_order
def order_restore(request: HttpRequest, order_id: int, event: int) -> HttpResponse:
    """Take one value of the order back; the customer's class follows."""
    restore_order(
        order_id,
        event,
        request.POST.get("name", ""),
        sight=sight_of(request.user),
        now=timezone.now(),
        staff=staff_id_of(request),
    )
    return taken_back(request, "order_history", order_id)


@requires(Permission.PURCHASES_RECORD)
@require_POST
@of_seen_order
def order_restore_lines(request: HttpRequest, order_id: int, event: int) -> HttpResponse:
    """Bring the lines back as they were before a change."""
    restore_lines(order_id, event, now=timezone.now(), staff=staff_id_of(request))
    return taken_back(request, "order_history", order_id)


@requires(Permission.PURCHASES_VIEW)
@require_safe
def orders_gone(request: HttpRequest) -> HttpResponse:
    """Orders that somebody removed lately: who, when, and what each of them was."""
    found = list_gone_orders(sight=sight_of(request.user))
    customers = customer_names({one.customer_id for one in found if one.customer_id})
    staff = staff_names({one.removed_by for one in found if one.removed_by})
    rows = [
        (one, customers.get(one.customer_id or 0, ""), staff.get(one.removed_by or 0, "")) for one in found
    ]
    return render(request, "desk/orders_gone.html", {"rows": rows})


@requires(Permission.PURCHASES_VIEW)
@require_safe
def order_gone(request: HttpRequest, gone_id: int) -> HttpResponse:
    """One of them with all its changes."""
    sight = sight_of(request.user)
    gone = find_gone_order(gone_id, sight=sight)
    if gone is None:
        raise Http404
    entries, following = list_order_history(gone_id, cursor=request.GET.get("cursor", ""))
    rows = {"line": pgettext("order", "Line"), "order": _("Order"), "file": _("File")}
    words = Words(names=_OF_ORDER, say=Say(entries, sight).order, rows=rows, named=NAMED)
    title = _("Removed order") + (f" #{gone.external_id}" if gone.is_numbered else "")
    may_record = may(request.user, Permission.PURCHASES_RECORD)
    return history_page(
        request,
        entries,
        words,
        title=title,
        back=reverse("orders_gone"),
        back_word=_("Removed orders"),
        following=following,
        bring_back=reverse("order_bring_back", args=[gone_id]) if may_record else "",
    )


@requires(Permission.PURCHASES_RECORD)
@require_POST
def order_bring_back(request: HttpRequest, gone_id: int) -> HttpResponse:
    """The removed order is there again."""
    sight = sight_of(request.user)
    if find_gone_order(gone_id, sight=sight) is None:
        raise Http404
    restore_removed(gone_id, sight=sight, now=timezone.now(), staff=staff_id_of(request))
    messages.success(request, _("The order is there again."))
    return redirect("order", gone_id)


def brought(run: int | None) -> str:
    return _("Brought by import %(run)s.") % {"run": run} if run else ""


class Say:
    """Values in words, the names that numbers stand for read once for the page; at most 5 queries."""

    def __init__(self, entries: Iterable[Entry], sight: Sight) -> None:
        found = list(entries)

        def numbers(name: str) -> set[int]:
            values = (one for entry in found for one in entry.fields if one.name == name)
            return {value for one in values for value in (one.before, one.after) if value}

        self._business = get_business()
        self._names: dict[str, dict[int, str]] = {
            "customer_id": customer_names(seen_among(numbers("customer_id"), sight)),
            "staff_id": staff_names(numbers("staff_id")),
            "shop_id": shop_names(numbers("shop_id")),
            "product_id": product_names(numbers("product_id") | numbers("base_id")),
            "category_id": category_names(numbers("category_id")),
        }
        self._names["base_id"] = self._names["product_id"]

    def order(self, table: str, name: str, value: Any) -> str:
        """A value of an order or of one of its lines."""
        if name == "channel" and value:
            return str(channel_word(value))
        return self._plain(name, value)

    def catalogued(self, table: str, name: str, value: Any) -> str:
        """A value of a product, a product group or a shop."""
        if name == "active":
            return _("Yes") if value else _("No")
        return self._plain(name, value)

    def _plain(self, name: str, value: Any) -> str:
        if value in (None, ""):
            return ""
        if name in self._names:
            return self._names[name].get(value, "")
        if name in _MONEY:
            return figures.money(value, self._business.currency, self._business.minor_units)
        if name == "quantity":
            return f"×{figures.quantity(value)}"
        if name == "deliver_on":
            return figures.day(date.fromisoformat(value))
        if name in ("ordered_at", "delivered_at", "hidden_at"):
            at = datetime.fromisoformat(value)
            return figures.moment(at, zone=self._business.zone, now=timezone.now(), with_day=True)
        return str(value)
