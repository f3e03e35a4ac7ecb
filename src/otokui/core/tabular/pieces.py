"""Numbers that a system writes in several columns: TEL1, TEL2, TEL3 are one TEL; 郵便番号1, 2 one 郵便番号.

Headers alone do not tell (電話番号1 and 2 may be two telephones): the first rows have to be such pieces.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

import polars as pl

from otokui.core.tabular.types import Joins

_NUMBERED = re.compile(r"(.*?)[ _\-.]?0?[(（]?([1-3])[)）]?")
_SHAPES = {3: r"0\d{1,4}-\d{1,4}-\d{3,4}", 2: r"\d{3}-\d{4}"}  # a telephone, a postal code
_MOST = 0.9  # of the rows have to look so


def candidates(headers: Sequence[str]) -> Joins:
    """(name, columns) of columns that are numbered side by side, three or two of them."""
    found = []
    for place, header in enumerate(headers):
        match = _NUMBERED.fullmatch(header)
        if match is None or match[2] != "1" or not match[1]:
            continue
        name = match[1]
        parts = tuple(_next_to(headers, place, name))
        if len(parts) in _SHAPES and name not in headers:
            found.append((name, parts))
    return tuple(found)


def _next_to(headers: Sequence[str], place: int, name: str) -> Iterator[str]:
    for number, header in enumerate(headers[place : place + 3], start=1):
        match = _NUMBERED.fullmatch(header)
        if match is None or (match[1], match[2]) != (name, str(number)):
            return
        yield header


def are_pieces(rows: pl.DataFrame, parts: Sequence[str]) -> bool:
    """Whether these rows write one number in these columns."""
    whole = joined(rows, parts)
    said = whole.filter(whole != "")
    return bool(len(said)) and int(said.str.contains(f"^{_SHAPES[len(parts)]}$").sum()) >= _MOST * len(said)


def joined(rows: pl.DataFrame, parts: Sequence[str]) -> pl.Series:
    """The pieces with a hyphen between those that are there; "" where none is."""
    pieces = [rows[part].cast(pl.String, strict=False).str.strip_chars().fill_null("") for part in parts]
    texts = [piece.set(piece == "", None).alias(str(place)) for place, piece in enumerate(pieces)]
    return pl.DataFrame(texts).select(pl.concat_str(pl.all(), separator="-", ignore_nulls=True)).to_series()


def headers_with(headers: Sequence[str], joins: Joins) -> tuple[str, ...]:
    """The headers with the whole number in place of its pieces."""
    name_at = {parts[0]: name for name, parts in joins}
    gone = {part for _, parts in joins for part in parts}
    return tuple(name_at.get(one, one) for one in headers if one not in gone or one in name_at)


def columns_of(wanted: Sequence[str], joins: Joins) -> list[str]:
    """The columns of the file that hold what is wanted."""
    parts = dict(joins)
    return list(dict.fromkeys(one for name in wanted for one in parts.get(name, (name,))))


def with_joined(rows: pl.DataFrame, wanted: Sequence[str], joins: Joins) -> pl.DataFrame:
    """The rows with the columns that are wanted, whole numbers in one."""
    parts = dict(joins)
    return rows.select(
        joined(rows, parts[name]).alias(name) if name in parts else rows[name] for name in wanted
    )
