"""Workbooks of the time before 2007 (.xls)."""

import re
from pathlib import Path
from typing import Final

import fastexcel

from otokui.core.content.archive import Broken
from otokui.core.content.words import BREAK, Words

_COLUMNS: Final = 60
_DAY: Final = re.compile(r"(\d{4})-(\d\d)-(\d\d)(?: 00:00:00| (\d\d:\d\d):\d\d)?")


def write_words(path: Path, words: Words) -> None:
    """As of the new ones: each sheet its own section, cells parted by tabs, days as the shop writes them."""
    try:
        book = fastexcel.read_excel(path)
        for name in book.sheet_names:
            words.section(name.replace(BREAK, " "))
            sheet = book.load_sheet(name, header_row=None, dtypes="string")
            for row in sheet.to_arrow().slice(0, words.limit).to_pylist():
                shown = [_shown(cell) for cell in list(row.values())[:_COLUMNS]]
                if any(shown):
                    words.add("\t".join(shown).rstrip("\t") + "\n")
    except fastexcel.FastExcelError as problem:
        raise Broken(str(problem)) from problem


def _shown(cell: str | None) -> str:
    text = " ".join((cell or "").split())
    day = _DAY.fullmatch(text)
    return " ".join(filter(None, ["/".join(day.groups()[:3]), day[4]])) if day else text
