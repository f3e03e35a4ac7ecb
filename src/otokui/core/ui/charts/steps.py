"""The step picture: on which of a few levels somebody stood, and since when."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import pairwise

from django.utils.html import format_html
from django.utils.safestring import SafeString

from otokui.core.ui import figures
from otokui.core.ui.charts.shapes import shapes

_ROW, _TOP, _LEFT, _RIGHT, _FOOT = 15, 8, 62, 8, 20
_FEWEST_DAYS = 30
_ROOM = 74  # a day under the picture needs so much


@dataclass(frozen=True)
class Step:
    """From this day on: the level (0 is the lowest), the key of its colour, and what is said of it."""

    on: date
    level: int
    key: str
    words: str


def steps(
    found: Sequence[Step], levels: Sequence[str], *, today: date, width: int, summary: str
) -> SafeString:
    """Steps from the first of them until today, oldest first; `levels` are named from the lowest up."""
    height = _TOP + _ROW * len(levels) + _FOOT
    base = height - _FOOT
    start = found[0].on
    days = max(_FEWEST_DAYS, (today - start).days)

    def x(day: date) -> float:
        return round(_LEFT + (width - _LEFT - _RIGHT) * (day - start).days / days, 1)

    def y(level: int) -> float:
        return base - _ROW * (level + 0.5)

    ends = [*(step.on for step in found[1:]), today]
    return format_html(
        '<svg class="chart steps" viewBox="0 0 {} {}" role="img" aria-label="{}">{}{}{}{}</svg>',
        width,
        height,
        summary,
        shapes(
            '<line class="grid" x1="{}" x2="{}" y1="{}" y2="{}"/><text x="0" y="{}">{}</text>',
            ((_LEFT, width, y(level), y(level), y(level) + 4, words) for level, words in enumerate(levels)),
        ),
        shapes(
            '<line class="riser" x1="{}" x2="{}" y1="{}" y2="{}"/>',
            (
                (x(after.on), x(after.on), y(before.level), y(after.level))
                for before, after in pairwise(found)
            ),
        ),
        shapes(
            '<g class="is-{0}"><title>{1}</title><line class="tread" x1="{2}" x2="{3}" y1="{4}" y2="{4}"/>'
            '<circle class="foot" cx="{2}" cy="{4}" r="3.5"/></g>',
            (
                (step.key, step.words, x(step.on), x(end), y(step.level))
                for step, end in zip(found, ends, strict=True)
            ),
        ),
        _days([step.on for step in found], x, base=base, width=width),
    )


def _days(days: Sequence[date], x: Callable[[date], float], *, base: int, width: int) -> SafeString:
    """The days of the steps, as many as have room."""
    shown: list[tuple[float, int, str]] = []
    for day in days:
        place = min(x(day), width - _ROOM)
        if not shown or place - shown[-1][0] >= _ROOM:
            shown.append((place, base + 15, figures.day(day)))
    return shapes('<text x="{}" y="{}">{}</text>', shown)
