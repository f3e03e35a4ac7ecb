"""The customer list."""

from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render
from django.utils import timezone

from otokui.domain.accounts.public import requires
from otokui.domain.accounts.types import Permission
from otokui.domain.desk.queries.customer_list import customer_list
from otokui.domain.desk.queries.shares import customer_shares
from otokui.domain.desk.types import CLASSES, INDEX, STATES, ListQuery
from otokui.domain.desk.web.shares import drawn_shares


def _asked(typed: QueryDict) -> ListQuery:
    def one_of(name: str, known: tuple[str, ...]) -> str:
        value = typed.get(name, "")
        return value if value in known else ""

    return ListQuery(
        text=typed.get("q", "").strip()[:100],
        letter=one_of("letter", INDEX),
        customer_class=one_of("class", CLASSES),
        state=one_of("state", STATES),
        overdue=typed.get("overdue") == "1",
        in_order=typed.get("order") == "reading",
        cursor=typed.get("cursor", "")[:3000],
    )


@requires(Permission.CUSTOMERS_VIEW)
def customers(request: HttpRequest) -> HttpResponse:
    """A page of the list; htmx asks for the rows alone while somebody types."""
    asked = _asked(request.GET)
    context = {
        "page": customer_list(asked, now=timezone.now()),
        "asked": asked,
        "index": INDEX,
        "states": STATES,
    }
    fragment = request.headers.get("HX-Target") == "customers"
    return render(request, "desk/customers_rows.html" if fragment else "desk/customers.html", context)


@requires(Permission.CUSTOMERS_VIEW)
def shares(request: HttpRequest) -> HttpResponse:
    """Customers by class, loaded beside the list so that counting does not hold it up."""
    found = customer_shares()
    return render(request, "desk/shares.html", {"asked": _asked(request.GET)} | drawn_shares(found))
