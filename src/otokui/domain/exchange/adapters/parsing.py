"""Text columns of customer and product files → typed columns; every value that cannot be read is a fault."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import polars as pl

from otokui.core.tabular.columns import Parsed, as_text, no_errors
from otokui.core.tabular.dates import DateStyle, decide_style, parse_moments
from otokui.core.tabular.money import in_minor_units, parse_money
from otokui.core.tabular.numbers import parse_integer, parse_quantity
from otokui.core.tabular.source import Table
from otokui.domain.exchange.adapters.ordering import Prepared
from otokui.domain.exchange.adapters.reading import ROW
from otokui.domain.exchange.adapters.rejects import REJECTIONS, rejections
from otokui.domain.exchange.types import Field, FieldKind


@dataclass(frozen=True, slots=True)
class Meaning:
    """How the columns of one file are read: which field each is, how dates are written, what money counts."""

    fields: Mapping[str, Field]
    styles: Mapping[str, DateStyle]
    zone: str
    minor_units: int


def decide_styles(
    table: Table, mapping: Mapping[str, str], fields: Mapping[str, Field], date_format: str | None
) -> dict[str, DateStyle]:
    """How each mapped column of days writes them. Refused (`date-format`) where that stays open."""
    return {
        name: decide_style(
            table.column(column),
            name=column,
            date_format=date_format or "",
        )
        for name, column in mapping.items()
        if fields[name].kind in {FieldKind.DAY, FieldKind.MOMENT}
    }


def parse_rows(rows: pl.DataFrame, meaning: Meaning) -> Prepared:
    """Typed rows and faults; a row with a fault is not among the rows.

    Days become `Date`, money minor units, quantities thousandths; text is "" where there is none.
    """
    columns, faults = [rows[ROW]], [rejections()]
    for series in rows.drop(ROW):
        parsed = _parse(series, meaning)
        columns.append(parsed.values.alias(series.name))
        if parsed.errors.height:
            faults.append(_faults(parsed.errors, rows[ROW], series.name))
    found = pl.concat(faults)
    typed = pl.DataFrame(columns)
    return typed.filter(~pl.col(ROW).is_in(found[ROW].unique().implode())), found


def _parse(series: pl.Series, meaning: Meaning) -> Parsed:
    match meaning.fields[series.name].kind:
        case FieldKind.MONEY:
            hundredths = parse_money(series)
            minor = in_minor_units(hundredths.values, meaning.minor_units, text=series.cast(pl.String))
            return Parsed(minor.values, pl.concat([hundredths.errors, minor.errors]))
        case FieldKind.QUANTITY:
            return parse_quantity(series)
        case FieldKind.INTEGER:
            return parse_integer(series)
        case FieldKind.DAY | FieldKind.MOMENT:
            moments = parse_moments(series, meaning.styles[series.name], zone=meaning.zone)
            return Parsed(moments.values.dt.date(), moments.errors)
        case _:
            return Parsed(as_text(series).fill_null(""), no_errors())


def _faults(errors: pl.DataFrame, lines: pl.Series, field: str) -> pl.DataFrame:
    return errors.select(
        lines.gather(errors["row"]).alias("row"), pl.lit(field).alias("field"), "value", "reason"
    ).cast(pl.Schema(REJECTIONS))
