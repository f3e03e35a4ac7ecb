"""The words of Word, Excel and PowerPoint files. What only draws, moves or computes is left aside."""

import re
from pathlib import Path, PurePosixPath
from typing import Final
from zipfile import ZipFile

from otokui.core.content.archive import Broken, blocks, opened
from otokui.core.content.kinds import Kind
from otokui.core.content.markup import Enough, Listener, listen
from otokui.core.content.moments import Formats, shown_moment
from otokui.core.content.words import BREAK, Words

_COLUMNS: Final = 60
_CELL: Final = re.compile(r"([A-Z]{1,3})\d+")


def write_words(path: Path, kind: Kind, words: Words) -> None:
    """Documents: paragraphs as lines, cells of their tables parted by tabs. Sheets: see `_sheets`.

    Slides: each its own section. `Broken`.
    """
    with opened(path) as archive:
        if kind is Kind.DOCUMENT:
            listen(blocks(archive, "word/document.xml"), Paragraphs(words))
        elif kind is Kind.SLIDES:
            for name in _numbered(archive, "ppt/slides/slide"):
                words.section("")
                listen(blocks(archive, name), Paragraphs(words))
        else:
            _write_sheets(archive, words)


class Paragraphs(Listener):
    """Runs of text (`t`) inside paragraphs (`p`), as both Word and PowerPoint write them."""

    def __init__(self, words: Words) -> None:
        self.words, self.inside = words, False

    def start(self, name: str, attributes: dict[str, str]) -> None:
        self.inside = name == "t"
        if name == "tab":
            self.words.add("\t")
        elif name in ("br", "cr"):
            self.words.add("\n")

    def end(self, name: str) -> None:
        self.inside = False
        if name == "p":
            self.words.add("\n")
        elif name == "tc":
            self.words.end_cell()

    def text(self, text: str) -> None:
        if self.inside:
            self.words.add(text)


class Shared(Listener):
    """The texts of a workbook that its cells name by number (`si`); readings (`rPh`) are no part of them."""

    def __init__(self, limit: int) -> None:
        self.texts: list[str] = []
        self.left = limit
        self.parts: list[str] = []
        self.inside = self.reading = False

    def start(self, name: str, attributes: dict[str, str]) -> None:
        self.reading = self.reading or name == "rPh"
        self.inside = name == "t" and not self.reading

    def end(self, name: str) -> None:
        self.inside = False
        if name == "rPh":
            self.reading = False
        elif name == "si":
            text = "".join(self.parts)
            self.texts.append(text)
            self.parts = []
            self.left -= len(text) + 1
            if self.left < 0:
                raise Enough

    def text(self, text: str) -> None:
        if self.inside:
            self.parts.append(text)


class Cells(Listener):
    """The cells of one sheet: a row a line, parted by tabs, empty ones before them counted."""

    def __init__(self, words: Words, shared: list[str], formats: Formats, *, since_1904: bool) -> None:
        self.words, self.shared, self.formats, self.since_1904 = words, shared, formats, since_1904
        self.column, self.kind, self.style, self.value = -1, "", "", ""
        self.row: dict[int, str] = {}
        self.inside = False

    def start(self, name: str, attributes: dict[str, str]) -> None:
        if name == "c":
            place = _CELL.fullmatch(attributes.get("r", ""))
            self.column = _column(place.group(1)) if place else self.column + 1
            self.kind, self.style, self.value = attributes.get("t", ""), attributes.get("s", ""), ""
        self.inside = name in ("v", "t")

    def end(self, name: str) -> None:
        self.inside = False
        if name == "c" and self.column < _COLUMNS and (shown := self._shown()):
            self.row[self.column] = shown
        elif name == "row":
            if self.row:
                last = max(self.row)
                self.words.add("\t".join(self.row.get(place, "") for place in range(last + 1)) + "\n")
            self.row, self.column = {}, -1

    def text(self, text: str) -> None:
        if self.inside:
            self.value += text

    def _shown(self) -> str:
        text = self.value
        if self.kind == "s":
            text = self.shared[int(text)] if text.isdecimal() and int(text) < len(self.shared) else ""
        elif self.kind in ("", "n") and self.formats.of_cell(self.style):
            text = shown_moment(text, since_1904=self.since_1904)
        return " ".join(text.split())


def _write_sheets(archive: ZipFile, words: Words) -> None:
    """Each sheet its own section under its name, in the order of the tabs. Days as the shop writes them."""
    shared = Shared(limit=20 * words.limit)
    if "xl/sharedStrings.xml" in archive.namelist():
        listen(blocks(archive, "xl/sharedStrings.xml"), shared)
    formats = Formats()
    if "xl/styles.xml" in archive.namelist():
        listen(blocks(archive, "xl/styles.xml"), formats)
    names = SheetNames()
    listen(blocks(archive, "xl/workbook.xml"), names)
    for place, name in enumerate(_numbered(archive, "xl/worksheets/sheet")):
        words.section(names.titles[place] if place < len(names.titles) else "")
        listen(blocks(archive, name), Cells(words, shared.texts, formats, since_1904=names.since_1904))


class SheetNames(Listener):
    """What stands on the tabs, and from when on days are counted."""

    def __init__(self) -> None:
        self.titles: list[str] = []
        self.since_1904 = False

    def start(self, name: str, attributes: dict[str, str]) -> None:
        if name == "sheet":
            self.titles.append(attributes.get("name", "").replace(BREAK, " "))
        elif name == "workbookPr":
            self.since_1904 = attributes.get("date1904", "") in ("1", "true")

    def end(self, name: str) -> None: ...
    def text(self, text: str) -> None: ...


def _numbered(archive: ZipFile, beginning: str) -> list[str]:
    """slide1.xml, slide2.xml … slide10.xml, in this order."""
    found = re.compile(rf"{re.escape(beginning)}(\d+)\.xml")
    numbers = [int(match.group(1)) for name in archive.namelist() if (match := found.fullmatch(name))]
    if not numbers:
        raise Broken(f"no {PurePosixPath(beginning).name}")
    return [f"{beginning}{number}.xml" for number in sorted(numbers)]


def _column(letters: str) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - 64
    return number - 1
