"""A new customer typed by hand: fast, with the keyboard, and with an eye on who is there already."""

import re
from collections.abc import Mapping
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from otokui.core.kernel.errors import Refused
from otokui.core.kernel.phone import looks_like_phone
from otokui.domain.accounts.public import requires, sight_of
from otokui.domain.accounts.types import Permission
from otokui.domain.customers.public import create_customer, find_alike, propose_reading, towns_of
from otokui.domain.customers.types import AddressInput, CustomerInput, CustomerKind, MailInput, PhoneInput
from otokui.domain.desk.web.editing.blanks import Unreadable, day_of
from otokui.domain.desk.web.editing.views import moment_of

_TEXTS = (
    "code", "family_name", "given_name", "family_kana", "given_kana", "company_name", "company_kana", "memo",
)  # fmt: skip
_OWN = re.compile(r"/customers/(\d+)/")
_ABOUT = {
    "nameless": "family_name",
    "bad_phone": "phone",
    "bad_mail": "mail",
    "bad_postal_code": "postal_code",
    "bad_birthday": "birthday",
    "code_taken": "code",
}


_GIVEN = ("phone", "family_name", "company_name", "kind", "then")
"""What the address of the empty form may bring along."""


@requires(Permission.CUSTOMERS_CHANGE)
@require_http_methods(["GET", "POST"])
def new_customer(request: HttpRequest) -> HttpResponse:
    """The empty form, or writing the customer and going to their page; with `?then=order` to their order."""
    if request.method == "GET":
        typed = {name: request.GET.get(name, "") for name in _GIVEN}
        return render(request, "desk/new_customer.html", {"typed": typed, "errors": {}})
    typed = request.POST.dict()
    moment = moment_of(request)
    try:
        given = _input(typed)
        alike = [each for each in find_alike(given, sight=sight_of(request.user)) if each.is_strong]
        if alike and typed.get("anyway") != "1":
            return _again(request, typed, {}, alike=alike)
        customer_id = create_customer(given, now=moment.now, today=moment.today, staff_id=moment.staff_id)
    except Unreadable as unreadable:
        return _again(request, typed, unreadable.errors)
    except Refused as refused:
        return _again(request, typed, {_about(refused.code, typed): str(refused)})
    messages.success(request, _("Written down."))
    if request.GET.get("then") == "order":
        return redirect(f"{reverse('order_new')}?customer={customer_id}")
    return redirect("customer", customer_id)


@requires(Permission.CUSTOMERS_VIEW)
@require_safe
def known_already(request: HttpRequest) -> HttpResponse:
    """Who may be the same person, while somebody is still typing.

    While a number or mail address of a customer is `editing` (the address of that form): who else has it.
    `then=order`: whoever is found leads to their order.
    """
    typed = request.GET.dict()
    own = _OWN.match(typed.get("editing", ""))
    if own:
        typed |= {"phone": typed.get("number", ""), "mail": typed.get("address", "")}
    try:
        alike = find_alike(_input(typed), sight=sight_of(request.user))
    except Unreadable:
        alike = []
    if own:
        alike = [each for each in alike if each.line is None or each.line.id != int(own[1])]
    reading = "" if typed.get("family_kana") else propose_reading(typed.get("family_name", ""))
    context = {"alike": alike, "reading": reading, "typed": typed}
    return render(request, "desk/known_already.html", context)


@requires(Permission.CUSTOMERS_VIEW)
@require_safe
def towns(request: HttpRequest) -> HttpResponse:
    """The towns of a postal code, to choose from."""
    code = request.GET.get("postal_code", "")
    digits = sum(letter.isdecimal() for letter in code)
    return render(
        request,
        "desk/towns.html",
        {"towns": towns_of(code) if digits == 7 else (), "asked": digits == 7},
    )


def _input(typed: Mapping[str, str]) -> CustomerInput:
    is_company = typed.get("kind") == CustomerKind.COMPANY
    texts: dict[str, Any] = {name: typed.get(name, "") for name in _TEXTS}
    if not is_company:
        texts |= {"company_kana": ""}
    address = AddressInput(
        postal_code=typed.get("postal_code", ""),
        prefecture=typed.get("prefecture", ""),
        line=typed.get("line", ""),
        building=typed.get("building", ""),
    )
    return CustomerInput(
        kind=CustomerKind.COMPANY if is_company else CustomerKind.PERSON,
        **texts,
        birthday=None if is_company else day_of(typed.get("birthday", ""), "birthday"),
        phones=tuple(PhoneInput(typed[name]) for name in ("phone", "phone_2") if typed.get(name, "").strip()),
        mails=(MailInput(typed["mail"]),) if typed.get("mail", "").strip() else (),
        addresses=(address,) if address else (),
        memo_pops_up=False,
    )


def _about(code: str, typed: Mapping[str, str]) -> str:
    if code == "nameless" and typed.get("kind") == CustomerKind.COMPANY:
        return "company_name"
    if code == "bad_phone" and looks_like_phone(typed.get("phone", "")):
        return "phone_2"
    return _ABOUT.get(code, "form")


def _again(
    request: HttpRequest, typed: Mapping[str, str], errors: Mapping[str, str], alike: Any = ()
) -> HttpResponse:
    context = {"typed": typed, "errors": errors, "alike": alike, "must_confirm": bool(alike)}
    return render(request, "desk/new_customer.html", context, status=422)
