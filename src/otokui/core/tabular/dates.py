"""Columns of dates and times → local moments of the business. The order of day and month is never guessed."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import polars as pl

from otokui.core.kernel.errors import Refused
from otokui.core.tabular.columns import Parsed, errors_at, is_blank, no_errors, read_rest, without_extremes
from otokui.core.tabular.moments import FIRST_YEAR, LAST_YEAR, read_by_format, read_moment
from otokui.core.tabular.types import Reason

_EPOCH = datetime(1970, 1, 1)  # noqa: DTZ001
_MICROSECOND = timedelta(microseconds=1)
_DAY_MICROS = 86_400_000_000
_FIRST_MICROSECOND = (datetime(FIRST_YEAR, 1, 1) - _EPOCH) // _MICROSECOND  # noqa: DTZ001
_LAST_MICROSECOND = (datetime(LAST_YEAR + 1, 1, 1) - _EPOCH) // _MICROSECOND - 1  # noqa: DTZ001
_LOOKED_AT = 64  # values that decide which format is tried first
_YEAR_LAST = r"^\s*(\d{1,2})[/.\-](\d{1,2})[/.\-]\d{4}"
_CLEAR_MAJORITY = 100  # so many times more evidence for one order than for the other
_USUAL = (
    (re.compile(r"\d{4}/\d{1,2}/\d{1,2}"), "%Y/%m/%d"),
    (re.compile(r"\d{4}-\d{1,2}-\d{1,2}"), "%Y-%m-%d"),
    (re.compile(r"\d{4}\.\d{1,2}\.\d{1,2}"), "%Y.%m.%d"),
    (re.compile(r"\d{4}年\d{1,2}月\d{1,2}日"), "%Y年%m月%d日"),
)
_YEAR_LAST_FORMATS = {"dmy": "%d{0}%m{0}%Y", "mdy": "%m{0}%d{0}%Y"}
_USUAL_TIMES = (
    (re.compile(r" \d{1,2}:\d{2}:\d{2}"), " %H:%M:%S"),
    (re.compile(r" \d{1,2}:\d{2}"), " %H:%M"),
    (re.compile(r"T\d{2}:\d{2}:\d{2}"), "T%H:%M:%S"),
    (re.compile(r" \d{1,2}:\d{2}:\d{2}\.\d+"), " %H:%M:%S%.f"),
    (re.compile(r"T\d{2}:\d{2}:\d{2}\.\d+"), "T%H:%M:%S%.f"),
)


@dataclass(frozen=True)
class DateStyle:
    """How a column writes dates: `order` `dmy`/`mdy` if years stand last, or a `strftime` `format` given by a
    person."""

    order: str = ""
    format: str = ""


@dataclass
class ParsedMoments(Parsed):
    """`values`: naive datetimes (µs) in the business's time zone. `timed`: some value has a time of day."""

    timed: bool = False


def decide_style(column: Iterable[pl.Series], *, name: str, date_format: str = "") -> DateStyle:
    """How the column writes its dates. The whole column is read only where years stand last.

    Refused (code `date-format`) when the whole column leaves it open or contradicts itself.
    """
    if date_format:
        return DateStyle(format=date_format)
    day_first = month_first = seen = 0
    for piece in column:
        if piece.dtype != pl.String:
            return DateStyle()
        pairs = piece.drop_nulls().str.extract_groups(_YEAR_LAST).struct.unnest().drop_nulls()
        if not pairs.height:
            if not seen:
                return DateStyle()
            continue
        first, second = (pairs.to_series(index).cast(pl.Int64) for index in (0, 1))
        seen += pairs.height
        day_first += int((first > 12).sum())
        month_first += int((second > 12).sum())
    if not seen:
        return DateStyle()
    if day_first == month_first or min(day_first, month_first) * _CLEAR_MAJORITY > max(
        day_first, month_first
    ):
        if day_first:
            raise Refused(
                "column “%(column)s”: day/month/year or month/day/year? Both 13/1/2024 and 1/13/2024 occur. "
                "Say --date-format %%d/%%m/%%Y or --date-format %%m/%%d/%%Y",
                code="date-format",
                column=name,
            )
        raise Refused(
            "column “%(column)s”: day/month/year or month/day/year? No day is above 12. "
            "Say --date-format %%d/%%m/%%Y or --date-format %%m/%%d/%%Y",
            code="date-format",
            column=name,
        )
    return DateStyle(order="dmy" if day_first > month_first else "mdy")


