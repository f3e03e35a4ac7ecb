"""Rows of a sales file, typed while it streams by. Money stays in hundredths until the file is known."""

from __future__ import annotations

import unicodedata
import zlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

import polars as pl

from otokui.core.tabular.columns import Parsed, as_text, errors_at, no_errors
from otokui.core.tabular.dates import DateStyle, parse_moments
from otokui.core.tabular.money import parse_money
from otokui.core.tabular.numbers import parse_quantity
from otokui.core.tabular.source import Table
from otokui.core.tabular.types import Reason
from otokui.domain.exchange.adapters.ordering import Prepared
from otokui.domain.exchange.adapters.reading import ROW, read_fields
from otokui.domain.exchange.adapters.rejects import REJECTIONS, rejections
from otokui.domain.exchange.types import FieldKind, Kind, fields_of, read_status

_FIELDS = fields_of(Kind.PURCHASES)
_LARGEST_LINE_NO = 2**31 - 1
_PIECE = 1000
_MOST_TOLD = 2000
_NO_DAY = {
    "なし", "無し", "無", "指定なし", "指定無し", "指定無", "指定しない", "希望なし", "希望無し", "未定",
    "未指定", "最短", "最短日", "最短希望", "随時", "-", "--", "ー", "0", "0000-00-00", "0000/00/00", "none",
    "asap", "n/a",
}  # fmt: skip
"""What stands for a delivery day where there is none."""
_LARGEST_PRODUCT = 9e17  # fits 64 bits with room for rounding


@dataclass
class SalesFacts:
    """What only the whole file tells: known once `read_sales` is through.

    `decimals`: some amount is written in two-digit units. `timed`: some row has a time of day.
    `unread`: optional cells that could not be read and are taken as empty, by field. `sellers`: who sold, as
    written, with the first row and the number of lines; of very many (then it is no name) the first.
    `undated`: likewise what stands for a delivery day and is none.
    """

    decimals: bool = False
    timed: bool = False
    unread: dict[str, int] = field(default_factory=dict)
    sellers: dict[str, tuple[int, int]] = field(default_factory=dict)
    undated: dict[str, tuple[int, int]] = field(default_factory=dict)


def _tell(found: dict[str, tuple[int, int]], texts: pl.Series, lines: pl.Series) -> None:
    """Count the lines of each text in a piece of the file."""
    told = pl.DataFrame([texts.alias("text"), lines.alias(ROW)]).filter(pl.col("text") != "")
    for text, row, count in told.group_by("text").agg(pl.col(ROW).min(), pl.len()).sort(ROW).rows():
        first, before = found.get(text, (row, 0))
        if before or len(found) < _MOST_TOLD:
            found[text] = (min(first, row), before + count)


def read_sales(
    table: Table,
    mapping: Mapping[str, str],
    *,
    facts: SalesFacts,
    styles: Mapping[str, DateStyle],
    zone: str,
    source_zone: str,
) -> Iterator[Prepared]:
    """(rows, faults) per piece. Rows have `row`, every field of the mapping, and `amount`.

    Text fields are text ("" = nothing); `ordered_at` is a naive time in `zone`; money is in hundredths;
    `deliver_on` is a day; `quantity` in thousandths; `line_no` a 31-bit number; `status` `returned`,
    `cancelled` or as given.
    Rejected are the rows that `otokui analyse` rejects: time, amount or quantity cannot be read, or what is
    required is not there. Other cells that cannot be read count as empty and are told in `facts`.
    """
    derived = "amount" not in mapping
    required = ("ordered_at", "unit_price", "quantity") if derived else ("ordered_at", "amount")
    for rows, torn in read_fields(table, dict(mapping)):
        typed, faults = _typed(rows, required, facts, styles, zone, source_zone)
        if "staff" in typed.columns:
            _tell(facts.sellers, typed["staff"], typed[ROW])
        yield typed, pl.concat([torn, faults])


