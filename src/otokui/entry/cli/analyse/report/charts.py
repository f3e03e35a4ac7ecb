"""The charts, made here as inline SVG and plain boxes so that the page needs no script. Colours are the page's."""

from collections.abc import Sequence
from html import escape

from otokui.entry.cli.analyse.report.words import both, share

_SIDE, _LEFT, _TOP, _BOTTOM = 300, 44, 14, 40


def stacked_bar(parts: Sequence[tuple[str, float]], label: str) -> str:
    """One 100 % bar of classes; `parts`: (class, amount), amounts ≥ 0. `label`: its text for screen readers."""
    whole = sum(amount for _, amount in parts)
    if whole <= 0:
        return ""
    rects, texts, left = [], [], 0.0
    for name, amount in parts:
        width = 100 * amount / whole
        if width <= 0:
            continue
        rects.append(f'<rect class="fill-{name}" x="{left:.3f}%" width="{width:.3f}%" height="100%"/>')
        if width >= 7:
            middle = f"{left + width / 2:.3f}%"
            texts.append(
                f'<text class="on-{name}" x="{middle}" y="50%">{share(amount, whole, digits=0)}</text>'
            )
        left += width
    drawn = "".join(rects) + "".join(texts)
    return f'<svg class="bar" role="img" aria-label="{escape(label)}" width="100%" height="30">{drawn}</svg>'


def state_bar(name: str, states: dict[str, int], largest: int) -> str:
    """A class's customers by state, its length to the largest class's scale; fainter means longer away."""
    if not largest:
        return ""
    left, rects = 0.0, []
    for state in ("active", "dormant", "dead", "none"):
        width = 100 * states.get(state, 0) / largest
        if width > 0:
            rects.append(
                f'<rect class="fill-{name} in-{state}" x="{left:.3f}%" width="{width:.3f}%" height="100%"/>'
            )
        left += width
    return f'<svg class="mini" aria-hidden="true" width="100%" height="14">{"".join(rects)}</svg>'


def concentration_curve(curve: Sequence[tuple[float, float]], twenty: float, needed: float) -> str:
    """The share of money the best customers make, as it is, against 80/20 and against equal shares."""
    points = [(_x(across), _y(up)) for across, up in curve]
    line = " ".join(f"{x:.1f},{y:.1f}" for x, y in points)
    area = f"{_x(0):.1f},{_y(0):.1f} {line} {_x(1):.1f},{_y(0):.1f}"
    grid = "".join(
        f'<line class="grid" x1="{_x(0)}" x2="{_x(1)}" y1="{_y(level)}" y2="{_y(level)}"/>'
        f'<text class="tick end" x="{_x(0) - 8}" y="{_y(level) + 4}">{level:.0%}</text>'
        f'<text class="tick" x="{_x(level)}" y="{_y(0) + 18}">{level:.0%}</text>'
        for level in (0, 0.2, 0.4, 0.6, 0.8, 1.0)
    )
    marks = (
        f'<line class="guide" x1="{_x(0.2)}" x2="{_x(0.2)}" y1="{_y(0)}" y2="{_y(twenty):.1f}"/>'
        f'<line class="guide" x1="{_x(0)}" x2="{_x(needed):.1f}" y1="{_y(0.8)}" y2="{_y(0.8)}"/>'
        f'<circle class="dot" cx="{_x(0.2)}" cy="{_y(twenty):.1f}" r="5"/>'
        f'<circle class="dot" cx="{_x(needed):.1f}" cy="{_y(0.8)}" r="5"/>'
        f'<circle class="rule" cx="{_x(0.2)}" cy="{_y(0.8)}" r="5"/>'
    )
    names = (
        f'<text class="axis" x="{_x(0.5)}" y="{_y(0) + 36}">{_svg_both("顧客(購入額の多い順)", "customers, best payers first")}</text>'
        f'<text class="tick rule-name" x="{_x(0.2) - 9}" y="{_y(0.8) - 8}">80/20</text>'
    )
    equal = f'<line class="equal" x1="{_x(0)}" y1="{_y(0)}" x2="{_x(1)}" y2="{_y(1)}"/>'
    label = f"{share(twenty, 1)} of money from 20 % of customers; 80 % from {share(needed, 1)}"
    size = f"0 0 {_LEFT + _SIDE + 24} {_TOP + _SIDE + _BOTTOM}"
    return (
        f'<svg class="curve" viewBox="{size}" role="img" aria-label="{label}">{grid}{equal}'
        f'<polygon class="area" points="{area}"/><polyline class="line" points="{line}"/>{marks}{names}</svg>'
    )


def _svg_both(ja: str, en: str) -> str:
    return f'<tspan lang="ja">{ja}</tspan><tspan lang="en">{en}</tspan>'


def legend(parts: Sequence[tuple[str, str, str]]) -> str:
    """(class, name as HTML, value as HTML) beside each other."""
    items = "".join(
        f'<li><i class="chip is-{name}"></i>{title}<b>{value}</b></li>' for name, title, value in parts
    )
    return f'<ul class="legend">{items}</ul>'


def _x(share_of_customers: float) -> float:
    return _LEFT + _SIDE * share_of_customers


def _y(share_of_money: float) -> float:
    return _TOP + _SIDE * (1 - share_of_money)


def bars_note() -> str:
    """What the fainter colours mean."""
    return both(
        "濃い色=現役、中=休眠、薄い色=死滅", "full colour = active, lighter = dormant, lightest = dead"
    )
