"""Why nothing is offered to a customer, what the plan has in mind, and the deal that is open."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime
from typing import Any, Final

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST, require_safe

from otokui.core.kernel.errors import Refused
from otokui.core.ui import figures
from otokui.domain.accounts.public import may, requires
from otokui.domain.accounts.types import Permission
from otokui.domain.campaigns.public import (
    AIM_LABELS,
    LEFT_LABELS,
    NEVER_LABELS,
    get_plan,
    list_steps_of,
    plan_at_hand,
)
from otokui.domain.campaigns.types import Aim, Left, Never, StepTaken
from otokui.domain.customers.public import (
    end_deal,
    find_open_deal,
    get_customer,
    label,
    list_refusals,
    of_seen_customer,
    open_deal,
)
from otokui.domain.customers.types import ContactWay, PreferenceKind, Purpose, PurposeKind, Reason
from otokui.domain.desk.web.editing.views import moment_of
from otokui.domain.desk.web.labels import CLASS_LABELS, STATE_LABELS
from otokui.domain.insights.public import get_standings, standings_at_hand

PURPOSES: Final = (
    Purpose(PurposeKind.ADVERT),
    Purpose(PurposeKind.OFFER),
    Purpose(PurposeKind.CROSS_SELL),
    Purpose(PurposeKind.SURVEY),
    Purpose(PurposeKind.THANKS),
    Purpose(PurposeKind.OFFER, serves=2),
)
"""What is asked of the guards: each kind of wish, and goods for two."""
WORDS: Final[dict[str, str | Promise]] = {
    "erased": gettext_lazy("The personal data of this customer is erased: nobody gets in touch."),
    "open_complaint": gettext_lazy("A complaint is open. Let us settle it first, and propose nothing."),
    "open_deal": gettext_lazy("%(staff)s is working on a deal until %(until)s. Let us not get in the way."),
    "advert_cap": gettext_lazy("We have written %(count)s times in %(days)s days. That is enough for now."),
    "household_too_small": gettext_lazy(
        "There are %(persons)s in the household: nothing meant for %(serves)s."
    ),
    "against_taste": gettext_lazy("They do not like %(dislikes)s."),
    "out_of_stock": gettext_lazy("%(product)s is out of stock."),
    "first_buyer_no_cross_sell": gettext_lazy(
        "They have bought for the first time. Other goods would feed the regret; the same again is welcome."
    ),
    "second_other_goods": gettext_lazy(
        "They did not buy %(product)s: the second bargain is the same again or its refill."
    ),
    "trend_buyer_no_discount": gettext_lazy("Came with a fashion: no further bargains."),
    "trend_buyer_not_chased": gettext_lazy("Came with a fashion: we do not chase."),
    "programme_never": gettext_lazy("The plan of this class says: %(never)s."),
    "quiet_hours": gettext_lazy(
        "From 21:00 to 8:00 nobody is called, visited or sent LINE: again on %(day)s from %(time)s."
    ),
}


@requires(Permission.CUSTOMERS_VIEW)
@require_safe
@of_seen_customer
def offers(request: HttpRequest, customer_id: int) -> HttpResponse:
    """Every guard that refuses now, in words to be read aloud.

    `?brief=1` for who writes an order: the customer is there already, so the hour refuses nothing.
    """
    moment = moment_of(request)
    customer = get_customer(customer_id, as_of=moment.today)
    standings, brief = get_standings([customer_id]), bool(request.GET.get("brief"))
    asked = PURPOSES if brief else tuple(replace(one, at=moment.now) for one in PURPOSES)
    with plan_at_hand(get_plan()), standings_at_hand({customer_id: standings.get(customer_id)}):
        refusals = list_refusals(customer_id, asked, ContactWay.CALL, as_of=moment.today)
    told = [(_sentence(reason), _kinds(purposes)) for reason, purposes in refusals]
    dislikes = [one.text for one in customer.preferences if one.kind is PreferenceKind.DISLIKE]
    if brief:
        return render(request, "desk/offers_brief.html", {"told": told, "dislikes": dislikes})
    context: dict[str, Any] = {
        "customer_id": customer_id,
        "told": told,
        "dislikes": dislikes,
        "deal": find_open_deal(customer_id, as_of=moment.today),
        "steps": [_step(one, moment.today) for one in list_steps_of(customer_id)],
        "today": moment.today,
        "may_change": may(request.user, Permission.CUSTOMERS_CHANGE),
    }
    return render(request, "desk/offers.html", context)


@requires(Permission.CUSTOMERS_CHANGE)
@require_POST
@of_seen_customer
def deal(request: HttpRequest, customer_id: int) -> HttpResponse:
    """A deal is open until a day, or over."""
    moment = moment_of(request)
    get_customer(customer_id, as_of=moment.today)
    try:
        if request.POST.get("over"):
            end_deal(customer_id, staff_id=moment.staff_id)
            messages.success(request, _("The deal is over. Proposals are free again."))
        else:
            open_deal(
                customer_id,
                until=_day(request.POST.get("until", "")),
                note=request.POST.get("note", ""),
                today=moment.today,
                now=moment.now,
                staff_id=moment.staff_id,
            )
            messages.success(request, _("The deal is noted. Nobody proposes anything else meanwhile."))
    except Refused as refused:
        messages.error(request, str(refused))
    return redirect("customer", customer_id)


def _day(typed: str) -> date:
    try:
        return date.fromisoformat(typed)
    except ValueError as wrong:
        raise Refused(_("Choose a day that is still to come."), code="no_day") from wrong


def _sentence(reason: Reason) -> str:
    values: dict[str, Any] = dict(reason.values)
    if "until" in values:
        values["until"] = figures.day(date.fromisoformat(str(values["until"])))
        values["staff"] = values["staff"] or _("A colleague")
    if "again" in values:
        again = datetime.fromisoformat(str(values["again"]))
        values |= {"day": figures.day(again.date()), "time": f"{again:%-H:%M}"}
    if "never" in values:
        values["never"] = NEVER_LABELS[Never(str(values["never"]))]
    return str(WORDS.get(reason.code, _("a rule of the shop forbids it"))) % values


def _kinds(purposes: Sequence[Purpose]) -> str:
    """What is refused; "" where it is everything."""
    refused = {purpose.kind for purpose in purposes}
    every = {purpose.kind for purpose in PURPOSES}
    return "" if refused == every else "・".join(dict.fromkeys(label(one.kind) for one in purposes))


def _step(taken: StepTaken, today: date) -> dict[str, Any]:
    """A step of the plan: due, or over and why."""
    words = str(LEFT_LABELS[taken.left]) if taken.left else ""
    if taken.left is Left.MOVED:
        moved = [str(CLASS_LABELS.get(taken.to_class, "")), str(STATE_LABELS.get(taken.to_state, ""))]
        words = f"{words}: {' '.join(part for part in moved if part)}"
    return {
        "aim": AIM_LABELS[taken.aim],
        "day": taken.due_on,
        "until": taken.until,
        "left": words,
        "open": taken.left is None,
        "waits": taken.left is None and taken.due_on > today,
        "searched": taken.aim is Aim.ADDON,
    }
