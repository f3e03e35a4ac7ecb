"""Columns over time, each divided into parts that lead somewhere.

The picture is for the eye and the mouse and hidden from readers of screens: whoever shows it puts the same
numbers and links beside it as a table.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from django.utils.html import format_html
from django.utils.safestring import SafeString

from otokui.core.ui.charts.shapes import shapes

_LEFT, _TOP, _FOOT, _RIGHT = 44, 8, 20, 4
_LETTERS = 34
_GAP = 6
_DIGIT, _KANJI, _LAST_NARROW = 7, 12, 0x2FFF


@dataclass(frozen=True)
class Stack:
    """A part of a column: its look (a class of css/columns.css), size, words, and where it leads."""

    look: str
    value: int
    words: str
    url: str


@dataclass(frozen=True)
class Column:
    """One place in time, parts from below; `unfinished`: its time is not over."""

    label: str
    parts: tuple[Stack, ...]
    unfinished: bool = False


def columns(
    found: Sequence[Column],
    *,
    tone: str,
    width: int,
    height: int,
    written: Callable[[int], str] = "{:,}".format,
) -> SafeString:
    """Columns side by side. `tone`: whose colour (`is-best`). `written`: a value as the axis says it."""
    largest = max((sum(max(0, part.value) for part in column.parts) for column in found), default=0)
    top = _round_up(largest)
    base, room = height - _FOOT, height - _FOOT - _TOP
    marks = [(value, written(value)) for value in (0, top // 2, top)]
    left = max(_LEFT, *(_GAP + 2 + _wide(words) for _, words in marks))
    step = (width - left - _RIGHT) / max(1, len(found))
    skip = max(1, -(-_LETTERS // max(1, int(step))))
    return format_html(
        '<svg class="chart columns {}" viewBox="0 0 {} {}" aria-hidden="true" focusable="false">{}{}{}</svg>',
        tone,
        width,
        height,
        shapes(
            '<line class="grid" x1="{}" x2="{}" y1="{}" y2="{}"/>'
            '<text x="{}" y="{}" text-anchor="end">{}</text>',
            (
                (left, width, y, y, left - _GAP, y + 4, words)
                for value, words in marks
                for y in (round(base - room * value / top, 1),)
            ),
        ),
        shapes(
            '<text x="{}" y="{}" text-anchor="middle">{}</text>',
            (
                (round(left + step * (place + 0.5), 1), height - 5, column.label)
                for place, column in enumerate(found)
                if (len(found) - 1 - place) % skip == 0
            ),
        ),
        shapes(
            '<a href="{}" tabindex="-1"><rect class="part {}" x="{}" y="{}" width="{}" height="{}">'
            "<title>{}</title></rect></a>",
            (
                rect
                for place, column in enumerate(found)
                for rect in _stacked(column, left + step * (place + 0.14), step * 0.72, base, room / top)
            ),
        ),
    )


def _stacked(
    column: Column, x: float, width: float, base: float, scale: float
) -> list[tuple[str, str, float, float, float, float, str]]:
    rects, y = [], float(base)
    for part in column.parts:
        if part.value > 0:
            height = part.value * scale
            y -= height
            look = f"{part.look} unfinished" if column.unfinished else part.look
            size = (round(x, 1), round(y, 1), round(width, 1), round(max(0.8, height - 0.6), 1))
            rects.append((part.url, look, *size, part.words))
    return rects


def _wide(words: str) -> int:
    """About how many pixels they need."""
    return sum(_KANJI if ord(letter) > _LAST_NARROW else _DIGIT for letter in words)


def _round_up(value: int) -> int:
    """The next of 2, 4, 6, 8, 10, 12, 16, 20, 24, 30, 40 … that is not below: half of it is round, too."""
    power = 1
    while True:
        for step in (20, 24, 30, 40, 50, 60, 80, 100, 120, 160):
            if value * 10 <= step * power and step * power % 20 == 0:
                return step * power // 10
        power *= 10
