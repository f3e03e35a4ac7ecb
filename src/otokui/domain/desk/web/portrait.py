"""A face drawn: its charts and sentences, ready for the template."""

from functools import partial
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from otokui.core.ui import figures
from otokui.core.ui.charts.rhythm import Beat, Expected, rhythm
from otokui.core.ui.charts.shares import ring
from otokui.core.ui.charts.sizes import NARROW, WIDE
from otokui.core.ui.charts.steps import Step, steps
from otokui.domain.customers.types import Completeness
from otokui.domain.desk.queries.face import RHYTHM_MONTHS
from otokui.domain.desk.queries.timeline import merged
from otokui.domain.desk.types import CLASSES, Face
from otokui.domain.desk.web import sentences
from otokui.domain.desk.web.audiences.labels import DISCOUNTS
from otokui.domain.desk.web.face_rows import day_rows, product_rows
from otokui.domain.desk.web.labels import CLASS_LABELS
from otokui.domain.desk.web.questions import ICONS, WHAT, WHO
from otokui.domain.purchases.public import band_of

_QUESTIONS = 3


def portrait(face: Face) -> dict[str, Any]:
    """Context of `desk/customer.html` beside the face itself."""
    money = partial(figures.money, currency=face.business.currency, minor_units=face.business.minor_units)
    days = [(figures.day(day.on), money(day.net), day) for day in face.days]
    beats = [Beat(day.on, day.net, f"{on} {net} {'・'.join(day.products)}") for on, net, day in days]
    return {
        "business": face.business,
        "judgement": _judgement(face, money),
        "rhythm_wide": _rhythm(face, beats, months=RHYTHM_MONTHS, width=WIDE),
        "steps_wide": _steps(face, width=WIDE),
        "steps_narrow": _steps(face, width=NARROW),
        "day_rows": day_rows(days),
        "discounts": _discounts(face),
        "rhythm_narrow": _rhythm(face, beats, months=RHYTHM_MONTHS // 2, width=NARROW),
        "product_rows": product_rows(face, money),
        "class_history": merged(
            (), (), face.changes, face.explanation.answers if face.explanation else (), face.business
        ),
    }


def _judgement(face: Face, money: sentences.Money) -> dict[str, Any] | None:
    explanation = face.explanation
    if explanation is None:
        return None
    return {
        "why": sentences.why(explanation, money),
        "ways_up": sentences.ways_up(explanation, money),
        "silence": sentences.what_silence_does(explanation),
        "other_reading": sentences.other_reading(explanation),
        "late": sentences.lateness(face),
        "awaited": sentences.awaited(face),
        "leaving": sentences.risk_in_words(explanation),
        "rhythm": sentences.rhythm_in_words(explanation.forecast) if explanation.forecast else "",
    }


def _discounts(face: Face) -> str:
    """The share that was bought at a discount, and what it means; or why there is none to tell."""
    known = face.discounts
    if known is None or not known.days:
        return _("no discounts in the records")
    if known.tenths is None:
        note = ngettext(
            "discounts: only %(n)s day tells so far", "discounts: only %(n)s days tell so far", known.days
        )
        return note % {"n": known.days}
    given = {"percent": known.percent, "band": DISCOUNTS[band_of(known)]}
    return _("at a discount %(percent)s %% (%(band)s)") % given


def _rhythm(face: Face, beats: list[Beat], *, months: int, width: int) -> str:
    return rhythm(beats, _expected(face), today=face.today, months=months, width=width)


def _expected(face: Face) -> Expected | None:
    """When the next order is awaited; once it is overdue, when it should have come."""
    explanation = face.explanation
    if explanation is None or explanation.forecast is None:
        return None
    forecast = explanation.forecast
    if forecast.overdue and explanation.due:
        return Expected(*explanation.due, late=True)
    return Expected(forecast.next_lo, forecast.next_on, forecast.next_hi, late=False)


def _steps(face: Face, *, width: int) -> str:
    """The class over time; nothing before it has changed once."""
    found = [
        Step(
            change.on,
            CLASSES.index(change.to_class),
            change.to_class,
            f"{figures.day(change.on)} {CLASS_LABELS[change.to_class]}",
        )
        for change in sorted(face.changes, key=lambda change: (change.on, change.id))
    ]
    if len({step.level for step in found}) < 2:
        return ""
    levels = [str(CLASS_LABELS[key]) for key in CLASSES]
    return steps(
        found, levels, today=face.today, width=width, summary=sentences.classes_in_words(face.changes)
    )


def completeness_drawn(known: Completeness) -> dict[str, Any]:
    """顔が見えている: the ring, and what to find out next."""
    percent = known.percent
    return {
        "words": sentences.completeness_in_words(percent),
        "ring": ring(percent, label=sentences.completeness_in_words(percent)),
        "questions": [
            (WHAT[question.field], question.weight, WHO[question.asked_by], ICONS[question.asked_by])
            for question in known.questions[:_QUESTIONS]
        ],
    }
