"""One chunk of delimited text → a frame of text columns, with the line of every record and what was rejected.

The fast way trusts polars only after proving that every record has the right number of fields; a chunk that
cannot be proved goes line by line through Python's csv module, which costs time but loses only what is really
broken.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np
import polars as pl

from otokui.core.tabular.chunks import Chunk, count_octet
from otokui.core.tabular.types import Layout, Reason, Reject

_NEWLINE, _QUOTE, _RETURN = 0x0A, 0x22, 0x0D
_LONGEST_QUOTE = 200  # physical lines one record may span before its opening mark counts as stray
_SHOWN = 200

Columns = Sequence[str] | None


@dataclass
class Batch:
    """Records of one piece of a file. `lines[i]` is the physical line where row i of `frame` begins.

    CSV and Excel columns are text, "" where the file has nothing; Parquet columns keep their types.
    """

    frame: pl.DataFrame
    lines: pl.Series
    rejects: list[Reject] = field(default_factory=list)


def split_records(chunk: Chunk, layout: Layout, columns: Sequence[str] | None = None) -> Batch:
    """The records of a chunk, `columns` only. Blank lines are skipped, all else is a row or a reject."""
    batch = _split(chunk, layout, columns)
    if columns is None:
        batch = _without_blank_rows(batch)
    elif _has_blank_rows(batch.frame):
        # Whether such a row is blank or only lacks these columns, its other fields must tell.
        batch = _without_blank_rows(_split(chunk, layout, None))
        batch.frame = batch.frame.select(columns)
    batch.rejects[:0] = chunk.rejects
    return batch


def _split(chunk: Chunk, layout: Layout, columns: Columns) -> Batch:
    split = _split_quoted if b'"' in chunk.data else _split_plain
    return split(chunk.data, layout, chunk.line, columns)


def _split_plain(data: bytes, layout: Layout, first_line: int, columns: Columns) -> Batch:
    """Without quotation marks a line is a record, and counting delimiters proves the whole chunk."""
    line_count = count_octet(data, _NEWLINE)
    expected = (len(layout.headers) - 1) * line_count
    if count_octet(data, ord(layout.delimiter)) == expected:
        frame = _by_polars(data, layout, columns, quoted=False)
        if frame is not None and frame.height == line_count:
            return Batch(frame, pl.int_range(first_line, first_line + line_count, eager=True))
    return _drop_ragged_lines(data, layout, first_line, columns)


def _drop_ragged_lines(data: bytes, layout: Layout, first_line: int, columns: Columns) -> Batch:
    content = data.decode().split("\n")
    content.pop()
    width = len(layout.headers)
    content = [_fitted(one, layout) if one.count(layout.delimiter) >= width else one for one in content]
    lines = pl.Series("content", content, dtype=pl.String)
    numbers = pl.int_range(first_line, first_line + len(lines), eager=True)
    fields = lines.str.count_matches(layout.delimiter, literal=True) + 1
    blank = lines.str.strip_chars() == ""
    good = (fields == len(layout.headers)) & ~blank
    ragged = ~good & ~blank
    rejects = [
        Reject(layout.path.name, number, "", text.rstrip("\r")[:_SHOWN], _ragged_reason(count, layout))
        for number, text, count in zip(
            numbers.filter(ragged), lines.filter(ragged), fields.filter(ragged), strict=True
        )
    ]
    kept = lines.filter(good)
    text = "\n".join(kept.to_list()) + "\n" if len(kept) else ""
    frame = _by_polars(text.encode(), layout, columns, quoted=False)
    if frame is None or frame.height != len(kept):
        return _by_python(data, layout, first_line, columns)
    return Batch(frame, numbers.filter(good), rejects)


def _fitted(line: str, layout: Layout) -> str:
    """The line without the empty fields by which it is wider than the header."""
    cells = line.rstrip("\r").split(layout.delimiter)
    return layout.delimiter.join(_without_surplus(cells, len(layout.headers)))


def _without_surplus(cells: list[str], width: int) -> list[str]:
    return cells[:width] if not any(cell.strip() for cell in cells[width:]) else cells


def _ragged_reason(count: int, layout: Layout) -> Reason:
    return Reason.TOO_FEW_FIELDS if count < len(layout.headers) else Reason.TOO_MANY_FIELDS


def _split_quoted(data: bytes, layout: Layout, first_line: int, columns: Columns) -> Batch:
    """Trust polars where every quotation mark opens, closes or doubles, and the delimiters outside add up."""
    octets = np.frombuffer(data, dtype=np.uint8)
    quotes = octets == _QUOTE
    delimiter = ord(layout.delimiter)
    structural = quotes | (octets == delimiter) | (octets == _NEWLINE) | (octets == _RETURN)
    stray = quotes[1:-1] & ~structural[:-2] & ~structural[2:]
    if stray.any():
        return _by_python(data, layout, first_line, columns)
    inside = np.bitwise_xor.accumulate(quotes)
    newlines = octets == _NEWLINE
    record_ends = newlines & ~inside
    records = int(np.count_nonzero(record_ends))
    outside = int(np.count_nonzero((octets == delimiter) & ~inside))
    if outside != (len(layout.headers) - 1) * records:
        return _by_python(data, layout, first_line, columns)
    frame = _by_polars(data, layout, columns, quoted=True)
    if frame is None or frame.height != records:
        return _by_python(data, layout, first_line, columns)
    ends = np.flatnonzero(record_ends[newlines])  # which of the line ends close a record
    starts = np.concatenate(([0], ends[:-1] + 1)) + first_line if records else ends
    return Batch(frame, pl.Series(starts, dtype=pl.Int64))


def _by_polars(data: bytes, layout: Layout, columns: Columns, *, quoted: bool) -> pl.DataFrame | None:
    """The chunk as text columns named like the headers, or None where polars finds it malformed."""
    wanted = layout.headers if columns is None else columns
    places = {header: f"c{position}" for position, header in enumerate(layout.headers)}
    if not data:
        return pl.DataFrame(schema=dict.fromkeys(wanted, pl.String))
    head = (layout.delimiter.join(places.values()) + "\n").encode()
    try:
        frame = pl.read_csv(
            head + data,
            separator=layout.delimiter,
            quote_char='"' if quoted else None,
            infer_schema=False,
            empty_string_is_null=False,
            columns=[places[header] for header in wanted],
        )
    except pl.exceptions.PolarsError:
        return None
    return frame.select(pl.col(places[header]).alias(header) for header in wanted)


def _by_python(data: bytes, layout: Layout, first_line: int, columns: Columns) -> Batch:
    rows: list[list[str]] = []
    numbers: list[int] = []
    rejects: list[Reject] = []
    lines = data.decode().split("\n")
    lines.pop()
    index = 0
    while index < len(lines):
        cells, used = _one_record(lines, index, layout.delimiter)
        if cells is None:
            shown = lines[index].rstrip("\r")[:_SHOWN]
            rejects.append(Reject(layout.path.name, first_line + index, "", shown, Reason.OPEN_QUOTE))
        elif len(cells := _without_surplus(cells, len(layout.headers))) == len(layout.headers):
            rows.append(cells)
            numbers.append(first_line + index)
        elif any(cell.strip() for cell in cells):
            shown = lines[index].rstrip("\r")[:_SHOWN]
            reason = _ragged_reason(len(cells), layout)
            rejects.append(Reject(layout.path.name, first_line + index, "", shown, reason))
        index += used
    schema = dict.fromkeys(layout.headers, pl.String)
    frame = pl.DataFrame(rows, schema=schema, orient="row")
    frame = frame if columns is None else frame.select(columns)
    return Batch(frame, pl.Series(numbers, dtype=pl.Int64), rejects)


def _one_record(lines: list[str], index: int, delimiter: str) -> tuple[list[str] | None, int]:
    """(cells, physical lines used) of the record beginning at `index`; cells None if its quote never
    closes."""
    for used in range(1, min(_LONGEST_QUOTE, len(lines) - index) + 1):
        text = "\n".join(lines[index : index + used])
        if _is_closed(text, delimiter):
            return parse_record(text, delimiter), used
    return None, 1


def _is_closed(text: str, delimiter: str) -> bool:
    """Whether no field opened by a quotation mark is still open at the end of the text."""
    if text.count('"') % 2 == 0:
        return True
    # Only a mark at the start of a field opens it; the inside of 5" is text.
    opened = re.sub(rf'(?:(?<=^)|(?<={re.escape(delimiter)}))"(?:[^"]|"")*"', "", text)
    return re.search(rf'(?:^|{re.escape(delimiter)})"', opened) is None


def parse_record(text: str, delimiter: str) -> list[str]:
    """The cells of one record, leniently: marks inside a field are text."""
    text = text.rstrip("\r")
    try:
        return next(
            csv.reader([text] if "\n" not in text else text.splitlines(True), delimiter=delimiter), []
        )
    except csv.Error:
        return text.split(delimiter)


def _all_blank() -> pl.Expr:
    return pl.all_horizontal(pl.all().str.strip_chars() == "")


def _has_blank_rows(frame: pl.DataFrame) -> bool:
    if frame.height == 0 or frame.width == 0 or not _has_blanks(frame.to_series(0)):
        return False
    return bool(frame.select(_all_blank().any()).item())


def _has_blanks(texts: pl.Series) -> bool:
    """Only what begins with no visible ASCII character can be blank: most columns are known at once."""
    doubtful = texts.filter((texts < "!") | (texts > "~"))
    return bool((doubtful.str.strip_chars() == "").any())


def _without_blank_rows(batch: Batch) -> Batch:
    """Rows in which every field is empty are the margins of a spreadsheet, not data."""
    if not _has_blank_rows(batch.frame):
        return batch
    kept = batch.frame.select(~_all_blank()).to_series()
    return Batch(batch.frame.filter(kept), batch.lines.filter(kept), batch.rejects)
