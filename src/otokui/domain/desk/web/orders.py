"""Orders: the list of those last recorded, one order, an order written by hand."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from otokui.core.kernel.phone import looks_like_phone
from otokui.core.tabular.numbers import read_quantity
from otokui.core.ui import figures
from otokui.domain.accounts.public import get_business, list_staff, may, requires, sight_of, staff_id_of
from otokui.domain.accounts.types import Permission
from otokui.domain.customers.public import may_see, search_customers
from otokui.domain.desk.actions.record_order import record_order, rewrite_order
from otokui.domain.desk.queries.orders import buyer, order_list, order_sheet, seen_mark
from otokui.domain.desk.web.files import files_context
from otokui.domain.desk.web.labels import CLASS_LABELS
from otokui.domain.desk.web.order_form import CHANNELS, OrderForm, TypedLine, empty_form, form_of, read_form
from otokui.domain.desk.web.order_rows import drawn_orders
from otokui.domain.insights.public import get_standings
from otokui.domain.purchases.public import (
    USUAL_SLOTS,
    cancel_order,
    delete_order,
    find_delivery,
    get_order,
    list_product_choices,
    list_shops_and_sellers,
    new_order_number,
    of_seen_order,
    return_lines,
    reversed_orders,
)
from otokui.domain.purchases.types import OrderView


@require_GET
@requires(Permission.PURCHASES_VIEW)
def orders(request: HttpRequest) -> HttpResponse:
    """The latest orders, or those with a number."""
    now = timezone.now()
    page = order_list(
        sight=sight_of(request.user),
        number=request.GET.get("number", "").strip()[:100],
        cursor=request.GET.get("cursor", "")[:300],
        now=now,
    )
    drawn = drawn_orders(page, get_business(), now)
    context = {
        "page": page,
        "drawn": drawn,
        "may_record_orders": _may_record(request),
        "may_import": may(request.user, Permission.IMPORTS_RUN),
        "may_go_out": may(request.user, Permission.FIELD_CAPTURE),
    }
    return render(request, "desk/orders.html", context)


@require_GET
@requires(Permission.PURCHASES_VIEW)
@of_seen_order
def order(request: HttpRequest, order_id: int) -> HttpResponse:
    """One order and what may be done with it."""
    sheet = order_sheet(order_id, now=timezone.now())
    context = {
        "sheet": sheet,
        "order": sheet.order,
        "delivery": find_delivery(order_id) if sheet.order.deliver_on else None,
        "may_record_orders": _may_record(request),
        **files_context(request, "order", order_id),
    }
    return render(request, "desk/order.html", context)


@requires(Permission.PURCHASES_RECORD)
def order_new(request: HttpRequest) -> HttpResponse:
    """Write an order: first who (`?customer=`; 0 for a guest), then what."""
    now = timezone.now()
    who = _customer_of(request)
    if request.method != "POST":
        form = empty_form(now=now, business=get_business(), seller=staff_id_of(request))
        return _form_page(request, form, who, number=new_order_number(now))
    number = request.POST.get("number", "")[:60] or new_order_number(now)
    form = read_form(
        request.POST, customer_id=who or None, now=now, business=get_business(), sellers=_sellers()
    )
    if form.draft is None:
        return _form_page(request, form, who, number=number)
    before = get_standings([who]).get(who) if who else None
    written = record_order(form.draft, number=number, staff=staff_id_of(request), now=now)
    after = get_standings([who]).get(who) if who else None
    if after and (before is None or before.customer_class != after.customer_class):
        told = _("Recorded. The customer is now %(class)s.") % {"class": CLASS_LABELS[after.customer_class]}
        messages.success(request, told)
    else:
        messages.success(request, _("Recorded."))
    return redirect("order", written)


@requires(Permission.PURCHASES_RECORD)
@of_seen_order
def order_edit(request: HttpRequest, order_id: int) -> HttpResponse:
    """Correct what was written wrongly."""
    now, business = timezone.now(), get_business()
    order = get_order(order_id)
    given = request.POST.get("customer", request.GET.get("customer"))
    who = _customer_of(request) if given is not None else order.customer_id or 0
    if request.method != "POST":
        return _form_page(request, form_of(order, business), who, order=order, seen=seen_mark(order))
    seen = request.POST.get("seen", "")
    form = read_form(
        request.POST, customer_id=who or None, now=now, business=business, sellers=_sellers(order)
    )
    if form.draft is None:
        return _form_page(request, form, who, order=order, seen=seen)
    rewrite_order(order_id, form.draft, seen=seen, staff=staff_id_of(request), now=now)
    messages.success(request, _("Corrected."))
    return redirect("order", order_id)


@require_POST
@requires(Permission.PURCHASES_RECORD)
@of_seen_order
def order_return(request: HttpRequest, order_id: int) -> HttpResponse:
    """Goods come back: `line-N` = how many."""
    quantities = {}
    for name in request.POST:
        text = request.POST.get(name, "")
        line_no = name.removeprefix("line-")
        if not text.strip() or line_no == name or not line_no.removeprefix("-").isdecimal():
            continue
        quantity = 0 if text == "whole" else read_quantity(text)
        if not isinstance(quantity, int):
            messages.error(request, _("How many came back? A number such as 2 or 1.5."))
            return redirect("order", order_id)
        quantities[int(line_no)] = quantity
    booked = return_lines(order_id, quantities, now=timezone.now(), staff=staff_id_of(request))
    told = _("The return is booked.")
    messages.success(request, told, extra_tags=reverse("order_delete", args=[booked]))
    return redirect("order", order_id)


@require_POST
@requires(Permission.PURCHASES_RECORD)
@of_seen_order
def order_cancel(request: HttpRequest, order_id: int) -> HttpResponse:
    """The order is called off."""
    planned = get_order(order_id).deliver_on
    booked = cancel_order(order_id, now=timezone.now(), staff=staff_id_of(request))
    told = _("The order is cancelled.")
    if planned and get_order(order_id).deliver_on is None:
        told = _("The order is cancelled, and not brought on %(day)s.") % {"day": figures.day(planned)}
    messages.success(request, told, extra_tags=reverse("order_delete", args=[booked]))
    return redirect("order", order_id)


@require_POST
@requires(Permission.PURCHASES_RECORD)
@of_seen_order
def order_delete(request: HttpRequest, order_id: int) -> HttpResponse:
    """The order was never placed, or what it took back has not come back after all."""
    sold = list(reversed_orders(order_id).values())
    may_come_back = not any(line.kind.is_reversal for line in get_order(order_id).lines)
    delete_order(order_id, staff=staff_id_of(request))
    if sold:
        planned = get_order(sold[0]).deliver_on
        told = _("Taken back: the order stands as it was.")
        if planned:
            told = _("Taken back: the order is brought on %(day)s again.") % {"day": figures.day(planned)}
        messages.success(request, told)
        return redirect("order", sold[0])
    undo = reverse("order_bring_back", args=[order_id]) if may_come_back else ""
    messages.success(request, _("The order is removed."), extra_tags=undo)
    return redirect("orders")


@require_GET
@requires(Permission.PURCHASES_RECORD)
def order_customers(request: HttpRequest) -> HttpResponse:
    """Customers to choose from, while somebody types."""
    text = request.GET.get("who", "").strip()[:100]
    found = search_customers(text, sight=sight_of(request.user), limit=8) if text else []
    standings = get_standings([line.id for line in found])
    return render(
        request,
        "desk/order_found.html",
        {
            "text": text,
            "found": [(line, standings.get(line.id)) for line in found],
            "may_write": may(request.user, Permission.CUSTOMERS_CHANGE),
            "as_what": "phone" if looks_like_phone(text) else "family_name",
        },
    )


@require_GET
@requires(Permission.PURCHASES_RECORD)
def order_goods(request: HttpRequest) -> HttpResponse:
    """Products to choose from, while somebody types."""
    text = request.GET.get("product", "").strip()[:100]
    choices = list_product_choices(text) if text else []
    return render(request, "desk/order_goods.html", {"choices": choices})


def _form_page(request: HttpRequest, form: OrderForm, who: int | None, **more: object) -> HttpResponse:
    context = {"form": form, "who": who, "channels": CHANNELS, "blank_line": TypedLine(), **more}
    if who is not None:
        context["shops"], sellers = list_shops_and_sellers()
        context["buyer"] = buyer(who, now=timezone.now()) if who else None
        context["slots"] = USUAL_SLOTS
        context["sellers"] = sellers | _noted(more.get("order"))
    return render(request, "desk/order_form.html", context)


def _sellers(order: OrderView | None = None) -> set[int]:
    """Who may have sold it: those who work here, and whoever is noted."""
    return {one.id for one in list_staff()} | _noted(order).keys()


def _noted(order: object) -> dict[int, str]:
    """Who sold this order, though they may have left."""
    if isinstance(order, OrderView) and order.staff_id is not None:
        return {order.staff_id: order.staff}
    return {}


def _customer_of(request: HttpRequest) -> int | None:
    """The chosen customer, 0 for a guest, None if nobody is chosen yet; 404 for one out of sight."""
    text = request.POST.get("customer") or request.GET.get("customer") or ""
    who = int(text) if text.isdecimal() and len(text) < 19 else None
    if who and not may_see(who, sight_of(request.user)):
        raise Http404
    return who


def _may_record(request: HttpRequest) -> bool:
    return may(request.user, Permission.PURCHASES_RECORD)
