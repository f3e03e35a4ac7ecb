"""The first run: three doors into an empty business, and its name."""

from dataclasses import replace

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import NoReverseMatch, reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from otokui.domain.accounts.public import get_business, requires, trade_label, update_business
from otokui.domain.accounts.types import Permission, Trade
from otokui.domain.exchange import public as exchange


@requires(Permission.IMPORTS_RUN)
@require_http_methods(["GET", "POST"])
def welcome(request: HttpRequest) -> HttpResponse:
    """The doors. What is typed about the shop is kept."""
    if request.method == "POST":
        _keep(request)
        messages.success(request, _("Saved. Now choose how to begin."))
        return redirect("welcome")
    business = get_business()
    hours, minutes = divmod(business.day_start_minutes, 60)
    context = {
        "trades": [(trade.value, trade_label(trade)) for trade in Trade],
        "day_start": f"{hours}:{minutes:02}",
        "starts": [(f"{hour}:00", f"{hour}:00") for hour in range(9)],
        "demo": exchange.find_demo_run(),
        "by_hand": _address("customer_new"),
        "order_by_hand": _address("order_new"),
        "today_url": _address("today") or reverse("customers"),
    }
    return render(request, "exchange/welcome.html", context)


def _keep(request: HttpRequest) -> None:
    typed, stored = request.POST, get_business()
    hour = typed.get("day_start", "").split(":")[0]
    version = typed.get("version", "")
    wanted = replace(
        stored,
        name=typed.get("name", "").strip()[:200] or stored.name,
        trade=Trade(typed["trade"]) if typed.get("trade") in set(Trade) else stored.trade,
        day_start_minutes=60 * int(hour) if hour.isdigit() and int(hour) < 24 else stored.day_start_minutes,
    )
    update_business(
        wanted, expected_version=int(version) if version.isdigit() else None, staff_id=request.user.pk
    )


def _address(name: str) -> str:
    try:
        return reverse(name)
    except NoReverseMatch:
        return ""


@requires(Permission.IMPORTS_RUN)
@require_POST
def demo(request: HttpRequest) -> HttpResponse:
    """Fill the demo shop in the background."""
    return redirect("import_run", exchange.start_demo(now=timezone.now(), staff_id=request.user.pk))


@requires(Permission.IMPORTS_RUN)
@require_POST
def demo_away(request: HttpRequest) -> HttpResponse:
    """Take the demo shop out again."""
    run = exchange.find_demo_run()
    if run is None:
        return redirect("welcome")
    exchange.start_undo(run_id=run.id, staff_id=request.user.pk)
    return redirect("import_run", run.id)
