"""The component gallery: each component in each state. Only where OTOKUI_DEBUG or OTOKUI_GALLERY is set."""

from datetime import date, timedelta

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from otokui.core.ui.charts.rhythm import Beat, Expected, rhythm
from otokui.core.ui.charts.shares import Part, month_strip, ring, share_bar
from otokui.core.ui.charts.sizes import NARROW, WIDE
from otokui.core.ui.shell import MenuEntry, Shell
from otokui.domain.accounts.public import requires
from otokui.domain.accounts.types import Permission

TODAY = date(2026, 11, 22)
CLASSES = ("prospect", "first", "toddler", "steady", "trend", "best")
STATES = ("active", "dormant", "dead")


@requires(Permission.CUSTOMERS_VIEW)
def gallery(request: HttpRequest) -> HttpResponse:
    """Show all components."""
    messages.success(request, "Saved.")
    messages.error(request, "Somebody has changed this meanwhile.")
    parts = [Part(key, 40 + 30 * place, key, place % 3) for place, key in enumerate(CLASSES)]
    context = {
        "classes": CLASSES,
        "states": STATES,
        "tones": ("plain", "info", "success", "warning", "error"),
        "choices": [("first", "First"), ("best", "Best")],
        "long_choices": [("", "By itself: Shift_JIS as Windows writes it, with the letters of NEC and IBM")],
        "ways": [
            ("days", "Days since the last purchase", "The same for everybody."),
            ("gaps", "Everybody's own gap", "Who buys every two weeks is dormant sooner."),
        ],
        "short_ways": [("first", "First", ""), ("best", "Best", "")],
        "tabbed": Shell(tabs=_tabs()),
        "pairs": [("Name", "田中 花子", "田中 華子"), ("Telephone", "", "03-0000-0001")],
        "share_bar": share_bar(parts, label="Shares"),
        "strip": month_strip((0, 1, 0, 2, 0, 0, 1, 3, 0, 1, 0, 1), label="Months"),
        "rings": [ring(percent, label=f"{percent} %") for percent in (0, 40, 100)],
        "rhythms": [
            (
                "awaited",
                _rhythm(Expected(TODAY + timedelta(6), TODAY + timedelta(11), TODAY + timedelta(18), False)),
            ),
            (
                "overdue",
                _rhythm(Expected(TODAY - timedelta(40), TODAY - timedelta(34), TODAY - timedelta(25), True)),
            ),
            ("one purchase", rhythm(_beats(1), None, today=TODAY, months=24, width=WIDE)),
        ],
        "narrow": rhythm(_beats(9), None, today=TODAY, months=12, width=NARROW),
    }
    return render(request, "web/gallery.html", context)


def _tabs() -> tuple[MenuEntry, ...]:
    return tuple(
        MenuEntry(label=word, url="#work", icon=icon, key="", current=word == "Shop")
        for word, icon in (("Rules", "flask-conical"), ("Shop", "store"), ("Staff", "users"))
    )


def _beats(number: int) -> list[Beat]:
    days = [TODAY - timedelta(days=60 + 31 * place + place % 3) for place in range(number)]
    return [Beat(day, 2000 + 700 * (place % 4), f"{day} ¥2,700") for place, day in enumerate(days)]


def _rhythm(expected: Expected) -> str:
    return rhythm(_beats(14), expected, today=TODAY, months=24, width=WIDE)
