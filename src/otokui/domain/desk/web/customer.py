"""The page of one customer, and the parts of it that are loaded when somebody asks for them."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from otokui.core.kernel.period import months_later
from otokui.domain.accounts.public import get_business, may, requires
from otokui.domain.accounts.types import Permission
from otokui.domain.customers.public import ErasedAway, MergedAway, input_of, of_seen_customer, seen_in
from otokui.domain.desk.queries.face import PRODUCT_MONTHS, customer_face
from otokui.domain.desk.queries.timeline import KINDS, timeline_page
from otokui.domain.desk.web.contacts import contact_sheet, quick_days
from otokui.domain.desk.web.editing.views import card_context, moment_of
from otokui.domain.desk.web.erase import erased
from otokui.domain.desk.web.files import files_context
from otokui.domain.desk.web.labels import TIMELINE_LABELS
from otokui.domain.desk.web.portrait import portrait
from otokui.domain.purchases.public import list_orders

PAGE_KEYS = (
    ("t", gettext_lazy("Write down a call")),
    ("v", gettext_lazy("Write down a visit")),
    ("m", gettext_lazy("Write down a mail")),
    ("n", gettext_lazy("Write down a note")),
    ("f", gettext_lazy("New task")),
    ("e", gettext_lazy("Change the name")),
    ("u", gettext_lazy("Attach files")),
)
ORDER_KEY = ("o", gettext_lazy("Write an order"))


@requires(Permission.CUSTOMERS_VIEW)
@require_safe
@of_seen_customer
def customer(request: HttpRequest, customer_id: int) -> HttpResponse:
    """Who this is, where they stand and why, what they buy, what happened."""
    try:
        face = customer_face(customer_id, now=timezone.now())
    except MergedAway as gone:
        messages.info(request, _("Merged: this is the record that was kept."))
        return redirect("customer", gone.survivor_id)
    except ErasedAway:
        return erased(request, customer_id)
    may_record = may(request.user, Permission.PURCHASES_RECORD)
    may_change = may(request.user, Permission.CUSTOMERS_CHANGE)
    context = {
        "face": face,
        "timeline": face.timeline,
        "timeline_kinds": TIMELINE_LABELS,
        "contact_sheet": contact_sheet(customer_id, face.today) if may_change else "",
        "page_keys": (*((ORDER_KEY,) if may_record else ()), *(PAGE_KEYS if may_change else ())),
        "may_record_orders": may_record,
        "may_import": may(request.user, Permission.IMPORTS_RUN),
        "may_merge": may(request.user, Permission.CUSTOMERS_MERGE),
        "may_export": may(request.user, Permission.CUSTOMERS_EXPORT),
        "may_erase": may(request.user, Permission.CUSTOMERS_ERASE),
        "quick_days": quick_days(face.today),
        "memo_seen": seen_in(input_of(face.customer), ["memo", "memo_pops_up"]),
    }
    context |= files_context(request, "customer", customer_id)
    return render(
        request, "desk/customer.html", context | card_context(request, face.customer) | portrait(face)
    )


@requires(Permission.CUSTOMERS_VIEW)
@require_safe
@of_seen_customer
def timeline(request: HttpRequest, customer_id: int) -> HttpResponse:
    """Another kind of entry, or what happened before."""
    kind, cursor = request.GET.get("kind", "all"), request.GET.get("cursor", "")
    if kind not in KINDS:
        raise Http404
    page = timeline_page(
        customer_id, kind=kind, cursor=cursor, business=get_business(), today=moment_of(request).today
    )
    template = "desk/timeline_entries.html" if cursor else "desk/face_timeline.html"
    return render(
        request,
        template,
        {
            "timeline": page,
            "timeline_kinds": TIMELINE_LABELS,
            "customer_id": customer_id,
            "timeline_asked": True,
            "may_import": may(request.user, Permission.IMPORTS_RUN),
            "can_change": may(request.user, Permission.CUSTOMERS_CHANGE),
        },
    )


@requires(Permission.CUSTOMERS_VIEW)
@require_safe
@of_seen_customer
def product_orders(request: HttpRequest, customer_id: int, product_id: int) -> HttpResponse:
    """The orders behind one line of the products."""
    since = months_later(moment_of(request).today, -PRODUCT_MONTHS)
    orders = list_orders(customer_id, since=since, product=product_id, limit=50)
    found = [(order, [line for line in order.lines if line.product_id == product_id]) for order in orders]
    return render(request, "desk/product_orders.html", {"orders": found, "product_id": product_id})
