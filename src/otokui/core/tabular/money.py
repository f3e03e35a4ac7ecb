"""Columns of money → integers. ¥1,980 · １，９８０円 · △500 · (500) · 12.50; nothing is rounded in
silence."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass

import polars as pl

from otokui.core.tabular.columns import Parsed, errors_at, no_errors, read_rest, without_extremes
from otokui.core.tabular.types import Reason

_LARGEST = 10**12  # in whole units; a column of JAN codes taken for money is found out by it
_LONGEST = 40  # digits and commas of one amount: long runs of digits are no numbers
_SIGNS = str.maketrans({"△": "-", "▲": "-", "−": "-", "‐": "-", "–": "-", "—": "-", "―": "-"})
_DECORATION = re.compile(r"[¥\\$€£円\s]|JPY|USD|EUR", re.IGNORECASE)
_NUMBER = re.compile(r"(-?)(\d{1,3}(?:,\d{3})+|\d+)(?:\.(\d*))?(-?)")
_FLOAT_NOISE = 9  # that many decimals come from binary fractions, not from a till


@dataclass
class ParsedMoney(Parsed):
    """`values` in hundredths of the whole unit; `decimals`: whether the column is written in two-digit
    units."""

    decimals: bool = False


def parse_money(series: pl.Series) -> ParsedMoney:
    """A column as hundredths. Text, integers, floats and decimals are understood; see `in_minor_units`."""
    if series.dtype == pl.String:
        return _from_text(series)
    if series.dtype.is_integer():
        whole = series.cast(pl.Int64, strict=False)
        too_large = series.is_not_null() & ~whole.is_between(-_LARGEST, _LARGEST).fill_null(False)
        values = whole.set(too_large, None) * 100
        return ParsedMoney(values, errors_at(too_large, series, Reason.TOO_LARGE))
    if series.dtype.is_float() or series.dtype.is_decimal():
        return _from_fractions(series)
    return _from_text(series.cast(pl.String, strict=False))


def in_minor_units(values: pl.Series, minor_units: int, *, text: pl.Series | None = None) -> Parsed:
    """Hundredths → minor units of a currency with 0 or 2 digits. Fractions it does not have are errors."""
    if minor_units == 2:
        return Parsed(values, no_errors())
    broken = values % 100 != 0
    if not broken.any():
        return Parsed(values // 100, no_errors())
    broken = broken.fill_null(False)
    shown = text if text is not None else (values / 100).cast(pl.String)
    return Parsed((values // 100).set(broken, None), errors_at(broken, shown, Reason.FRACTION))


def _from_text(series: pl.Series) -> ParsedMoney:
    whole = series.cast(pl.Int64, strict=False)
    whole = without_extremes(whole, -_LARGEST, _LARGEST)
    seen: list[str] = []

    def reader(text: str) -> int | Reason | None:
        value, written = read_money(text)
        seen.append(written)
        return value

    parsed = read_rest(series, whole * 100, reader)
    decimals = any(len(digits) == 2 or digits.strip("0") for digits in seen)
    return ParsedMoney(parsed.values, parsed.errors, decimals)


def _from_fractions(series: pl.Series) -> ParsedMoney:
    scaled = series.cast(pl.Float64) * 100
    values = scaled.round().cast(pl.Int64, strict=False)
    wild = series.is_not_null() & (~scaled.is_finite() | (scaled.abs() > _LARGEST * 100)).fill_null(True)
    uneven = ((scaled - scaled.round()).abs() > 1e-4).fill_null(False) & ~wild
    errors = pl.concat(
        [errors_at(wild, series, Reason.NOT_MONEY), errors_at(uneven, series, Reason.FRACTION)]
    )
    values = values.set(wild | uneven, None)
    decimals = bool((values % 100 != 0).any()) or getattr(series.dtype, "scale", 0) == 2
    return ParsedMoney(values, errors, decimals)


def read_money(text: str) -> tuple[int | Reason | None, str]:
    """(hundredths or why not, the decimals as written) of one amount."""
    plain = _DECORATION.sub("", unicodedata.normalize("NFKC", text).translate(_SIGNS))
    if plain.startswith("(") and plain.endswith(")"):
        plain = "-" + plain[1:-1]
    found = _NUMBER.fullmatch(plain.removeprefix("+"))
    if found is None or (found[1] and found[4]):
        return Reason.NOT_MONEY, ""
    decimals, carry = _without_noise((found[3] or "")[:_LONGEST])
    if decimals[2:].strip("0"):
        return Reason.FRACTION, decimals
    whole = int(found[2].replace(",", "")) if len(found[2]) < _LONGEST else _LARGEST + 1
    if whole > _LARGEST:
        return Reason.TOO_LARGE, decimals
    value = (whole + carry) * 100 + int(decimals[:2].ljust(2, "0"))
    return (-value if found[1] or found[4] else value), decimals


def _without_noise(decimals: str) -> tuple[str, int]:
    """(decimals, whole units they carry over): .98999999999 is .99, .99999999999 is 1, .123456789 stays."""
    if len(decimals) < _FLOAT_NOISE:
        return decimals, 0
    sure = round(int(decimals[:_FLOAT_NOISE]) / 10)
    hundredths, rest = divmod(sure, 10 ** (_FLOAT_NOISE - 3))
    if rest:
        return decimals, 0
    return (f"{hundredths % 100:02d}" if hundredths % 100 else ""), hundredths // 100
