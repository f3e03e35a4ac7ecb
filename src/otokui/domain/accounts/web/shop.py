"""お店: how the business is called, counts its days and money, and writes."""

from collections.abc import Mapping
from dataclasses import replace

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from otokui.core.kernel.errors import Refused
from otokui.domain.accounts.actions.update_business import update_business
from otokui.domain.accounts.adapters.gate import requires
from otokui.domain.accounts.models import TRADE_LABELS
from otokui.domain.accounts.queries.business import get_business
from otokui.domain.accounts.types import BusinessSettings, Permission, Trade
from otokui.domain.accounts.web.choices import (
    CURRENCIES,
    CURRENCY_NAMES,
    LANGUAGES,
    ZONES,
    clock_of,
    minutes_of,
)


@requires(Permission.BUSINESS_CHANGE)
@require_http_methods(["GET", "POST"])
def shop(request: HttpRequest) -> HttpResponse:
    """Show the settings; store what is sent, after a second look where all days are counted anew."""
    stored = get_business()
    if request.method != "POST":
        return _page(request, stored, stored)
    wanted, errors = _read(request.POST, stored)
    if errors:
        return _page(request, stored, wanted, errors=errors)
    warnings = _warnings(stored, wanted)
    if warnings and request.POST.get("sure") != "1":
        return _page(request, stored, wanted, warnings=warnings)
    try:
        update_business(wanted, expected_version=wanted.version, staff_id=request.user.pk)
    except Refused as problem:
        return _page(request, get_business(), wanted, problem=str(problem))
    messages.success(request, _("The shop's settings are saved."))
    return redirect("shop")


def _read(typed: QueryDict, stored: BusinessSettings) -> tuple[BusinessSettings, dict[str, str]]:
    errors: dict[str, str] = {}
    name = typed.get("name", "").strip()
    if not 0 < len(name) <= 200:
        errors["name"] = _("The shop needs a name of at most 200 characters.")
    minutes = minutes_of(typed.get("day_start", ""))
    if minutes is None:
        errors["day_start"] = _("Write a time of day like 5:00.")
    zone, currency = typed.get("time_zone", ""), typed.get("currency", "")
    if zone not in ZONES and zone != stored.time_zone:
        errors["time_zone"] = _("This time zone is not known.")
    if currency not in CURRENCIES and currency != stored.currency:
        errors["currency"] = _("Choose one of the currencies.")
    trade, language = typed.get("trade", ""), typed.get("document_language", "")
    version = typed.get("version", "")
    return BusinessSettings(
        name=name,
        trade=Trade(trade) if trade in set(Trade) else stored.trade,
        time_zone=zone,
        day_start_minutes=minutes or 0,
        currency=currency,
        minor_units=CURRENCIES.get(currency, stored.minor_units),
        document_language=language if language in dict(LANGUAGES) else stored.document_language,
        version=int(version) if version.isdigit() else 0,
    ), errors


def _warnings(stored: BusinessSettings, wanted: BusinessSettings) -> list[str]:
    """What a change sets going, in sentences; nothing for a business that is just being set up."""
    if not stored.version:
        return []
    found = []
    if (stored.time_zone, stored.day_start_minutes) != (wanted.time_zone, wanted.day_start_minutes):
        found.append(
            _(
                "All purchases are counted again by the new day, and all customers are judged again."
                " Purchases near midnight may fall on another day, and classes may change."
            )
        )
    if stored.currency != wanted.currency:
        found.append(
            _(
                "Amounts are not converted: what is stored is read in the new currency from now on. Change it"
                " only before the first purchases are in, or if it was wrong from the start."
            )
        )
    return found


def _page(
    request: HttpRequest, stored: BusinessSettings, wanted: BusinessSettings, **more: object
) -> HttpResponse:
    problem = more.get("problem")
    context = {
        # Whoever was second sees the other's values and may save again over them.
        "wanted": replace(wanted, version=stored.version) if problem else wanted,
        "stored": stored,
        "day_start": clock_of(wanted.day_start_minutes),
        "stored_day_start": clock_of(stored.day_start_minutes),
        "trades": [(trade.value, label) for trade, label in TRADE_LABELS.items()],
        "zones": _named(ZONES, wanted.time_zone),
        "currencies": _named(CURRENCY_NAMES, wanted.currency),
        "languages": LANGUAGES,
        "differences": differences(stored, wanted) if problem else (),
        "errors": {},
        **more,
    }
    status = 409 if problem else 422 if more.get("errors") else 200
    return render(request, "accounts/shop.html", context, status=status)


def _named(known: Mapping[str, Promise], value: str) -> list[tuple[str, str]]:
    """The choices with what is stored, be it a known one or not: 東京 (Asia/Tokyo)."""
    others = [] if value in known or not value else [(value, value)]
    return others + [(key, f"{name} ({key})") for key, name in known.items()]


def differences(stored: BusinessSettings, wanted: BusinessSettings) -> list[tuple[str, str, str]]:
    """What both of two people would have: (word, theirs, yours)."""
    pairs = (
        (_("Name of the shop"), stored.name, wanted.name),
        (_("Trade"), str(TRADE_LABELS[stored.trade]), str(TRADE_LABELS[wanted.trade])),
        (_("Time zone"), stored.time_zone, wanted.time_zone),
        (_("The day begins at"), clock_of(stored.day_start_minutes), clock_of(wanted.day_start_minutes)),
        (_("Currency"), stored.currency, wanted.currency),
        (
            _("Language of documents"),
            dict(LANGUAGES)[stored.document_language],
            dict(LANGUAGES)[wanted.document_language],
        ),
    )
    return [pair for pair in pairs if pair[1] != pair[2]]
