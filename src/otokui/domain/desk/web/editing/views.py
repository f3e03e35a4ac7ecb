"""A value becomes a form, the form becomes the card again."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from otokui.core.kernel.errors import Refused
from otokui.core.kernel.period import business_day
from otokui.domain.accounts.public import get_business, may, requires, sight_of
from otokui.domain.accounts.types import Permission
from otokui.domain.customers.public import (
    edit_customer,
    find_last_change,
    get_completeness,
    get_customer,
    input_of,
    of_seen_customer,
    seen_in,
)
from otokui.domain.customers.types import ChangedMeanwhile, CustomerRecord
from otokui.domain.desk.web.editing.blanks import Conflict, Form, Unreadable, filled
from otokui.domain.desk.web.editing.fields import Field, field_of
from otokui.domain.desk.web.editing.row_kind import Moment, Rows
from otokui.domain.desk.web.editing.rows import ROWS
from otokui.domain.desk.web.portrait import completeness_drawn

CARDS = ("head", "memo", "person", "reach", "consents")
# Where a refusal's code says which input it is about.
_ABOUT = {
    "bad_phone": "number",
    "bad_mail": "address",
    "bad_postal_code": "postal_code",
    "bad_birthday": "birthday",
    "code_taken": "code",
    "empty": "text",
    "bad_attribute": "value",
}


@requires(Permission.CUSTOMERS_VIEW)
@require_safe
@of_seen_customer
def card(request: HttpRequest, customer_id: int, name: str) -> HttpResponse:
    """A card as it is now: what leaving a form shows again."""
    if name not in CARDS:
        raise Http404
    return _card(request, customer_id, name, focus=request.GET.get("focus", ""))


@requires(Permission.CUSTOMERS_CHANGE)
@require_http_methods(["GET", "POST"])
@of_seen_customer
def field(request: HttpRequest, customer_id: int, key: str) -> HttpResponse:
    """The form of one value, or saving it."""
    moment = moment_of(request)
    known = known_to(request, get_customer(customer_id, as_of=moment.today))
    asked = field_of(key, known)
    if asked is None:
        raise Http404
    seen = seen_in(input_of(known), asked.names)
    form = _form_of_field(known, asked, seen)
    if request.method == "GET":
        return _shown(request, form)
    typed = request.POST.dict()
    try:
        values = asked.read(typed, known, sight_of(request.user))
        edit_customer(
            customer_id,
            values,
            seen=typed.get("seen", ""),
            now=moment.now,
            today=moment.today,
            staff_id=moment.staff_id,
        )
    except Unreadable as unreadable:
        return _again(request, form, typed, unreadable.errors)
    except ChangedMeanwhile:
        return _conflict(request, known, form, typed, asked.show(known), "customer", asked.names)
    except Refused as refused:
        return _refused(request, form, typed, refused)
    return _card(request, customer_id, asked.card, focus=key, saved=True)


@requires(Permission.CUSTOMERS_CHANGE)
@require_http_methods(["GET", "POST"])
@of_seen_customer
def row(request: HttpRequest, customer_id: int, kind: str, row_id: int = 0) -> HttpResponse:
    """The form of one row (0: a new one), saving or removing it."""
    rows = ROWS.get(kind)
    if rows is None:
        raise Http404
    moment = moment_of(request)
    known = get_customer(customer_id, as_of=moment.today)
    found = rows.find(known, row_id) if row_id else None
    if row_id and found is None and request.method == "GET":
        raise Http404
    form = _form_of_row(known, kind, rows, found, row_id)
    if request.method == "GET":
        return _shown(request, form)
    typed = request.POST.dict()
    try:
        if row_id and found is None:
            raise ChangedMeanwhile("")
        if "remove" in typed and rows.remove and found:
            rows.remove(known, found, typed.get("seen", ""), moment)
        else:
            rows.save(known, found, typed, typed.get("seen", ""), moment)
    except Unreadable as unreadable:
        return _again(request, form, typed, unreadable.errors)
    except ChangedMeanwhile:
        present = rows.show(found) if found else ""
        return _conflict(request, known, form, typed, present, rows.table, ())
    except Refused as refused:
        return _refused(request, form, typed, refused)
    return _card(request, customer_id, rows.card, focus=f"{kind}-{row_id or 'new'}", saved=True)


def moment_of(request: HttpRequest) -> Moment:
    """Now, as the business's clock has it, and who is at work."""
    business = get_business()
    now = timezone.now().astimezone(business.zone)
    today = business_day(now, zone=business.zone, day_start_minutes=business.day_start_minutes)
    return Moment(now=now, today=today, staff_id=request.user.pk)


