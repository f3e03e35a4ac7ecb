"""Columns of quantities and plain integers → integers."""

from __future__ import annotations

import re
import unicodedata

import polars as pl

from otokui.core.tabular.columns import Parsed, errors_at, read_rest, without_extremes
from otokui.core.tabular.money import read_money
from otokui.core.tabular.types import Reason

_LARGEST = 10**12
_COUNTERS = re.compile(r"(個|本|枚|袋|箱|点|台|冊|着|足|組|セット|ケース|kg|g|ml|l|pcs|ea)$", re.IGNORECASE)


def parse_quantity(series: pl.Series) -> Parsed:
    """A column of quantities in thousandths: 1 → 1000, 1.5kg → 1500, 3個 → 3000."""
    if series.dtype.is_numeric():
        scaled = series.cast(pl.Float64) * 1000
        wild = series.is_not_null() & (~scaled.is_finite() | (scaled.abs() > _LARGEST)).fill_null(True)
        values = scaled.set(wild, None).round().cast(pl.Int64)
        return Parsed(values, errors_at(wild, series, Reason.NOT_A_NUMBER))
    text = series.cast(pl.String, strict=False)
    whole = text.cast(pl.Int64, strict=False)
    whole = without_extremes(whole, -_LARGEST // 1000, _LARGEST // 1000)
    return read_rest(text, whole * 1000, read_quantity)


def parse_integer(series: pl.Series) -> Parsed:
    """A column of whole numbers."""
    if series.dtype.is_integer():
        return Parsed(
            series.cast(pl.Int64),
            errors_at(pl.repeat(False, len(series), eager=True), series, Reason.NOT_A_NUMBER),
        )
    text = series.cast(pl.String, strict=False)
    return read_rest(text, text.cast(pl.Int64, strict=False), _read_integer)


def read_quantity(text: str) -> int | Reason | None:
    """Thousandths of one quantity, or why not."""
    plain = _COUNTERS.sub("", unicodedata.normalize("NFKC", text).strip())
    whole, _, decimals = plain.partition(".")
    value, _ = read_money(whole or "0")
    if not isinstance(value, int) or not re.fullmatch(r"\d*", decimals):
        return Reason.NOT_A_NUMBER
    thousandths = round(int(decimals.ljust(6, "0")[:6]) / 1000) if decimals else 0
    negative = value < 0 or plain.startswith("-")
    result = abs(value) * 10 + thousandths
    if result > _LARGEST:
        return Reason.TOO_LARGE
    return -result if negative else result


def _read_integer(text: str) -> int | Reason | None:
    value, decimals = read_money(text)
    if not isinstance(value, int) or decimals.strip("0"):
        return Reason.NOT_A_NUMBER
    return value // 100
