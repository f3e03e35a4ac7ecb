"""Writing down what was said, and what is to be done next."""

from datetime import date, datetime, timedelta
from enum import StrEnum
from functools import lru_cache
from typing import Any, TypeVar

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from otokui.core.kernel.errors import Refused
from otokui.core.ui import figures
from otokui.domain.accounts.public import list_staff, requires, sight_of_member
from otokui.domain.accounts.types import Permission
from otokui.domain.customers.public import (
    NextStep,
    create_follow_up,
    edit_customer,
    get_customer,
    mark_complaint,
    may_see,
    move_follow_up,
    of_seen_customer,
    record_and_plan,
)
from otokui.domain.customers.types import ContactWay, Direction, Outcome
from otokui.domain.desk.web.addresses import of_customer
from otokui.domain.desk.web.editing.blanks import Unreadable, day_of
from otokui.domain.desk.web.editing.row_kind import Moment
from otokui.domain.desk.web.editing.views import moment_of
from otokui.domain.insights.public import withdraw_answers

Word = TypeVar("Word", bound=StrEnum)
_SLIP = timedelta(minutes=5)
_USUAL_OUTCOMES = 6
"""So many outcomes of a contact stand open, the usual ones first; the others behind one press."""

_ADDRESS = "/somebody/contact/"


@requires(Permission.CUSTOMERS_CHANGE)
@require_POST
@of_seen_customer
def contact(request: HttpRequest, customer_id: int) -> HttpResponse:
    """Record a contact, close the task it belongs to, write the next appointment: one form."""
    moment, typed = moment_of(request), request.POST
    try:
        get_customer(customer_id, as_of=moment.today)
        way = _word(ContactWay, typed, "way") or ContactWay.NOTE
        outcome = None if way is ContactWay.NOTE else _word(Outcome, typed, "outcome")
        record_and_plan(
            customer_id,
            way=way,
            direction=_word(Direction, typed, "direction") or Direction.FROM_US,
            outcome=outcome,
            text=typed.get("text", "")[:5000],
            at=_instant(typed.get("at", ""), moment),
            closes=int(typed["closes"]) if typed.get("closes", "").isdecimal() else None,
            next_step=_next_step(typed, moment),
            now=moment.now,
            staff_id=moment.staff_id,
        )
    except Unreadable as unreadable:
        return _problem(request, " ".join(unreadable.errors.values()))
    except Refused as refused:
        return _problem(request, str(refused))
    if outcome is Outcome.COMPLAINT:
        messages.success(request, _("Written down. The complaint is marked as open."))
    else:
        messages.success(request, _("Written down."))
    return _anew()


@requires(Permission.CUSTOMERS_CHANGE)
@require_http_methods(["GET", "POST"])
@of_seen_customer
def task(request: HttpRequest, customer_id: int) -> HttpResponse:
    """The form of a new task, or writing it."""
    moment, typed = moment_of(request), request.POST
    context: dict[str, Any] = {
        "customer_id": customer_id,
        "staff": list_staff(),
        "mine": request.user.pk,
        "ways": list(ContactWay),
        "quick_days": quick_days(moment.today),
        "today": moment.today,
    }
    if request.method == "GET":
        return render(request, "desk/task_form.html", context)
    try:
        get_customer(customer_id, as_of=moment.today)
        create_follow_up(
            customer_id,
            due_on=_due(typed, "due_on", moment) or moment.today,
            reason=_reason(typed),
            way=_word(ContactWay, typed, "way"),
            assignee_id=_assignee(typed, context["staff"], customer_id),
            now=moment.now,
            staff_id=moment.staff_id,
        )
    except Unreadable as unreadable:
        errors = unreadable.errors
        return render(
            request, "desk/task_form.html", context | {"errors": errors, "typed": typed}, status=422
        )
    messages.success(request, _("The task is on the list."))
    return _anew()


@requires(Permission.CUSTOMERS_CHANGE)
@require_POST
@of_seen_customer
def move_task(request: HttpRequest, customer_id: int, task_id: int) -> HttpResponse:
    """Another day; refused if somebody moved or finished it meanwhile."""
    typed = request.POST
    try:
        due_on, seen = date.fromisoformat(typed.get("due_on", "")), date.fromisoformat(typed.get("seen", ""))
    except ValueError:
        raise Refused(_("Choose a day."), code="bad_day") from None
    assignee = typed.get("assignee", "")
    move_follow_up(
        task_id,
        customer_id=customer_id,
        due_on=due_on,
        assignee_id=int(assignee) if assignee.isdecimal() else None,
        seen_due_on=seen,
        staff_id=request.user.pk,
    )
    messages.success(request, _("Moved to %(day)s.") % {"day": figures.day(due_on)})
    return redirect("customer", customer_id)


@requires(Permission.CUSTOMERS_CHANGE)
@require_POST
@of_seen_customer
def take_answer_back(request: HttpRequest, customer_id: int) -> HttpResponse:
    """What a customer said about an awaited order was a mistake: the forecast is as it was."""
    moment = moment_of(request)
    withdraw_answers(
        [int(each) for each in request.POST.getlist("answer") if each.isdecimal() and len(each) < 19],
        customer_id=customer_id,
        on=moment.today,
        now=moment.now,
        staff_id=moment.staff_id,
    )
    messages.success(request, _("The answer is taken back; the forecast is as it was."))
    return redirect("customer", customer_id)


