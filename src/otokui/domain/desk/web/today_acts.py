"""Acting on a row of 今日, and taking it back."""

from dataclasses import asdict
from datetime import date
from typing import Any

from django.core import signing
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from otokui.core.kernel.errors import Refused
from otokui.core.kernel.period import business_day
from otokui.core.ui import figures
from otokui.domain.accounts.public import get_business, may, requires, sight_of, staff_id_of
from otokui.domain.accounts.types import Permission
from otokui.domain.campaigns.types import WhyNotMore
from otokui.domain.customers.public import TakenAlready, label, may_see
from otokui.domain.customers.types import Outcome
from otokui.domain.desk.actions.act_on_row import act_on_row
from otokui.domain.desk.actions.undo_act import undo_act
from otokui.domain.desk.rules.today.deeds import Deed, Done, Ticket
from otokui.domain.desk.web.today import context_of
from otokui.domain.desk.web.today_rows import SALT
from otokui.domain.insights.public import in_stock_until

UNDO_SALT = "desk.today.undo"
SIGNED_SECONDS = 24 * 3600
CHANGED = "today-changed"


@require_POST
@requires(Permission.CUSTOMERS_CHANGE)
def act(request: HttpRequest) -> HttpResponse:
    """The row leaves; a toast says what was written, offers to take it back, and leads from
    an order that was won to writing it down."""
    plain = _opened(request.POST.get("ticket", ""), SALT)
    ticket, now = _ticket(plain), timezone.now()
    _check_seen(ticket.customer_id, request)
    deed, outcome, on = _deed(request.POST)
    try:
        done = act_on_row(
            ticket,
            deed=deed,
            outcome=outcome,
            note=request.POST.get("note", "")[:1000],
            on=on,
            why=_why(request.POST.get("why", "")),
            today=_today(),
            now=now,
            staff_id=staff_id_of(request),
        )
    except TakenAlready as taken:
        return render(request, "desk/today_taken.html", {"taken": str(taken), "name": plain["n"]})
    is_order = outcome is Outcome.ORDERED and may(request.user, Permission.PURCHASES_RECORD)
    answer = render(
        request,
        "desk/today_done.html",
        {
            "name": plain["n"],
            "order_of": plain["c"] if is_order else None,
            "what": _moved(_what(deed, outcome), ticket, on, outcome)
            if done.answers
            else _what(deed, outcome),
            "undo": signing.dumps(_plain_of(done, ticket, request), salt=UNDO_SALT, compress=True),
        },
    )
    answer["HX-Trigger"] = CHANGED
    return answer


@require_POST
@requires(Permission.CUSTOMERS_CHANGE)
def undo(request: HttpRequest) -> HttpResponse:
    """Everything as it was; the list comes anew."""
    plain = _opened(request.POST.get("undo", ""), UNDO_SALT)
    if plain.pop("by") != request.user.pk:
        raise Refused(_("Only who did it can take it back."), code="not_yours")
    customer = plain.pop("c")
    _check_seen(customer, request)
    problem = ""
    try:
        undo_act(
            _done(plain),
            customer_id=customer,
            today=_today(),
            now=timezone.now(),
            staff_id=staff_id_of(request),
        )
    except Refused as refused:
        problem = str(refused)
    return render(request, "desk/today_undone.html", context_of(request) | {"problem": problem})


def _check_seen(customer_id: int, request: HttpRequest) -> None:
    """A row may have been handed to another team since the list was opened."""
    if not may_see(customer_id, sight_of(request.user)):
        raise Http404


def _opened(signed: str, salt: str) -> dict[str, Any]:
    """What we signed ourselves, for a day's work."""
    try:
        plain: dict[str, Any] = signing.loads(signed, salt=salt, max_age=SIGNED_SECONDS)
    except signing.BadSignature as stale:
        raise Refused(_("This page is out of date. Please load it again."), code="stale") from stale
    return plain


def _today() -> date:
    business = get_business()
    return business_day(timezone.now(), zone=business.zone, day_start_minutes=business.day_start_minutes)


def _deed(typed: QueryDict) -> tuple[Deed, Outcome | None, date | None]:
    """`call:ordered`, `mail`, `skip`, `later:2026-04-02` …; anything else is no request of ours."""
    name, _colon, more = typed.get("deed", "").partition(":")
    try:
        deed = Deed(name)
        outcome = Outcome(more) if more and deed is Deed.CALL else None
    except ValueError as wrong:
        raise Refused(_("Choose what was done."), code="no_deed") from wrong
    if deed is Deed.LATER:
        return deed, None, _day(more or typed.get("later_on", ""))
    return deed, outcome, _day(typed.get("until" if outcome is Outcome.IN_STOCK else "on", ""))


def _why(typed: str) -> WhyNotMore | None:
    return WhyNotMore(typed) if typed in set(WhyNotMore) else None


def _day(typed: str) -> date | None:
    try:
        return date.fromisoformat(typed) if typed else None
    except ValueError as wrong:
        raise Refused(_("This is not a day."), code="not_a_day") from wrong


def _ticket(plain: dict[str, Any]) -> Ticket:
    return Ticket(
        customer_id=plain["c"],
        kind=plain["k"],
        follow_up=plain["f"],
        origin=plain["o"],
        reason=plain["r"],
        script=plain["s"],
        stake=plain["m"],
        products=tuple(plain["p"]),
        last_on=date.fromisoformat(plain["l"]) if plain["l"] else None,
        gap=plain["g"],
        purpose=plain["u"],
    )


def _plain_of(done: Done, ticket: Ticket, request: HttpRequest) -> dict[str, Any]:
    was = done.was_due_on
    return asdict(done) | {
        "was_due_on": was.isoformat() if was else None,
        "c": ticket.customer_id,
        "by": request.user.pk,
    }


def _done(plain: dict[str, Any]) -> Done:
    was = plain["was_due_on"]
    return Done(
        **plain | {"was_due_on": date.fromisoformat(was) if was else None, "answers": tuple(plain["answers"])}
    )


def _moved(done: str, ticket: Ticket, on: date | None, outcome: Outcome | None) -> str:
    """What was done, and where the answer has put the next order."""
    if outcome is not Outcome.IN_STOCK:
        return done
    today = _today()
    until = on if on and on > today else in_stock_until(today, ticket.gap)
    day = figures.short_day(until, today=today)
    return _("%(done)s. The next order is expected from %(day)s on") % {"done": done, "day": day}


def _what(deed: Deed, outcome: Outcome | None) -> str:
    if deed is Deed.CALL:
        return _("Called: %(outcome)s") % {"outcome": label(outcome or Outcome.REACHED)}
    return {
        Deed.MAIL: _("Mail written"),
        Deed.LETTER: _("Letter written"),
        Deed.LINE: _("Sent by LINE"),
        Deed.SKIP: _("Skipped"),
        Deed.LATER: _("Put off"),
    }[deed]
