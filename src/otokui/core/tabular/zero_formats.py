"""Cells of a workbook that show leading zeros by their number format only: 8 written as 00008.

The library that reads workbooks gives values without formats. So the workbook's own XML is asked which cells
carry a format of zeros, and only where its styles have such a format at all.
"""

from __future__ import annotations

import re
import zipfile
from array import array
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import IO, Final
from xml.etree import ElementTree

import polars as pl

Shape = tuple[int, ...]
"""Lengths of the groups of digits: (5,) for 00000, (3, 4) for 000-0000."""

_MAIN: Final = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
_RELATION: Final = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"
_ZEROS: Final = re.compile(r"0+(?:-0+)*")
_CELL: Final = re.compile(rb'<c r="([A-Z]{1,3})([0-9]+)"(?: s="([0-9]+)")?[^>]*?(/?)>')
_PIECE: Final = 1 << 20
_LONGEST_CELL: Final = 256


def with_zeros(path: Path, sheet: str, frame: pl.DataFrame) -> pl.DataFrame:
    """All rows of a sheet as text, from its first column that is used, with the zeros that a person sees.

    Only workbooks of today (.xlsx) tell their formats; older ones stay as they are.
    """
    if not zipfile.is_zipfile(path):
        return frame
    try:
        found = _formatted_cells(path, sheet)
    except (KeyError, ValueError, ElementTree.ParseError, zipfile.BadZipFile):
        return frame  # not a workbook as the standard has it: its values are all there is
    line = pl.int_range(1, pl.len() + 1)
    for (place, shape), rows in found.items():
        if place < frame.width and sum(shape) > 1:
            name = frame.columns[place]
            shown = line.is_in(pl.Series(rows, dtype=pl.Int64).implode()) & pl.col(name).str.contains(
                r"^\d+$"
            )
            frame = frame.with_columns(
                pl.when(shown).then(_written(name, shape)).otherwise(pl.col(name)).alias(name)
            )
    return frame


def _written(name: str, shape: Shape) -> pl.Expr:
    """The digits as the format writes them; a longer number has its surplus digits in front."""
    padded = pl.col(name).str.zfill(sum(shape))
    parts, end = [], 0
    for length in reversed(shape[1:]):
        parts.append(padded.str.head(-end).str.tail(length) if end else padded.str.tail(length))
        end += length
    first = padded.str.head(-end) if end else padded
    return pl.concat_str([first, *reversed(parts)], separator="-")


def _formatted_cells(path: Path, sheet: str) -> Mapping[tuple[int, Shape], array[int]]:
    """Rows (1 = the first) of the cells with a format of zeros, by column (0 = the first used) and shape."""
    found: dict[tuple[bytes, Shape], array[int]] = {}
    used: set[bytes] = set()
    with zipfile.ZipFile(path) as book:
        shapes = _shapes_by_style(book)
        if not shapes:
            return {}
        with book.open(_member(book, sheet)) as content:
            for column, row, style, is_empty in _cells(content):
                if is_empty:
                    continue
                used.add(column)
                if (shape := shapes.get(style)) is not None:
                    found.setdefault((column, shape), array("q")).append(int(row))
    first = min(map(_place, used), default=0)
    return {(_place(column) - first, shape): rows for (column, shape), rows in found.items()}


def _shapes_by_style(book: zipfile.ZipFile) -> dict[bytes, Shape]:
    styles = ElementTree.fromstring(book.read("xl/styles.xml"))
    codes = {each.get("numFmtId"): each.get("formatCode") or "" for each in styles.iter(f"{_MAIN}numFmt")}
    shapes = {number: shape for number, code in codes.items() if (shape := _shape(code))}
    formats = styles.find(f"{_MAIN}cellXfs")
    styled = enumerate(formats if formats is not None else ())
    return {b"%d" % at: shapes[number] for at, each in styled if (number := each.get("numFmtId")) in shapes}


def _shape(code: str) -> Shape:
    plain = code.partition(";")[0].replace("\\", "").replace('"', "").removesuffix("_ ").strip()
    return tuple(map(len, plain.split("-"))) if len(plain) > 1 and _ZEROS.fullmatch(plain) else ()


def _member(book: zipfile.ZipFile, sheet: str) -> str:
    """The file inside that holds the sheet."""
    workbook = ElementTree.fromstring(book.read("xl/workbook.xml"))
    relations = ElementTree.fromstring(book.read("xl/_rels/workbook.xml.rels"))
    targets = {each.get("Id"): each.get("Target") or "" for each in relations}
    ids = {each.get("name"): each.get(_RELATION) for each in workbook.iter(f"{_MAIN}sheet")}
    target = targets[ids[sheet]]
    return target.lstrip("/") if target.startswith("/") else f"xl/{target}"


def _cells(content: IO[bytes]) -> Iterator[tuple[bytes, ...]]:
    """(column, row, style, whether it is empty) of each cell."""
    rest = b""
    while piece := content.read(_PIECE):
        text = rest + piece
        last = 0
        for cell in _CELL.finditer(text):
            last = cell.end()
            yield cell.groups(default=b"")
        rest = text[max(last, len(text) - _LONGEST_CELL) :]


def _place(letters: bytes) -> int:
    place = 0
    for letter in letters:
        place = place * 26 + letter - 64
    return place - 1
