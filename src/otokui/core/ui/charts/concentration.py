"""The curve of shares: how much of the whole comes from how few, best first."""

from collections.abc import Callable, Sequence

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

HEIGHT = 220
_LEFT, _RIGHT, _TOP, _BASE = 36, 12, 10, 196
Scale = Callable[[float], float]
_TICKS = (0, 20, 40, 60, 80, 100)


def concentration_curve(
    points: Sequence[tuple[int, float, str]], *, marked: tuple[float, float] | None, label: str, width: int
) -> SafeString:
    """`points`: (percent of all, percent of the whole, words), rising.

    `marked`: a point with lines to the axes. `width` is in the units of the drawing, about the
    pixels it will be shown at.
    """

    def x(percent: float) -> float:
        return round(_LEFT + (width - _LEFT - _RIGHT) * percent / 100, 1)

    def y(percent: float) -> float:
        return round(_BASE - (_BASE - _TOP) * percent / 100, 1)

    path = " ".join(f"{x(one)},{y(other)}" for one, other in [(0, 0), *((p[0], p[1]) for p in points)])
    return format_html(
        '<svg class="chart" viewBox="0 0 {} {}" role="img" aria-label="{}">{}{}{}'
        '<polyline class="even" points="{},{} {},{}"/><polyline class="curve" points="{}"/>{}</svg>',
        width,
        HEIGHT,
        label,
        format_html_join(
            "",
            '<line class="grid" x1="{0}" x2="{1}" y1="{2}" y2="{2}"/>'
            '<text x="{3}" y="{4}" text-anchor="end">{5}</text>',
            ((_LEFT, width - _RIGHT, y(tick), _LEFT - 6, y(tick) + 4, f"{tick}%") for tick in _TICKS),
        ),
        format_html_join(
            "",
            '<text x="{}" y="{}" text-anchor="middle">{}</text>',
            ((x(tick), _BASE + 18, f"{tick}%") for tick in _TICKS[1:]),
        ),
        _mark(marked, x, y),
        x(0),
        y(0),
        x(100),
        y(100),
        path,
        format_html_join(
            "",
            '<circle class="head" cx="{}" cy="{}" r="3"><title>{}</title></circle>',
            ((x(percent), y(share), words) for percent, share, words in points),
        ),
    )


def _mark(marked: tuple[float, float] | None, x: Scale, y: Scale) -> SafeString:
    if marked is None:
        return format_html("")
    return format_html(
        '<polyline class="marked" points="{},{} {},{} {},{}"/>',
        _LEFT,
        y(marked[1]),
        x(marked[0]),
        y(marked[1]),
        x(marked[0]),
        _BASE,
    )
