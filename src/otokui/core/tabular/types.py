"""What reading a file answers with. Plain values; importable without polars."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import NamedTuple


class Reason(StrEnum):
    """Why a record or value was not taken. Stable English texts: they are message ids for translation."""

    UNDECODABLE = "cannot be decoded in the file's encoding"
    TOO_FEW_FIELDS = "fewer fields than the header"
    TOO_MANY_FIELDS = "more fields than the header"
    OPEN_QUOTE = "a quotation mark is not closed"
    MISSING = "required value is missing"
    NOT_MONEY = "not an amount of money"
    FRACTION = "a fraction this currency does not have"
    TOO_LARGE = "number too large"
    TOO_LONG = "too long for a number that identifies"
    NOT_A_DATE = "not a date"
    NOT_A_NUMBER = "not a number"
    NO_SUCH_TIME = "not an existing local time"


class Reject(NamedTuple):
    """One thing that was not taken. `line` is the physical line, 1-based (Excel, Parquet: the row)."""

    file: str
    line: int
    field: str
    value: str
    reason: Reason


Joins = tuple[tuple[str, tuple[str, ...]], ...]


@dataclass(frozen=True)
class Layout:
    """How a file is built. `headers` are unique and as written (blanks and doubles get a suffix).

    `joins`: (name, headers) of numbers that are written in several columns.
    """

    path: Path
    kind: str  # "csv" | "excel" | "parquet"
    headers: tuple[str, ...]
    header_line: int = 1  # physical line of the header row
    encoding: str = ""  # Python codec name; empty for Excel and Parquet
    delimiter: str = ""
    sheet: str = ""
    other_sheets: tuple[str, ...] = ()  # of a workbook: those that hold something and are not read
    lone_cr: bool = False  # lines end with \r only
    joins: Joins = ()


def doubled_headers(headers: Sequence[str]) -> tuple[str, ...]:
    """Of headers made unique: those that stand in the file more than once; the first column has the name."""
    names = set(headers)
    return tuple(name for name in headers if f"{name} (2)" in names)


def unique_headers(cells: Sequence[str | None]) -> tuple[str, ...]:
    """Header cells as unique column names: trimmed; blanks become `column N`, doubles get ` (2)`."""
    seen: dict[str, int] = {}
    names: list[str] = []
    for position, cell in enumerate(cells, start=1):
        name = (cell or "").strip().lstrip("\ufeff").strip() or f"column {position}"
        seen[name] = seen.get(name, 0) + 1
        while seen[name] > 1 and f"{name} ({seen[name]})" in seen:
            seen[name] += 1
        if seen[name] > 1:
            name = f"{name} ({seen[name]})"
            seen[name] = 1
        names.append(name)
    return tuple(names)
