"""Sales files → one Arrow table of lines (`analytics.schema.LINES`) and the rows that were rejected."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

import polars as pl
import pyarrow as pa

from otokui.core.kernel.errors import Refused, told_again
from otokui.core.tabular.columns import errors_at, is_blank, no_errors, plain_text
from otokui.core.tabular.dates import DateStyle, decide_style, parse_moments
from otokui.core.tabular.money import in_minor_units, parse_money
from otokui.core.tabular.numbers import parse_quantity
from otokui.core.tabular.records import Batch
from otokui.core.tabular.source import Table, open_table
from otokui.core.tabular.types import Reason, Reject, doubled_headers
from otokui.domain.exchange.types import (
    Kind,
    MappingGuess,
    guess_mapping,
    incomplete,
    read_status,
    with_given_columns,
)
from otokui.entry.cli.analyse.options import Options
from otokui.entry.cli.analyse.report.words import REASONS_JA
from otokui.entry.cli.language import language, say, words

_KEYS = ("customer_id", "order_id", "line_no", "product_id", "returned_order_id")
_TEXTS = ("product_name", "category")
_NAMES = ("customer_name", "family_name", "given_name")
_USED = (
    *_KEYS, *_TEXTS, *_NAMES, "ordered_at", "amount", "quantity", "unit_price", "status",
)  # fmt: skip
_PRODUCT = "price × quantity"
_LONGEST_NUMBER = 100  # as the books have it
_LARGEST_PRODUCT = 9e17  # fits 64 bits with room for rounding
Report = Callable[[str, int, int], None]


@dataclass(frozen=True)
class SalesFile:
    """One file with the meaning of its columns."""

    table: Table
    mapping: MappingGuess
    style: DateStyle

    @property
    def name(self) -> str:
        return self.table.layout.path.name


@dataclass
class Sales:
    """All files read. `lines`: LINES plus `customer_name` where files have names; money in minor units."""

    lines: pa.Table
    minor_units: int
    rejects: list[Reject]
    timed: bool
    notes: list[str] = field(default_factory=list)


@dataclass
class _Piece:
    frame: pl.DataFrame
    rejects: list[Reject]
    decimals: bool
    timed: bool


def read_sales(options: Options, report: Report) -> Sales:
    """Read all files of the call. Refused where a file cannot be used or no row is left."""
    files = [open_sales(path, options) for path in options.files]
    total = sum(path.stat().st_size for path in options.files)
    pieces: list[_Piece] = []
    reading, done = say("Reading the file"), 0
    for number, file in enumerate(files):
        size = options.files[number].stat().st_size
        for piece, share in _pieces(file, options):
            piece.frame = piece.frame.with_columns(pl.lit(number, dtype=pl.Int64).alias("file_no"))
            pieces.append(piece)
            report(reading, done + round(share * size), total)
        done += size
    rejects = [reject for piece in pieces for reject in piece.rejects]
    if not sum(piece.frame.height for piece in pieces):
        raise _nothing_left(files, rejects)
    minor_units = options.minor_units
    if minor_units is None:
        minor_units = 2 if any(piece.decimals for piece in pieces) else 0
    timed = any(piece.timed for piece in pieces)
    frame = _joined(pieces, minor_units, timed, many=len(files) > 1)
    _check_categories(frame, options.categories)
    notes = [f"{file.name}: {_described(file)}" for file in files]
    if lost := _numbered_anew(frame):
        notes.append(
            say(
                "%(count)s rows bear the order and line number of an earlier row of another customer or day"
                " and replace it. If the numbers begin anew every day, leave them out: --map order_id=",
                count=f"{lost:,}",
            )
        )
    return Sales(frame.to_arrow(), minor_units, rejects, timed, notes)


def _numbered_anew(frame: pl.DataFrame) -> int:
    """How many rows replace the line of another customer or day, as where a till counts from 1 every day."""
    if not {"order_id", "line_no"} <= set(frame.columns):
        return 0
    lines = frame.select("order_id", "line_no", "customer_id", pl.col("ordered_at").cast(pl.Date))
    lines = lines.drop_nulls(["order_id", "line_no"])
    key = pl.struct("order_id", "line_no").n_unique()
    if not lines.height or lines.select(key).item() == lines.height:
        return 0
    claims = lines.unique()
    return claims.height - int(claims.select(key).item())


def open_sales(path: Path, options: Options) -> SalesFile:
    """Open a file and find out what its columns mean."""
    table = open_table(path, encoding=options.encoding, sheet=options.sheet)
    headers = table.headers
    guess = guess_mapping(headers, Kind.PURCHASES, stand_ins=True)
    mapping = with_given_columns(guess, options.columns, headers, Kind.PURCHASES)
    if mapping.missing:
        raise incomplete(mapping, headers, Kind.PURCHASES, file=path.name, code="columns")
    column = mapping.columns["ordered_at"]
    style = decide_style(table.column(column), name=column, date_format=options.date_format)
    return SalesFile(table, mapping, style)


def _pieces(file: SalesFile, options: Options) -> Iterator[tuple[_Piece, float]]:
    """The typed pieces of a file, each with the share of the file read by then (lines are all we know)."""
    columns = {name: file.mapping.columns[name] for name in _USED if name in file.mapping.columns}
    size = max(1, file.table.layout.path.stat().st_size)
    read = 0.0
    for batch in file.table.batches(list(dict.fromkeys(columns.values()))):
        read += batch.frame.estimated_size()
        yield _typed(batch, file, columns, options), min(1.0, read / size)


def _typed(batch: Batch, file: SalesFile, columns: dict[str, str], options: Options) -> _Piece:
    raw = {name: batch.frame[header] for name, header in columns.items()}
    moments = parse_moments(raw["ordered_at"], file.style, zone=options.zone, source_zone=options.source_zone)
    errors = {"ordered_at": _with_missing(moments.errors, moments.values, raw["ordered_at"])}
    amounts, decimals, errors_of_money = _amounts(raw, file.mapping, options)
    errors |= errors_of_money
    amount = _PRODUCT if file.mapping.derived_amount else "amount"
    typed: dict[str, pl.Series] = {"ordered_at": moments.values, amount: amounts}
    if "quantity" in raw:
        quantity = parse_quantity(raw["quantity"])
        typed["quantity"], errors["quantity"] = quantity.values, quantity.errors
    typed |= {name: _key(raw[name]) for name in (*_KEYS, *_TEXTS) if name in raw}
    if "customer_id" in typed and not _stands_in(file.mapping):
        errors["customer_id"] = _too_long(typed["customer_id"])
    if "status" in raw:
        typed["status"] = _status(raw["status"])
    if (names := _names(raw)) is not None:
        typed["customer_name"] = names
    frame = pl.DataFrame({name: series.alias(name) for name, series in typed.items()})
    rejects = batch.rejects
    bad = [found["row"] for found in errors.values() if found.height]
    if bad:
        rejects = rejects + _rejects(errors, columns, batch, file.name)
        good = ~pl.int_range(frame.height, eager=True).is_in(pl.concat(bad).cast(pl.Int64).implode())
        frame = frame.filter(good)
    return _Piece(frame, rejects, decimals, moments.timed)


def _stands_in(mapping: MappingGuess) -> bool:
    """Whether customers are told apart by their mail addresses or telephone numbers."""
    columns = mapping.columns
    return columns["customer_id"] in (columns.get("email"), columns.get("phone"))


def _too_long(numbers: pl.Series) -> pl.DataFrame:
    """Customer numbers that the books could not take."""
    if numbers.dtype != pl.String or (numbers.str.len_bytes().max() or 0) <= _LONGEST_NUMBER:  # type: ignore[operator]
        return no_errors()
    return errors_at((numbers.str.len_chars() > _LONGEST_NUMBER).fill_null(False), numbers, Reason.TOO_LONG)


def _with_missing(errors: pl.DataFrame, values: pl.Series, raw: pl.Series) -> pl.DataFrame:
    """Errors plus the rows where a required value is not there at all."""
    if values.null_count() == errors.height:
        return errors
    blank = is_blank(raw) if raw.dtype == pl.String else raw.is_null()
    rows = blank.arg_true().cast(pl.UInt32)
    missing = pl.DataFrame({"row": rows}).with_columns(
        pl.lit("").alias("value"), pl.lit(str(Reason.MISSING)).alias("reason")
    )
    return pl.concat([errors, missing])


def _amounts(
    raw: dict[str, pl.Series], mapping: MappingGuess, options: Options
) -> tuple[pl.Series, bool, dict[str, pl.DataFrame]]:
    """(hundredths, written with decimals, errors). Fractions of yen are errors under --currency JPY."""
    if mapping.derived_amount:
        return _priced(raw)
    money = parse_money(raw["amount"])
    errors = _with_missing(money.errors, money.values, raw["amount"])
    values = money.values
    if options.minor_units == 0:
        text = raw["amount"].cast(pl.String, strict=False)
        whole = in_minor_units(values, 0, text=text)
        errors = pl.concat([errors, whole.errors])
        values = whole.values * 100
    return values, money.decimals, {"amount": errors}


def _priced(raw: dict[str, pl.Series]) -> tuple[pl.Series, bool, dict[str, pl.DataFrame]]:
    """Unit price × quantity in hundredths of thousandths, exact: rounded once all files are known."""
    price, quantity = parse_money(raw["unit_price"]), parse_quantity(raw["quantity"])
    prices = _with_missing(price.errors, price.values, raw["unit_price"])
    quantities = _with_missing(quantity.errors, quantity.values, raw["quantity"])
    size = price.values.cast(pl.Float64).abs() * quantity.values.cast(pl.Float64).abs()
    too_large = errors_at((size > _LARGEST_PRODUCT).fill_null(False), raw["unit_price"], Reason.TOO_LARGE)
    errors = {"unit_price": pl.concat([prices, too_large]), "quantity": quantities}
    return price.values * quantity.values, price.decimals, errors


def _rounded(products: pl.Expr, minor_units: int) -> pl.Expr:
    """Products of `_priced` in hundredths, in whole units of a currency without minor ones; halves away from
    zero."""
    step = 1 if minor_units else 100
    return (products.abs() + 500 * step) // (1000 * step) * step * products.sign()


def _key(series: pl.Series) -> pl.Series:
    """Numbers that identify: integers stay, everything else is text without outer spaces."""
    if series.dtype.is_integer():
        return series.cast(pl.Int64)
    return plain_text(series)


def _status(series: pl.Series) -> pl.Series:
    text = series.cast(pl.String, strict=False).fill_null("")
    distinct = text.unique()
    return text.replace_strict(distinct, pl.Series([read_status(one) for one in distinct], dtype=pl.String))


def _names(raw: dict[str, pl.Series]) -> pl.Series | None:
    if "customer_name" in raw:
        return raw["customer_name"].cast(pl.String, strict=False).str.strip_chars()
    parts = [raw[name].cast(pl.String, strict=False) for name in _NAMES if name in raw]
    if not parts:
        return None
    columns = [part.fill_null("").alias(str(place)) for place, part in enumerate(parts)]
    return pl.DataFrame(columns).select(pl.concat_str(pl.all(), separator=" ").str.strip_chars()).to_series()


def _rejects(
    errors: dict[str, pl.DataFrame], columns: dict[str, str], batch: Batch, file: str
) -> list[Reject]:
    """One reject a row: its first field in error."""
    found: dict[int, Reject] = {}
    for name, table in errors.items():
        header = columns.get(name, name)
        for row, value, reason in table.iter_rows():
            line = int(batch.lines[row])
            found.setdefault(row, Reject(file, line, header, (value or "")[:200], Reason(reason)))
    return [found[row] for row in sorted(found)]


def _joined(pieces: list[_Piece], minor_units: int, timed: bool, *, many: bool) -> pl.DataFrame:
    """All pieces as one frame; number columns that are text in one file are text in all."""
    frames = []
    names = {name for piece in pieces for name in piece.frame.columns}
    as_text = {
        name
        for name in _KEYS
        if len({piece.frame.schema[name] for piece in pieces if name in piece.frame.columns}) > 1
    }
    for piece in pieces:
        changes = [pl.col(name).cast(pl.String) for name in as_text if name in piece.frame.columns]
        frames.append(piece.frame.with_columns(changes))
    joined = pl.concat(frames, how="diagonal")
    if _PRODUCT in names:
        read = pl.col("amount") if "amount" in names else pl.lit(None, dtype=pl.Int64)
        amount = pl.coalesce(read, _rounded(pl.col(_PRODUCT), minor_units)).alias("amount")
        joined = joined.with_columns(amount).drop(_PRODUCT)
    changes = [] if minor_units else [(pl.col("amount") // 100).alias("amount")]
    if not timed:
        changes.append(pl.col("ordered_at").dt.date())
    joined = joined.with_columns(changes)
    for name in _KEYS[:1]:
        if name not in joined.columns:
            joined = joined.with_columns(pl.lit(None, dtype=pl.String).alias(name))
    return joined if many else joined.drop("file_no")


def _check_categories(frame: pl.DataFrame, wanted: tuple[str, ...]) -> None:
    """A product group that is nowhere in the files is a slip of the pen, not an empty shop."""
    there = set(frame["category"].unique().drop_nulls()) if "category" in frame.columns else set()
    for name in wanted:
        if name not in there:
            if not (listed := ", ".join(sorted(there - {""})[:20])):
                raise Refused(
                    "no line of --category “%(name)s”: the files name no product groups "
                    "(see --map category=COLUMN)",
                    code="category",
                    name=name,
                )
            raise Refused(
                "no line of --category “%(name)s”: there are %(names)s",
                code="category",
                name=name,
                names=listed,
            )


def _nothing_left(files: list[SalesFile], rejects: list[Reject]) -> Refused:
    names = ", ".join(file.name for file in files)
    if not rejects:
        return Refused("%(files)s: a header but no rows", code="no-rows", files=names)
    first = rejects[0]
    return Refused(
        "%(files)s: no usable row; the first: line %(line)s %(field)s: %(reason)s (“%(value)s”)",
        code="no-rows",
        files=names,
        line=first.line,
        field=first.field,
        reason=REASONS_JA[first.reason] if language() == "ja" else first.reason,
        value=first.value[:60],
    )


def _described(file: SalesFile) -> str:
    layout = file.table.layout
    how = layout.encoding or layout.kind
    told = [told_again(note, words()) for note in file.mapping.notes]
    if doubled := doubled_headers(layout.headers):
        names = ", ".join(doubled)
        told.append(say("more than one column is called %(names)s: the first of them is read", names=names))
    if layout.other_sheets:
        others = ", ".join(layout.other_sheets)
        told.append(
            say(
                "only the sheet “%(sheet)s” is read, not %(others)s: --sheet chooses",
                sheet=layout.sheet,
                others=others,
            )
        )
    columns = ", ".join(f"{name}={header}" for name, header in file.mapping.columns.items() if name in _USED)
    return "; ".join([how, columns, *told])