def parse_moments(series: pl.Series, style: DateStyle, *, zone: str, source_zone: str = "") -> ParsedMoments:
    """Moments in the business's time zone `zone`. Texts without a zone are local, or in `source_zone` if
    given.

    Dates without time of day stay that date whatever the zones. Errors: not a date; a local time that the
    source's clock skipped.
    """
    if series.dtype == pl.Date:
        return ParsedMoments(series.cast(pl.Datetime("us")), no_errors(), timed=False)
    if isinstance(series.dtype, pl.Datetime):
        return _from_datetimes(series, zone, source_zone)
    if series.dtype == pl.String:
        return _from_text(series, style, zone, source_zone)
    return _from_text(series.cast(pl.String, strict=False), style, zone, source_zone)


def check_zone(name: str) -> str:
    """The name of a time zone, or Refused (code `time-zone`)."""
    try:
        ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        raise Refused(
            "“%(zone)s” is not a time zone: write it like Asia/Tokyo", code="time-zone", zone=name
        ) from None
    return name


def _from_datetimes(series: pl.Series, zone: str, source_zone: str) -> ParsedMoments:
    moments = series.dt.cast_time_unit("us")
    if getattr(series.dtype, "time_zone", None):
        local = moments.dt.convert_time_zone(zone).dt.replace_time_zone(None)
        return ParsedMoments(local, no_errors(), timed=True)
    timed = bool((moments.dt.time().cast(pl.Int64) != 0).any())
    return _moved(moments, series, zone, source_zone if timed else "", timed)


def _from_text(series: pl.Series, style: DateStyle, zone: str, source_zone: str) -> ParsedMoments:
    micros = _usual_formats(series, style)
    offsets: set[bool] = set()
    clock = ZoneInfo(source_zone or zone)

    def reader(text: str) -> int | Reason:
        moment = read_by_format(text, style.format) if style.format else read_moment(text, style.order)
        if isinstance(moment, Reason):
            return moment
        offsets.add(moment.zoned)
        at = moment.at
        if moment.zoned:
            at = at.replace(tzinfo=UTC).astimezone(clock).replace(tzinfo=None)
        return (at - _EPOCH) // _MICROSECOND

    parsed = read_rest(series, micros, reader)
    timed = bool((parsed.values % _DAY_MICROS != 0).any())
    moments = parsed.values.cast(pl.Datetime("us"))
    if not timed and True not in offsets:
        return ParsedMoments(moments, parsed.errors, timed=False)
    moved = _moved(moments, series, zone, source_zone, timed=True)
    return ParsedMoments(moved.values, pl.concat([parsed.errors, moved.errors]), timed=True)


def _usual_formats(series: pl.Series, style: DateStyle) -> pl.Series:
    """Microseconds since 1970 for the values in the format of the column's first value, null for the
    others."""
    nothing = pl.repeat(None, len(series), dtype=pl.Int64, eager=True)
    if style.format:
        return nothing
    kept = series.head(_LOOKED_AT)
    kept = kept.filter(~is_blank(kept))
    written = _usual_format(str(kept[0]), style.order) if len(kept) else ""
    if not written:
        return nothing
    try:
        read = series.str.to_datetime(written, strict=False, time_unit="us")
    except pl.exceptions.PolarsError:
        return nothing
    return without_extremes(read.cast(pl.Int64), _FIRST_MICROSECOND, _LAST_MICROSECOND)


def _usual_format(text: str, order: str) -> str:
    usual = [*_USUAL]
    if order:
        for separator in "/-.":
            pattern = re.compile(
                r"\d{1,2}" + re.escape(separator) + r"\d{1,2}" + re.escape(separator) + r"\d{4}"
            )
            usual.append((pattern, _YEAR_LAST_FORMATS[order].format(separator)))
    for pattern, written in usual:
        if found := pattern.match(text):
            rest = text[found.end() :]
            if not rest:
                return written
            return next((written + time for shape, time in _USUAL_TIMES if shape.fullmatch(rest)), "")
    return ""


def _moved(moments: pl.Series, text: pl.Series, zone: str, source_zone: str, timed: bool) -> ParsedMoments:
    """Local times of the source's clock → local times of the business."""
    if not source_zone or source_zone == zone:
        return ParsedMoments(moments, no_errors(), timed)
    placed = moments.dt.replace_time_zone(source_zone, ambiguous="earliest", non_existent="null")
    skipped = placed.is_null() & moments.is_not_null()
    local = placed.dt.convert_time_zone(zone).dt.replace_time_zone(None)
    return ParsedMoments(local, errors_at(skipped, text, Reason.NO_SUCH_TIME), timed)
