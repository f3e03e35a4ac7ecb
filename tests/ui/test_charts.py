"""Charts are well-formed, say in words what they show, and carry nothing that a strict policy forbids."""

from datetime import date, timedelta
from xml.etree import ElementTree

import pytest

from otokui.core.ui.charts.rhythm import Beat, Expected, rhythm
from otokui.core.ui.charts.shares import Part, month_strip, ring, share_bar

TODAY = date(2026, 4, 1)
AWAITED = Expected(TODAY + timedelta(4), TODAY + timedelta(10), TODAY + timedelta(20), late=False)
SVG = "{*}"


def every(days: int, number: int) -> list[Beat]:
    return [Beat(TODAY - timedelta(days=10 + days * place), 1000 + place, "<&>") for place in range(number)]


def draw(beats, expected=None, months=24, width=860) -> ElementTree.Element:
    return ElementTree.fromstring(rhythm(beats, expected, today=TODAY, months=months, width=width))


def xs(chart: ElementTree.Element, path: str, name: str = "x1") -> list[float]:
    return [float(element.get(name)) for element in chart.findall(path)]


@pytest.mark.parametrize("number", [0, 1, 2, 40])
@pytest.mark.parametrize("width", [340, 860])
def test_everything_stays_inside_the_picture(number, width):
    chart = draw(every(17, number), AWAITED, width=width)
    assert all(0 <= x <= width for x in xs(chart, ".//{*}line"))
    assert all(element.get("style") is None for element in chart.iter())
    assert len(chart.findall(".//{*}circle")) == min(number, len(every(17, number)))


def test_purchases_before_the_months_shown_are_left_out():
    old = Beat(TODAY - timedelta(days=800), 9000, "old")
    chart = draw([*every(30, 3), old])
    assert len(chart.findall(".//{*}circle")) == 3
    assert "3" in chart.get("aria-label")


def test_a_young_customer_fills_the_picture():
    young = draw(every(30, 3))
    old = draw([*every(30, 3), Beat(TODAY - timedelta(days=700), 1000, "old")])
    assert min(xs(young, ".//{*}circle", "cx")) > min(xs(old, ".//{*}circle", "cx"))
    gap = xs(young, ".//{*}circle", "cx")
    wide = xs(old, ".//{*}circle", "cx")
    assert gap[-1] - gap[0] > wide[-1] - wide[-3]


def test_the_expected_window_lies_right_of_today_and_a_missed_one_left():
    awaited = draw(every(30, 4), AWAITED)
    today = xs(awaited, ".//{*}line[@class='today']")[0]
    assert xs(awaited, ".//{*}rect[@class='window']", "x")[0] > today
    missed = Expected(TODAY - timedelta(60), TODAY - timedelta(50), TODAY - timedelta(40), late=True)
    chart = draw(every(30, 4), missed)
    assert xs(chart, ".//{*}rect[@class='window-late']", "x")[0] < xs(chart, ".//{*}line[@class='today']")[0]


def test_a_far_window_does_not_squeeze_the_past():
    far = Expected(TODAY + timedelta(700), TODAY + timedelta(900), TODAY + timedelta(2000), late=False)
    chart = draw(every(30, 4), far)
    assert xs(chart, ".//{*}line[@class='today']")[0] > 860 * 0.6


def test_gaps_are_written_where_they_fit():
    assert "30" in [text.text for text in draw(every(30, 5)).findall(".//{*}text")]
    assert "3" not in [text.text for text in draw(every(3, 60)).findall(".//{*}text")]


def test_shares_fill_the_bar_and_leave_empty_parts_out():
    bar = ElementTree.fromstring(
        share_bar([Part("first", 1, "a"), Part("best", 0, "b"), Part("steady", 3, "c", 2)], label="x")
    )
    rects = bar.findall("{*}rect")
    assert [rect.get("class") for rect in rects] == ["fill-class is-first", "fill-class is-steady faint"]
    assert float(rects[1].get("x")) == 250
    assert ElementTree.fromstring(share_bar([], label="nobody")).findall("{*}rect") == []


def test_the_month_strip_has_a_dot_for_each_month():
    strip = ElementTree.fromstring(month_strip((0, 1, 4), label="x"))
    assert [dot.get("class") for dot in strip.findall("{*}circle")] == ["no", "head", "head"]


@pytest.mark.parametrize("percent", [0, 40, 100])
def test_the_ring_shows_its_figure(percent):
    assert ElementTree.fromstring(ring(percent, label="x")).find("{*}text").text == str(percent)
