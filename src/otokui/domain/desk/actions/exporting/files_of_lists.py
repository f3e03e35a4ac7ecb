"""Files of the customers in a list: CSV in two encodings, and Excel. Text stays text in all of them.

A cell that a spreadsheet would take for a formula gets an apostrophe in CSV, the spreadsheets' own sign of
text; Excel cells have a type. Leading zeros stay.
"""

import csv
import io
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from itertools import chain
from typing import IO, Any, Final

from otokui.core.ui import figures
from otokui.domain.accounts.types import BusinessSettings
from otokui.domain.desk.actions.exporting.cells import cell_text
from otokui.domain.desk.queries.export import Exported
from otokui.domain.insights.public import CLASS_LABELS, DUE_LABELS, STATE_LABELS

Cell = str | int | float
MOST_IN_EXCEL: Final = 100_000
_GETA: Final = "〓"
_RISKY: Final = ("=", "+", "-", "@", "\t", "\r")


def cells_of(one: Exported, columns: Sequence[str], business: BusinessSettings) -> list[Cell]:
    """Number, name and reading first, then the columns of these keys."""
    line = one.row.line
    found: list[Cell] = [line.code, line.name, line.kana]
    for column in columns:
        found += _cells(column, one, business)
    return found


def csv_lines(
    heads: Sequence[str], rows: Iterable[Sequence[Cell]], encoding: str, missing: Counter[str]
) -> Iterator[bytes]:
    """The file in pieces; what the encoding does not have is written 〓 and counted, by character."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\r\n")
    if encoding == "utf-8":
        yield b"\xef\xbb\xbf"
    for number, row in enumerate(chain([heads], rows)):
        cells = [_safe(cell) for cell in row]
        writer.writerow(_writable(cells, encoding, missing) if encoding != "utf-8" else cells)
        if number % 100 == 99:
            yield _taken(text, encoding)
    yield _taken(text, encoding)


def write_excel(target: IO[bytes], heads: Sequence[str], rows: Iterable[Sequence[Cell]]) -> None:
    """A workbook with one sheet, row by row."""
    import xlsxwriter  # with the first file: a tenth of a second

    book = xlsxwriter.Workbook(
        target, {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    )
    sheet = book.add_worksheet()
    bold = book.add_format({"bold": True})
    for place, head in enumerate(heads):
        sheet.write_string(0, place, head, bold)
    sheet.freeze_panes(1, 0)
    sheet.autofilter(0, 0, 0, max(0, len(heads) - 1))
    for number, row in enumerate(rows, start=1):
        for place, cell in enumerate(row):
            if isinstance(cell, str):
                sheet.write_string(number, place, cell[:32_767])
            else:
                sheet.write_number(number, place, cell)
    book.close()


def _cells(key: str, one: Exported, business: BusinessSettings) -> list[Cell]:
    row, standing = one.row, one.row.standing
    bought = standing if standing and standing.orders else None
    match key:
        case "class":
            state = str(STATE_LABELS[standing.state]) if standing and standing.state else ""
            return [str(CLASS_LABELS[row.customer_class]), state]
        case "next":
            return [_day(row.awaited_on), str(DUE_LABELS[row.due]) if row.due else ""]
        case "orders":
            return [bought.orders if bought else ""]
        case "net":
            return [_amount(bought.net, business) if bought else ""]
        case "average":
            return [_amount(bought.net // bought.orders, business) if bought else ""]
        case "discount":
            told = row.discounts and row.discounts.tenths is not None
            return [row.discounts.percent if row.discounts and told else ""]
        case "last":
            return [_day(bought.last_on) if bought else ""]
        case "reach":
            return [row.line.phone, row.line.mail]
        case "in_charge":
            return [row.in_charge]
        case _:
            return [cell_text(key, row, one.detail, business)]


def _amount(minor: int, business: BusinessSettings) -> int | float:
    return minor / 10**business.minor_units if business.minor_units else minor


def _day(value: date | None) -> str:
    return figures.day(value) if value else ""


def _safe(cell: Cell) -> Cell:
    return f"'{cell}" if isinstance(cell, str) and cell.startswith(_RISKY) else cell


def _writable(cells: Sequence[Cell], encoding: str, missing: Counter[str]) -> list[Cell]:
    """The same with 〓 for what cannot be written; each character counts once a customer."""
    gone: set[str] = set()
    found: list[Cell] = []
    for cell in cells:
        if isinstance(cell, str) and (lost := _lost(cell, encoding)):
            gone |= lost
            cell = "".join(_GETA if character in lost else character for character in cell)
        found.append(cell)
    missing.update(gone)
    return found


def _lost(text: str, encoding: str) -> set[str]:
    try:
        text.encode(encoding)
    except UnicodeEncodeError:
        return {character for character in text if not _has(character, encoding)}
    return set()


def _has(character: str, encoding: str) -> bool:
    try:
        character.encode(encoding)
    except UnicodeEncodeError:
        return False
    return True


def _taken(text: io.StringIO, encoding: str) -> bytes:
    written: Any = text.getvalue().encode(encoding)
    text.seek(0)
    text.truncate()
    return bytes(written)
