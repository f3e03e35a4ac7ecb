"""The type of a file by its content; its name has no say."""

from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from otokui.core.content.archive import Broken, names_inside
from otokui.core.kernel.errors import Refused
from otokui.core.tabular.encoding import guess_encoding


class Kind(StrEnum):
    """What can be done with a file."""

    PICTURE = "picture"
    PDF = "pdf"
    DOCUMENT = "document"
    SHEET = "sheet"
    SLIDES = "slides"
    TEXT = "text"
    OTHER = "other"


@dataclass(frozen=True, slots=True)
class FileType:
    """`media_type` labels a download; `has_text`: there may be words to find in it."""

    kind: Kind
    media_type: str

    @property
    def has_text(self) -> bool:
        return self.kind not in (Kind.PICTURE, Kind.OTHER)


_OFFICE = "application/vnd.openxmlformats-officedocument"
_BY_PART = {
    "word/document.xml": FileType(Kind.DOCUMENT, f"{_OFFICE}.wordprocessingml.document"),
    "xl/workbook.xml": FileType(Kind.SHEET, f"{_OFFICE}.spreadsheetml.sheet"),
    "ppt/presentation.xml": FileType(Kind.SLIDES, f"{_OFFICE}.presentationml.presentation"),
}
# (place, bytes): exactly the pictures that `pictures` opens, each to be opened as nothing else.
_PICTURES = (
    (0, b"\xff\xd8\xff", "image/jpeg"),
    (0, b"\x89PNG\r\n\x1a\n", "image/png"),
    (0, b"GIF87a", "image/gif"),
    (0, b"GIF89a", "image/gif"),
    (8, b"WEBPVP8", "image/webp"),
    (0, b"II*\x00", "image/tiff"),
    (0, b"MM\x00*", "image/tiff"),
)
# Only the label of a download hangs on these.
_OTHERS = (
    (0, b"Rar!\x1a\x07", "application/vnd.rar"),
    (0, b"7z\xbc\xaf\x27\x1c", "application/x-7z-compressed"),
    (0, b"\x1f\x8b", "application/gzip"),
    (4, b"ftypheic", "image/heic"),
    (4, b"ftypmif1", "image/heif"),
    (4, b"ftyp", "video/mp4"),
    (0, b"ID3", "audio/mpeg"),
    (0, b"OggS", "audio/ogg"),
    (8, b"WAVE", "audio/wav"),
    (0, b"BM", "image/bmp"),
)
# What the main part is called inside the files of Office before 2007; only of sheets the words are read.
_OLD_PARTS = {
    "Workbook": FileType(Kind.SHEET, "application/vnd.ms-excel"),
    "Book": FileType(Kind.SHEET, "application/vnd.ms-excel"),
    "WordDocument": FileType(Kind.OTHER, "application/msword"),
    "PowerPoint Document": FileType(Kind.OTHER, "application/vnd.ms-powerpoint"),
}
_OLD = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_ZIP = b"PK\x03\x04"
_PDF = b"%PDF-"
_HEAD = 1024
_DIRECTORY, _ENTRY = 4096, 128


def type_of(path: Path) -> FileType:
    """Read from the first bytes, for archives from their list of contents, for text from all of it."""
    with path.open("rb") as file:
        head = file.read(_HEAD)
    for place, mark, media_type in _PICTURES:
        if head.startswith(mark, place):
            return FileType(Kind.PICTURE, media_type)
    if head.startswith(_PDF):
        return FileType(Kind.PDF, "application/pdf")
    if head.startswith(_ZIP):
        return _packed(path)
    if head.startswith(_OLD):
        return _old(path, head)
    for place, mark, media_type in _OTHERS:
        if head.startswith(mark, place):
            return FileType(Kind.OTHER, media_type)
    return _text_or_not(path)


def _packed(path: Path) -> FileType:
    try:
        inside = names_inside(path)
    except Broken:
        inside = frozenset()
    if "[Content_Types].xml" in inside:
        for part, file_type in _BY_PART.items():
            if part in inside:
                return file_type
    return FileType(Kind.OTHER, "application/zip")


def _old(path: Path, head: bytes) -> FileType:
    """By the first names in its directory, where programs write the main part."""
    sector = 1 << min(int.from_bytes(head[30:32], "little"), 12)
    with path.open("rb") as file:
        file.seek((int.from_bytes(head[48:52], "little") + 1) * sector)
        entries = file.read(_DIRECTORY)
    for start in range(0, len(entries), _ENTRY):
        length = int.from_bytes(entries[start + 64 : start + 66], "little")
        name = entries[start : start + max(0, min(length, 64) - 2)].decode("utf-16-le", "replace")
        if name in _OLD_PARTS:
            return _OLD_PARTS[name]
    return FileType(Kind.OTHER, "application/x-ole-storage")


def _text_or_not(path: Path) -> FileType:
    """Markup is text as well: it is shown as its own source, never as what it describes."""
    try:
        guess_encoding(path)
    except Refused:
        return FileType(Kind.OTHER, "application/octet-stream")
    return FileType(Kind.TEXT, "text/plain")