@requires(Permission.CUSTOMERS_CHANGE)
@require_POST
@of_seen_customer
def complaint(request: HttpRequest, customer_id: int) -> HttpResponse:
    """An open complaint is marked, or settled."""
    is_open = request.POST.get("open") == "1"
    moment = moment_of(request)
    mark_complaint(customer_id, is_open=is_open, now=moment.now, staff_id=moment.staff_id)
    words = _("The complaint is marked as open.") if is_open else _("The complaint is settled.")
    messages.success(request, words)
    return redirect("customer", customer_id)


@requires(Permission.CUSTOMERS_CHANGE)
@require_POST
@of_seen_customer
def memo_seen(request: HttpRequest, customer_id: int) -> HttpResponse:
    """The memo has done its work: it stays, but pops up no more. Refused if it says something else by now."""
    moment = moment_of(request)
    known = get_customer(customer_id, as_of=moment.today)
    edit_customer(
        customer_id,
        {"memo": known.memo, "memo_pops_up": False},
        seen=request.POST.get("seen", ""),
        now=moment.now,
        today=moment.today,
        staff_id=moment.staff_id,
    )
    messages.success(request, _("The memo no longer pops up."))
    return redirect("customer", customer_id)


def contact_sheet(customer_id: int, today: date) -> SafeString:
    """The sheet in which a contact is written down, and the empty one for a task.

    It says the same of every customer the whole day: only the address differs.
    """
    sheet = _contact_sheet(get_language(), today)
    return mark_safe(sheet.replace(_ADDRESS, of_customer("customer_contact", customer_id)))


@lru_cache(maxsize=8)
def _contact_sheet(language: str, today: date) -> str:
    context = {
        "address": _ADDRESS,
        "directions": list(Direction),
        "outcomes": list(Outcome)[:_USUAL_OUTCOMES],
        "more_outcomes": list(Outcome)[_USUAL_OUTCOMES:],
        "quick_days": quick_days(today),
        "today": today,
    }
    return render_to_string("desk/contact_sheet.html", context)


def quick_days(today: date) -> list[tuple[str, date]]:
    """Days that are chosen with one click."""
    return [
        (_("Tomorrow"), today + timedelta(days=1)),
        (_("In 3 days"), today + timedelta(days=3)),
        (_("In a week"), today + timedelta(days=7)),
        (_("In a month"), today + timedelta(days=30)),
    ]


def _word(words: type[Word], typed: QueryDict, name: str) -> Word | None:
    try:
        return words(text) if (text := typed.get(name)) else None
    except ValueError:
        raise Unreadable({name: _("Choose one of the list.")}) from None


def _instant(text: str, moment: Moment) -> datetime | None:
    """When it was, on the business's clock; None for now."""
    if not text:
        return None
    try:
        at = datetime.fromisoformat(text).replace(tzinfo=moment.now.tzinfo)
    except ValueError:
        raise Unreadable({"at": _("Choose a day and a time.")}) from None
    if at > moment.now + _SLIP:
        raise Unreadable({"at": _("What is still to come belongs to the tasks.")})
    return at


def _next_step(typed: QueryDict, moment: Moment) -> NextStep | None:
    due_on, reason = _due(typed, "next_on", moment), typed.get("next_reason", "").strip()
    if due_on is None and reason:
        raise Unreadable({"next_on": _("Choose the day of the next step.")})
    if due_on is None:
        return None
    return NextStep(due_on=due_on, reason=reason[:300], assignee_id=moment.staff_id)


def _due(typed: QueryDict, name: str, moment: Moment) -> date | None:
    due_on = day_of(typed.get(name, ""), name)
    if due_on is not None and due_on < moment.today:
        raise Unreadable({name: _("This day has passed.")})
    return due_on


def _reason(typed: QueryDict) -> str:
    reason = typed.get("reason", "").strip()
    if not reason:
        raise Unreadable({"reason": _("Write down what is to be done.")})
    return reason[:300]


def _assignee(typed: QueryDict, staff: list[Any], customer_id: int) -> int | None:
    """Whoever has to do it must see whom it is about: else the task would be on nobody's list."""
    chosen = typed.get("assignee", "")
    if chosen not in {str(member.id) for member in staff}:
        return None
    if not may_see(customer_id, sight_of_member(int(chosen))):
        raise Unreadable({"assignee": _("This colleague does not see this customer.")})
    return int(chosen)


def _problem(request: HttpRequest, words: str) -> HttpResponse:
    answer = render(request, "desk/problem.html", {"problem": words}, status=422)
    answer["HX-Retarget"] = "#contact-problem"
    answer["HX-Reswap"] = "innerHTML"
    return answer


def _anew() -> HttpResponse:
    """The page again: figures, tasks and the line of time have all changed."""
    answer = HttpResponse(status=204)
    answer["HX-Refresh"] = "true"
    return answer
