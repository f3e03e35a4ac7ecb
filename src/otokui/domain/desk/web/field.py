"""The capture page: a phone in one hand, at a door or at a counter."""

from base64 import b64encode
from collections import Counter
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import Any

from django.contrib.staticfiles import finders
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.middleware.csrf import get_token
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.crypto import salted_hmac
from django.utils.translation import pgettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from otokui.core.kernel.period import business_day, day_bounds
from otokui.domain.accounts.public import get_business, may, requires, sight_of, staff_id_of
from otokui.domain.accounts.types import Permission
from otokui.domain.customers.public import AT_THE_COUNTER, label, special_care_words
from otokui.domain.customers.types import HouseholdKind, ObservationKind, ObservationSource
from otokui.domain.desk.actions.field.do_act import HOUSEHOLD
from otokui.domain.desk.actions.field.write_newcomer import (
    ASKED_CHANNELS,
    MET_LABELS,
    known_by,
    wording_of,
)
from otokui.domain.desk.queries.field import Outdoors, asked_for, found_again, round_of
from otokui.domain.desk.rules.field.areas import areas_of
from otokui.domain.desk.web.labels import SEEN_ICONS

UNTIL = "X-Field-Until"
"""The header that tells the worker until when the page may stay on the phone: milliseconds since 1970."""
_OCCASIONS = {
    ObservationSource.DELIVERY: pgettext_lazy("occasion", "Delivery"),
    ObservationSource.MAINTENANCE: pgettext_lazy("occasion", "Maintenance"),
    ObservationSource.DOOR: pgettext_lazy("occasion", "Visit"),
    ObservationSource.COUNTER: pgettext_lazy("occasion", "At the counter"),
}
_WORKER = "otokui/built/field-worker.js"


def outdoors(request: HttpRequest) -> Outdoors:
    """Who is asking; only behind `requires`."""
    has_customers = may(request.user, Permission.CUSTOMERS_VIEW)
    return Outdoors(staff_id_of(request), sight_of(request.user), has_customers)


@require_safe
@never_cache
@requires(Permission.FIELD_CAPTURE)
def field_page(request: HttpRequest) -> HttpResponse:
    """The deliveries of today, a search for other doors, and a form for a new prospect.

    `?customer=` from their page at the desk: their door, found already.
    """
    now, business = timezone.now(), get_business()
    today = business_day(now, zone=business.zone, day_start_minutes=business.day_start_minutes)
    reader = outdoors(request)
    start, end = day_bounds(today, zone=business.zone, day_start_minutes=business.day_start_minutes)
    stops = round_of(today, since=start, reader=reader)
    areas = areas_of([stop.place for stop in stops])
    placed = list(zip(range(len(stops)), stops, areas, strict=True))
    asked = request.GET.get("customer", "")
    one = int(asked) if asked.isdecimal() and len(asked) < 19 else None
    context = _words() | {
        "found": found_again(one, as_of=today, reader=reader) if one else None,
        "today": today,
        "open": [each for each in placed if each[1].delivery.delivered_at is None],
        "brought": [each for each in placed if each[1].delivery.delivered_at is not None],
        "areas": sorted(Counter(area for area in areas if area).items()),
        "count": len(stops),
        "read_at": now,
        "zone": business.zone.key,
        "seal": _seal_of(reader.staff_id),
        "leads_home": may(request.user, Permission.CUSTOMERS_VIEW),
    }
    answer = render(request, "desk/field.html", context)
    answer[UNTIL] = str(int(end.timestamp() * 1000))
    return answer


@require_safe
@requires(Permission.FIELD_CAPTURE)
def field_offline(request: HttpRequest) -> HttpResponse:
    """What the phone shows without a connection and without today's list."""
    return render(request, "desk/field_offline.html")


@require_safe
@never_cache
@requires(Permission.FIELD_CAPTURE)
def field_find(request: HttpRequest) -> HttpResponse:
    """A door that is not on the list, by a whole number or by a name with a part of the address."""
    asked = {name: request.GET.get(name, "").strip()[:100] for name in ("phone", "name", "place")}
    reader = outdoors(request)
    found = asked_for(**asked, as_of=_today(timezone.now()), reader=reader)
    return render(request, "desk/field_found.html", {"found": found, "asked": any(asked.values())})


@require_safe
@never_cache
@requires(Permission.FIELD_CAPTURE)
def field_known(request: HttpRequest) -> HttpResponse:
    """Who has this number already, while somebody takes a prospect down."""
    phone = request.GET.get("phone", "").strip()[:100]
    return render(request, "desk/field_known.html", {"known": known_by(phone, reader=outdoors(request))})


@require_safe
@never_cache
@requires(Permission.FIELD_CAPTURE)
def field_pulse(request: HttpRequest) -> JsonResponse:
    """Whether we hear the phone, who is signed in on it, and the word with which it may write."""
    staff_id = staff_id_of(request)
    return JsonResponse({"staff": staff_id, "token": get_token(request), "seal": _seal_of(staff_id)})


@require_safe
@never_cache
@requires(Permission.FIELD_CAPTURE)
def field_worker(_request: HttpRequest) -> HttpResponse:
    """The script that keeps the page for the time without a connection; its address is its reach."""
    return HttpResponse(_worker(), content_type="text/javascript; charset=utf-8")


@cache
def _worker() -> bytes:
    found = finders.find(_WORKER)
    assert isinstance(found, str), "run npm run build"
    pages = {"page": reverse("field"), "offline": reverse("field_offline")}
    told = f"self.PAGES = {{page: {pages['page']!r}, offline: {pages['offline']!r}}};\n"
    return told.encode() + Path(found).read_bytes()


def _seal_of(staff_id: int) -> str:
    """The key with which their phone seals what waits on it: always the same, and written nowhere."""
    return b64encode(salted_hmac("desk.field.seal", str(staff_id), algorithm="sha256").digest()).decode()


def _today(now: datetime) -> Any:
    business = get_business()
    return business_day(now, zone=business.zone, day_start_minutes=business.day_start_minutes)


def _words() -> dict[str, Any]:
    """What can be seen, asked and chosen."""
    return {
        "households": [
            (f"{HOUSEHOLD}{kind.value}", label(kind))
            for kind in HouseholdKind
            if kind is not HouseholdKind.OTHER
        ],
        "kinds": [
            (kind.value, label(kind), SEEN_ICONS[kind], kind in AT_THE_COUNTER) for kind in ObservationKind
        ],
        "occasions": [(source.value, word) for source, word in _OCCASIONS.items()],
        "met": [(met.value, word) for met, word in MET_LABELS.items()],
        "channels": [(channel.value, label(channel)) for channel in ASKED_CHANNELS],
        "wording": wording_of(ASKED_CHANNELS),
        "special_care": " ".join(special_care_words()),
    }
