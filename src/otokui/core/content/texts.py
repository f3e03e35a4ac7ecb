"""The text inside a file, whatever its kind."""

from pathlib import Path

import pypdfium2

from otokui.core.content import office, old_sheets
from otokui.core.content.archive import Broken
from otokui.core.content.kinds import Kind
from otokui.core.content.markup import Enough
from otokui.core.content.words import Words
from otokui.core.tabular.encoding import guess_encoding

_BLOCK = 1 << 16


def text_of(path: Path, kind: Kind, *, limit: int) -> str:
    """Up to so many characters; '' where there is none (a scanned page). `Broken`."""
    words = Words(limit)
    try:
        if kind is Kind.PDF:
            _write_pages(path, words)
        elif kind is Kind.TEXT:
            _write_plain(path, words)
        elif kind is Kind.SHEET and not _is_packed(path):
            old_sheets.write_words(path, words)
        elif kind in (Kind.DOCUMENT, Kind.SHEET, Kind.SLIDES):
            office.write_words(path, kind, words)
    except Enough:
        pass
    return str(words)


def _is_packed(path: Path) -> bool:
    with path.open("rb") as file:
        return file.read(2) == b"PK"


def _write_plain(path: Path, words: Words) -> None:
    with path.open(encoding=guess_encoding(path), errors="replace", newline=None) as file:
        while block := file.read(_BLOCK):
            words.add(block)


def _write_pages(path: Path, words: Words) -> None:
    try:
        with pypdfium2.PdfDocument(path) as document:
            for page in document:
                words.section("")
                words.add(page.get_textpage().get_text_range().replace("\r\n", "\n"))
    except pypdfium2.PdfiumError as problem:
        raise Broken(str(problem)) from problem
