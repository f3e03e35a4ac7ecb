"""Shares of a whole: one bar for all classes, one row of months, one ring for a percentage."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from html import escape
from math import pi

from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe

from otokui.core.ui.charts.shapes import shapes

_DOT, _LARGEST = 11, 4  # a month's place, and the purchases from which on its dot grows no more
_FADES = ("", " fade", " faint")


@dataclass(frozen=True)
class Part:
    """One part of a bar: the class whose colour it has, how far it is faded (0–2), its size and words."""

    key: str
    value: int
    words: str
    fade: int = 0


def share_bar(parts: Sequence[Part], *, label: str) -> SafeString:
    """A bar as wide as its place, divided by the values of the parts; empty parts are left out."""
    total = sum(part.value for part in parts) or 1
    return format_html(
        '<svg class="share-bar" viewBox="0 0 1000 10" preserveAspectRatio="none" role="img"'
        ' aria-label="{}">{}</svg>',
        label,
        shapes(
            '<rect class="fill-class is-{}{}" x="{}" width="{}" height="10"><title>{}</title></rect>',
            _placed(parts, total),
        ),
    )


def _placed(parts: Sequence[Part], total: int) -> list[tuple[str, str, float, float, str]]:
    placed, x = [], 0.0
    for part in parts:
        width = 1000 * part.value / total
        if part.value:
            placed.append(
                (part.key, _FADES[part.fade], round(x, 2), round(max(width - 1.5, 0.8), 2), part.words)
            )
        x += width
    return placed


def month_strip(counts: Sequence[int], *, label: str) -> SafeString:
    """A row of months, oldest first: a dot where something was bought, larger for more."""
    width = _DOT * len(counts)
    dots = "".join([_dot(place, min(count, _LARGEST)) for place, count in enumerate(counts)])
    return mark_safe(
        f'<svg class="chart month-strip" viewBox="0 0 {width} {_DOT}" width="{width}" height="{_DOT}"'
        f' role="img" aria-label="{escape(label)}">{dots}</svg>'
    )


@lru_cache(maxsize=256)
def _dot(place: int, count: int) -> str:
    radius = min(4.2, 2.4 + 0.6 * count) if count else 1.2
    look = "head" if count else "no"
    return f'<circle cx="{place * _DOT + _DOT / 2}" cy="5.5" r="{radius}" class="{look}"/>'


def ring(percent: int, *, label: str) -> SafeString:
    """A percentage as a ring with its figure inside."""
    radius = 26
    length = 2 * pi * radius
    return format_html(
        '<svg class="percent-ring" viewBox="0 0 64 64" width="64" height="64" role="img" aria-label="{0}">'
        '<circle class="track" cx="32" cy="32" r="{1}" fill="none" stroke-width="6"/>'
        '<circle class="value" cx="32" cy="32" r="{1}" fill="none" stroke-width="6" stroke-linecap="{5}"'
        ' stroke-dasharray="{2} {3}" transform="rotate(-90 32 32)"/>'
        '<text x="32" y="37" text-anchor="middle">{4}</text></svg>',
        label,
        radius,
        round(length * percent / 100, 1),
        round(length, 1),
        percent,
        "round" if percent else "butt",
    )