def known_to(request: HttpRequest, known: CustomerRecord) -> CustomerRecord:
    """The record without the name of a referrer whom this reader does not see."""
    if known.referred_by_id is None or sight_of(request.user).covers(known.referrer_in_charge_id):
        return known
    return replace(known, referred_by=_("A customer a colleague is in charge of"))


def card_context(request: HttpRequest, known: CustomerRecord) -> dict[str, Any]:
    """What the templates of the cards need."""
    return {
        "customer": known_to(request, known),
        "can_change": may(request.user, Permission.CUSTOMERS_CHANGE),
        "completeness": completeness_drawn(get_completeness(known)),
        "face_today": moment_of(request).today,
    }


def _form_of_field(known: CustomerRecord, asked: Field, seen: str) -> Form:
    return Form(
        id=f"edit-{asked.key}",
        title=asked.title,
        action=reverse("customer_field", args=[known.id, asked.key]),
        card=asked.card,
        card_url=reverse("customer_card", args=[known.id, asked.card]) + f"?focus={asked.key}",
        blanks=asked.blanks(known),
        seen=seen,
    )


def _form_of_row(known: CustomerRecord, kind: str, rows: Rows, found: Any, row_id: int) -> Form:
    args = [known.id, kind, row_id] if row_id else [known.id, kind]
    return Form(
        id=f"edit-{kind}-{row_id or 'new'}",
        title=rows.title,
        action=reverse("customer_row", args=args),
        card=rows.card,
        card_url=reverse("customer_card", args=[known.id, rows.card]) + f"?focus={kind}-{row_id or 'new'}",
        blanks=rows.blanks(found),
        seen=rows.seen(known, found) if found else "",
        removable=bool(found and rows.remove),
        can_lead=bool(found and rows.can_lead and rows.find(known, row_id) is not _first(known, kind)),
    )


def _first(known: CustomerRecord, kind: str) -> Any:
    return next(iter(getattr(known, kind)), None)


def _shown(request: HttpRequest, form: Form) -> HttpResponse:
    return render(request, "desk/edit.html", {"form": form})


def _again(
    request: HttpRequest, form: Form, typed: Mapping[str, str], errors: Mapping[str, str]
) -> HttpResponse:
    """The form with what was typed; it takes its own place."""
    seen = typed.get("seen", form.seen)
    return _replacing(request, _with(form, blanks=filled(form.blanks, typed, errors), seen=seen), 422)


def _refused(request: HttpRequest, form: Form, typed: Mapping[str, str], refused: Refused) -> HttpResponse:
    names = {blank.name for blank in form.blanks}
    about = _ABOUT.get(refused.code, "")
    errors = {about: str(refused)} if about in names else {}
    problem = "" if errors else str(refused)
    blanks = filled(form.blanks, typed, errors)
    return _replacing(request, _with(form, blanks=blanks, seen=typed.get("seen", ""), problem=problem), 422)


def _conflict(
    request: HttpRequest,
    known: CustomerRecord,
    form: Form,
    typed: Mapping[str, str],
    present: str,
    table: str,
    names: tuple[str, ...],
) -> HttpResponse:
    """Both values and who was faster; saving again is now a choice."""
    change = find_last_change(known.id, table, names)
    blanks = filled(form.blanks, typed, {})
    mine = "" if "remove" in typed else " ".join(_words(blank) for blank in blanks if blank.value)
    conflict = Conflict(
        present=present, mine=mine, who=change.staff if change else "", at=change.at if change else None
    )
    return _replacing(request, _with(form, blanks=blanks, conflict=conflict), 409)


def _words(blank: Any) -> str:
    if blank.kind == "check":
        return str(blank.label)
    return str(dict(blank.choices).get(blank.value, blank.value))


def _with(form: Form, **changes: Any) -> Form:
    return replace(form, **changes)


def _replacing(request: HttpRequest, form: Form, status: int) -> HttpResponse:
    answer = render(request, "desk/edit.html", {"form": form}, status=status)
    answer["HX-Retarget"] = f"#{form.id}"
    answer["HX-Reswap"] = "outerHTML"
    return answer


def _card(
    request: HttpRequest, customer_id: int, name: str, *, focus: str, saved: bool = False
) -> HttpResponse:
    known = get_customer(customer_id, as_of=moment_of(request).today)
    context = card_context(request, known) | {"focus": focus, "saved": saved, "card": name}
    return render(request, "desk/card.html", context)
