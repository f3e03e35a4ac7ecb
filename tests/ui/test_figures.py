"""One way to write each figure, in both languages."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.utils import translation

from otokui.core.ui import figures

TODAY = date(2026, 4, 1)
TOKYO = ZoneInfo("Asia/Tokyo")


@pytest.mark.parametrize(
    ("amount", "currency", "minor_units", "text"),
    [
        (0, "JPY", 0, "¥0"),
        (12300, "JPY", 0, "¥12,300"),
        (-500, "JPY", 0, "−¥500"),
        (350, "USD", 2, "$3.50"),
    ],
)
def test_money(amount, currency, minor_units, text):
    assert figures.money(amount, currency, minor_units) == text


@pytest.mark.parametrize(
    ("amount", "minor_units", "ja", "en"),
    [
        (8_000, 0, "¥8,000", "¥8,000"),
        (12_000, 0, "¥1.2万", "¥12k"),
        (24_000_000, 0, "¥2,400万", "¥24M"),
        (150_000_000, 0, "¥1.5億", "¥150M"),
        (1_200_000, 2, "¥1.2万", "¥12k"),
    ],
)
def test_a_round_sum_is_short_on_an_axis(amount, minor_units, ja, en):
    for language, text in (("ja", ja), ("en", en)):
        with translation.override(language):
            assert figures.round_money(amount, minor_units=minor_units) == text


@pytest.mark.parametrize(
    ("amount", "minor_units", "text"),
    [
        (659_458, 0, "約¥660,000"),
        (995, 0, "約¥1,000"),
        (94, 0, "約¥94"),
        (7, 0, "約¥7"),
        (0, 0, "約¥0"),
        (1_234_567, 2, "約¥12,000.00"),
    ],
)
def test_a_sum_that_is_not_exact_does_not_look_so(amount, minor_units, text):
    with translation.override("ja"):
        assert figures.about_money(amount, minor_units=minor_units) == text


@pytest.mark.parametrize(
    ("thousandths", "text"),
    [(1000, "1"), (1500, "1.5"), (250, "0.25"), (12_000_000, "12,000"), (-2000, "−2"), (0, "0")],
)
def test_quantities_are_thousandths(thousandths, text):
    assert figures.quantity(thousandths) == text


@pytest.mark.parametrize(
    ("day", "ja", "en"),
    [
        (date(2026, 4, 1), "今日", "today"),
        (date(2026, 3, 31), "昨日", "yesterday"),
        (date(2026, 4, 2), "明日", "tomorrow"),
        (date(2026, 4, 3), "2日後", "in 2 days"),
        (date(2026, 3, 30), "2日前", "2 days ago"),
        (date(2025, 12, 23), "99日前", "99 days ago"),
        (date(2025, 12, 22), "3か月前", "3 months ago"),
        (date(2024, 4, 2), "24か月前", "24 months ago"),
        (date(2024, 4, 1), "2年前", "2 years ago"),
        (None, "–", "–"),
    ],
)
def test_days_in_words(day, ja, en):
    with translation.override("ja"):
        assert figures.ago(day, today=TODAY) == ja
    with translation.override("en"):
        assert figures.ago(day, today=TODAY) == en


def test_short_days_name_the_year_only_when_it_is_another_one():
    with translation.override("ja"):
        assert figures.short_day(date(2026, 1, 9), today=TODAY) == "1/9"
        assert figures.short_day(date(2025, 12, 31), today=TODAY) == "2025/12/31"
        assert figures.short_day(None, today=TODAY) == "–"


def test_moments_are_told_in_the_business_time_zone():
    now = datetime(2026, 4, 1, 3, 0, tzinfo=UTC)  # noon in Tokyo
    with translation.override("ja"):
        assert figures.moment(now - timedelta(hours=11), zone=TOKYO, now=now) == "1:00"
        assert figures.moment(now - timedelta(hours=13), zone=TOKYO, now=now) == "3/31 23:00"


@pytest.mark.parametrize(
    ("span", "text"),
    [
        (timedelta(seconds=59), "59秒"),
        (timedelta(seconds=60), "1分0秒"),
        (timedelta(hours=2, minutes=5), "2時間5分"),
        (timedelta(seconds=-3), "1秒未満"),
    ],
)
def test_durations(span, text):
    with translation.override("ja"):
        assert figures.duration(span) == text


def test_estimates_are_marked():
    with translation.override("ja"):
        assert figures.count(1_230_000, estimated=True) == "約1,230,000"
        assert figures.count(12) == "12"