def _typed(
    rows: pl.DataFrame,
    required: tuple[str, ...],
    facts: SalesFacts,
    styles: Mapping[str, DateStyle],
    zone: str,
    source_zone: str,
) -> Prepared:
    columns = {ROW: rows[ROW]}
    faults = [rejections()]
    whole_prices = True
    for series in rows.drop(ROW):
        parsed = _parse(series, facts, styles, zone, source_zone)
        facts.decimals |= series.name == required[1] and getattr(parsed, "decimals", False)
        columns[series.name] = parsed.values.alias(series.name)
        whole_prices &= not (series.name == "unit_price" and getattr(parsed, "decimals", False))
        if series.name in required or series.name == "quantity":
            faults.append(_located(parsed.errors, rows[ROW], series.name))
        elif series.name == "deliver_on":
            _tell(facts.undated, parsed.errors["value"], rows[ROW].gather(parsed.errors["row"]))
        elif parsed.errors.height:
            facts.unread[series.name] = facts.unread.get(series.name, 0) + parsed.errors.height
    if "amount" not in columns:
        price, quantity = columns["unit_price"], columns["quantity"]
        faults.append(_located(_too_large(price, quantity), rows[ROW], "unit_price"))
        columns["amount"] = _derived_amount(price, quantity, whole_prices)
    frame = pl.DataFrame(list(columns.values()))
    for name in required:
        known = pl.concat(faults).filter(pl.col("field") == name)[ROW]
        lacking = frame.filter(pl.col(name).is_null() & ~pl.col(ROW).is_in(known.implode()))
        faults.append(_missing(lacking[ROW], name))
    found = pl.concat(faults)
    return frame.filter(~pl.col(ROW).is_in(found[ROW].unique().implode())), found


def _parse(
    series: pl.Series, facts: SalesFacts, styles: Mapping[str, DateStyle], zone: str, source_zone: str
) -> Parsed:
    if series.name == "line_no":
        return Parsed(_line_numbers(series), no_errors())
    if series.name == "status":
        return Parsed(_statuses(series), no_errors())
    match _FIELDS[series.name].kind:
        case FieldKind.MONEY:
            return parse_money(series)
        case FieldKind.QUANTITY:
            return parse_quantity(series)
        case FieldKind.MOMENT:
            moments = parse_moments(series, styles[series.name], zone=zone, source_zone=source_zone)
            facts.timed |= moments.timed
            return moments
        case FieldKind.DAY:
            days = parse_moments(_without_none(series), styles[series.name], zone=zone)
            return Parsed(days.values.dt.date(), days.errors)
        case _:
            return Parsed(as_text(series).fill_null(""), no_errors())


def _without_none(series: pl.Series) -> pl.Series:
    """A column of days without the words that say there is none: 指定なし, 最短, 0000-00-00 00:00:00."""
    if series.dtype != pl.String:
        return series
    said = (text for text in series.unique() if text is not None)
    none = [text for text in said if _plain(text).removesuffix(" 00:00:00") in _NO_DAY]
    return series.replace(none, [None] * len(none)) if none else series


def _plain(text: str) -> str:
    return unicodedata.normalize("NFKC", text).casefold().strip()


def _statuses(series: pl.Series) -> pl.Series:
    """One word for all the ways to say that something came back or was called off, else as given."""
    text = series.cast(pl.String, strict=False).fill_null("")
    distinct = text.unique()
    return text.replace_strict(
        distinct, pl.Series([read_status(one) or one for one in distinct], dtype=pl.String)
    )


def _line_numbers(series: pl.Series) -> pl.Series:
    """Line numbers as they are; other marks (`10234-2`, `A`) as a number that is always the same for them."""
    numbers = series.cast(pl.Int64, strict=False)
    numbers = numbers.set(
        (numbers > _LARGEST_LINE_NO).fill_null(False) | (numbers < 0).fill_null(False), None
    )
    marks = series.cast(pl.String, strict=False)
    odd = numbers.is_null() & marks.is_not_null() & (marks != "")
    if odd.any():
        positions = odd.arg_true()
        hashed = [zlib.crc32(mark.encode()) & _LARGEST_LINE_NO for mark in marks.gather(positions)]
        numbers = numbers.scatter(positions, pl.Series(hashed, dtype=pl.Int64))
    return numbers.cast(pl.Int32)


def _too_large(price: pl.Series, quantity: pl.Series) -> pl.DataFrame:
    size = price.cast(pl.Float64).abs() * quantity.cast(pl.Float64).abs()
    return errors_at((size > _LARGEST_PRODUCT).fill_null(False), price // 100, Reason.TOO_LARGE)


def _derived_amount(price: pl.Series, quantity: pl.Series, whole: bool) -> pl.Series:
    """Unit price × quantity in hundredths, halves away from zero, in whole units if prices are such."""
    step = 100 if whole else 1
    product = price * quantity
    rounded = ((product.abs() + _PIECE * step // 2) // (_PIECE * step)) * step
    return (rounded * product.sign()).alias("amount")


def _located(errors: pl.DataFrame, lines: pl.Series, name: str) -> pl.DataFrame:
    return errors.select(
        lines.gather(errors["row"]).alias("row"), pl.lit(name).alias("field"), "value", "reason"
    ).cast(pl.Schema(REJECTIONS))


def _missing(lines: pl.Series, name: str) -> pl.DataFrame:
    return pl.DataFrame({"row": lines}, schema={"row": pl.Int64}).select(
        "row",
        pl.lit(name).alias("field"),
        pl.lit("").alias("value"),
        pl.lit(str(Reason.MISSING)).alias("reason"),
    )
