"""The layout of a delimited text file: its delimiter and its header row."""

import csv
import re
from collections import Counter
from dataclasses import replace
from pathlib import Path

from otokui.core.kernel.errors import Refused
from otokui.core.tabular.chunks import Chunk, read_chunks
from otokui.core.tabular.encoding import guess_encoding, named_encoding
from otokui.core.tabular.types import Layout, unique_headers

_DELIMITERS = (",", "\t", ";", "|")
_SAMPLE_BYTES = 1 << 16
_SAMPLE_RECORDS = 60
_LONGEST_PREAMBLE = 30


def look_at_text(path: Path, *, encoding: str = "", delimiter: str = "") -> Layout:
    """Encoding, delimiter and headers of a text file; what is given is believed.

    The header is the first of the leading records that is as wide as the data below it; titles and blank
    lines above it are passed over. Refuses a file without records (code `empty`).
    """
    chosen_encoding = named_encoding(encoding, path) if encoding else guess_encoding(path)
    layout = Layout(path, "csv", (), encoding=chosen_encoding)
    layout = replace(layout, lone_cr=_has_lone_cr(path))
    sample = _sample(layout)
    if not sample.strip():
        raise Refused("%(file)s is empty: nothing to read", code="empty", file=path.name)
    chosen = delimiter or _guess_delimiter(sample)
    line, cells = _header(sample, chosen)
    return replace(layout, delimiter=chosen, headers=unique_headers(cells), header_line=line)


def _has_lone_cr(path: Path) -> bool:
    with path.open("rb") as file:
        head = file.read(_SAMPLE_BYTES)
    return b"\r" in head and b"\n" not in head


def _sample(layout: Layout) -> str:
    chunk: Chunk | None = next(read_chunks(layout, chunk_bytes=_SAMPLE_BYTES, ahead=False), None)
    return chunk.data.decode() if chunk else ""


def _records(sample: str, delimiter: str) -> list[tuple[int, list[str]]]:
    """(physical line, cells) of the first records; the last one of a cut sample may be cut too and is left
    out."""
    reader = csv.reader(sample.splitlines(True), delimiter=delimiter)
    records: list[tuple[int, list[str]]] = []
    line = 1
    try:
        for cells in reader:
            if any(cell.strip() for cell in cells):
                records.append((line, cells))
            line = reader.line_num + 1
            if len(records) >= _SAMPLE_RECORDS:
                break
    except csv.Error:
        pass
    return records


def _guess_delimiter(sample: str) -> str:
    """The delimiter under which most records have the same number of fields, and more than one."""
    return max(_DELIMITERS, key=lambda delimiter: _consistency(sample, delimiter))


def _consistency(sample: str, delimiter: str) -> tuple[float, int]:
    widths = Counter(len(cells) for _, cells in _records(sample, delimiter))
    if not widths:
        return (0.0, 0)
    width, count = max(widths.items(), key=lambda item: (item[1], item[0]))
    return (count / widths.total() if width > 1 else 0.0, width)


def _header(sample: str, delimiter: str) -> tuple[int, list[str]]:
    """The header row and its line, brought to the width of the data: exports often end rows with a
    delimiter."""
    records = _records(sample, delimiter)
    if not records:
        return 1, sample.strip().splitlines()[0].split(delimiter)
    widths = Counter(len(cells) for _, cells in records)
    width = max(widths.items(), key=lambda item: (item[1], item[0]))[0]
    leading = records[:_LONGEST_PREAMBLE]
    for place, (line, cells) in enumerate(leading):
        if len(cells) > 1 and _names(cells) * 2 > width:
            if len(cells) < width:  # 店舗,本店 above the names of three columns
                below = (each for each in leading[place + 1 :] if len(each[1]) == width == _names(each[1]))
                line, cells = next(below, (line, cells))
            return line, _fit(cells, width)
    return records[0]


def _names(cells: list[str]) -> int:
    """How many cells may be names of columns."""
    return sum(1 for cell in cells if cell.strip() and not _is_number(cell))


def _is_number(cell: str) -> bool:
    """Numbers and dates are data, not names of columns."""
    return re.sub(r"[\s,./:年月日¥円-]", "", cell).isdigit()


def _fit(cells: list[str], width: int) -> list[str]:
    while len(cells) > width and not cells[-1].strip():
        cells = cells[:-1]
    return cells + [""] * (width - len(cells))


def below_header(chunk: Chunk, layout: Layout) -> Chunk | None:
    """The chunk without the header row and the lines above it; None if it ends before them."""
    data, start = chunk.data, 0
    for _ in range(layout.header_line - chunk.line):
        start = data.find(b"\n", start) + 1
        if start == 0:
            return None
    end = data.find(b"\n", start) + 1
    while data.count(b'"', start, end) % 2 and (longer := data.find(b"\n", end) + 1):
        end = longer
    rejects = tuple(reject for reject in chunk.rejects if reject.line > layout.header_line)
    return Chunk(data[end:], chunk.line + data.count(b"\n", 0, end), rejects)
