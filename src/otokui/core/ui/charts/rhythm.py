"""The rhythm picture: when a customer bought, how much, and when the next order is expected."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from html import escape
from itertools import pairwise, takewhile

from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from otokui.core.kernel.period import months_later
from otokui.core.ui import figures
from otokui.core.ui.charts.shapes import shapes

HEIGHT = 128
_TOP, _BASE, _LEFT, _RIGHT = 26, 106, 6, 6
_FEWEST_MONTHS = 6
_LETTER = 11  # height of a label; a gap is written only where it fits


@dataclass(frozen=True)
class Beat:
    """One purchase day: its size decides the height of the stem, its words are shown on pointing at it."""

    on: date
    size: int
    words: str


@dataclass(frozen=True)
class Expected:
    """10/50/90 % of the next order day; `late` when the silence is longer than the limit."""

    lo: date
    on: date
    hi: date
    late: bool


@dataclass(frozen=True)
class _Scale:
    start: date
    end: date
    width: int

    def x(self, day: date) -> float:
        days = (self.end - self.start).days
        return round(_LEFT + (self.width - _LEFT - _RIGHT) * (day - self.start).days / days, 1)


def rhythm(
    beats: Sequence[Beat], expected: Expected | None, *, today: date, months: int, width: int
) -> SafeString:
    """Purchases of at most the last `months` months, from about the first on, and the expected window.

    The window is shown at most half as far ahead as the picture looks back. `width` is in the units of the
    drawing: about the pixels it will be shown at.
    """
    start = _start(beats, today, months)
    furthest = today + (today - start) / 2
    end = max(today, min(expected.hi, furthest) if expected else today) + timedelta(days=max(6, months))
    scale = _Scale(start, end, width)
    shown = sorted((beat for beat in beats if start <= beat.on <= today), key=lambda beat: beat.on)
    places = [scale.x(beat.on) for beat in shown]
    return format_html(
        '<svg class="chart" viewBox="0 0 {} {}" role="img" aria-label="{}">{}{}{}{}{}{}</svg>',
        width,
        HEIGHT,
        _summary(shown, expected, months),
        _months(scale),
        _window(scale, expected) if expected else "",
        format_html('<line class="axis" x1="0" x2="{}" y1="{}" y2="{}"/>', width, _BASE, _BASE),
        _gaps(places, shown),
        _stems(places, shown),
        _today(scale, today),
    )


def _start(beats: Sequence[Beat], today: date, months: int) -> date:
    """A month before the first purchase, within what is to be shown."""
    earliest, latest = months_later(today, -months), months_later(today, -_FEWEST_MONTHS)
    first = min((beat.on for beat in beats), default=latest)
    return min(latest, max(earliest, months_later(first, -1)))


def _summary(shown: Sequence[Beat], expected: Expected | None, months: int) -> str:
    bought = ngettext(
        "%(n)d purchase in the last %(months)d months.",
        "%(n)d purchases in the last %(months)d months.",
        len(shown),
    ) % {"n": len(shown), "months": months}
    if expected is None:
        return bought
    window = _("Next order expected %(lo)s to %(hi)s.") % {
        "lo": figures.day(expected.lo),
        "hi": figures.day(expected.hi),
    }
    return f"{bought} {window}"


def _months(scale: _Scale) -> SafeString:
    begin = scale.start.replace(day=1)
    later = (months_later(begin, step) for step in range(1, 60))
    firsts = list(takewhile(lambda first: first <= scale.end, later))
    # January carries its year and takes the room of two
    step = next(step for step in (1, 2, 3, 6, 12) if len(firsts) / step * 62 <= scale.width or step == 12)
    labelled = [first for first in firsts if (first.month - 1) % step == 0]
    return shapes(
        '<line class="grid" x1="{0}" x2="{0}" y1="{1}" y2="{2}"/><text x="{3}" y="{4}">{5}</text>',
        (
            (scale.x(first), _TOP - 8, _BASE, scale.x(first) + 3, HEIGHT - 8, figures.month(first))
            for first in labelled
            if scale.x(first) < scale.width - (48 if first.month == 1 else 24)
        ),
    )


def _window(scale: _Scale, expected: Expected) -> SafeString:
    late = "-late" if expected.late else ""
    lo, hi = scale.x(min(expected.lo, scale.end)), scale.x(min(expected.hi, scale.end))
    band = format_html(
        '<rect class="window{}" x="{}" y="{}" width="{}" height="{}" rx="3"/>',
        late,
        lo,
        _TOP - 8,
        max(3, round(hi - lo, 1)),
        _BASE - _TOP + 8,
    )
    if expected.on > scale.end:
        return band
    x = scale.x(expected.on)
    return format_html(
        '{}<line class="expected expected{}" x1="{}" x2="{}" y1="{}" y2="{}"/>',
        band,
        late,
        x,
        x,
        _TOP - 2,
        _BASE - 2,
    )


def _stems(places: Sequence[float], shown: Sequence[Beat]) -> SafeString:
    largest = max((beat.size for beat in shown), default=1) or 1
    stems = (_stem(x, beat, beat.size / largest) for x, beat in zip(places, shown, strict=True))
    return mark_safe("".join(stems))


def _stem(x: float, beat: Beat, share: float) -> str:
    y = round(_BASE - 12 - (_BASE - _TOP - 16) * share, 1)
    return (
        f'<g class="beat"><title>{escape(beat.words)}</title>'
        f'<rect class="hit" x="{round(x - 5, 1)}" y="{_TOP - 8}" width="10" height="{_BASE - _TOP + 8}"/>'
        f'<line class="stem" x1="{x}" x2="{x}" y1="{_BASE}" y2="{y}"/>'
        f'<circle class="head" cx="{x}" cy="{y}" r="3.5"/></g>'
    )


def _gaps(places: Sequence[float], shown: Sequence[Beat]) -> SafeString:
    pairs = pairwise(zip(places, shown, strict=True))
    labels = [
        (round((left + right) / 2, 1), str((two.on - one.on).days))
        for (left, one), (right, two) in pairs
        if right - left > _LETTER * 2.2
    ]
    return shapes(
        '<text x="{}" y="{}" text-anchor="middle">{}</text>', ((x, _BASE - 4, days) for x, days in labels)
    )


def _today(scale: _Scale, today: date) -> SafeString:
    x = scale.x(today)
    return format_html(
        '<line class="today" x1="{0}" x2="{0}" y1="{1}" y2="{2}"/>'
        '<text class="today-label" x="{0}" y="{3}" text-anchor="middle">{4}</text>',
        x,
        _TOP - 10,
        _BASE + 3,
        _TOP - 14,
        _("Today"),
    )
