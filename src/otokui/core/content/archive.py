"""Looking into zip archives of strangers: how much is inside is known before anything is unpacked."""

import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Final

_BLOCK: Final = 1 << 16
_TAIL: Final = (1 << 16) + 22 + 20
_LARGEST_LIST: Final = 4 << 20
"""Bytes of the list of contents: some fifty thousand entries. A real document has some hundred."""
LARGEST_PART: Final = 64 << 20
"""Bytes of one unpacked part. A sheet of a hundred thousand rows has about as many."""
_END: Final = b"PK\x05\x06"
_END_OF_LARGE: Final = b"PK\x06\x07"


class Broken(Exception):
    """The file is not what it says, or larger inside than anything that is meant to be read."""


@contextmanager
def opened(path: Path) -> Iterator[zipfile.ZipFile]:
    """The archive, if its list of contents is of a size that an honest one has."""
    _check_list(path)
    try:
        with zipfile.ZipFile(path) as archive:
            yield archive
    except (zipfile.BadZipFile, NotImplementedError, OSError, RuntimeError, ValueError, EOFError) as problem:
        raise Broken(str(problem)) from problem


def names_inside(path: Path) -> frozenset[str]:
    """The names of the parts. `Broken`."""
    with opened(path) as archive:
        return frozenset(archive.namelist())


def blocks(archive: zipfile.ZipFile, name: str) -> Iterator[bytes]:
    """One part, unpacked piece by piece; `Broken` once it is larger than it may be, whatever it claims."""
    size = 0
    try:
        with _part(archive, name) as part:
            while block := part.read(_BLOCK):
                size += len(block)
                if size > LARGEST_PART:
                    raise Broken(f"{name} is larger than {LARGEST_PART} bytes")
                yield block
    except zipfile.zlib.error as problem:  # type: ignore[attr-defined]
        raise Broken(str(problem)) from problem


def _part(archive: zipfile.ZipFile, name: str) -> IO[bytes]:
    try:
        return archive.open(name)
    except KeyError as missing:
        raise Broken(f"{name} is missing") from missing


def _check_list(path: Path) -> None:
    """Python reads the whole list of contents into memory, at some twenty times its size."""
    with path.open("rb") as file:
        file.seek(0, 2)
        file.seek(max(0, file.tell() - _TAIL))
        tail = file.read()
    place = tail.rfind(_END)
    if place < 0 or _END_OF_LARGE in tail[:place]:
        raise Broken("no end of the list of contents, or one of a very large archive")
    if int.from_bytes(tail[place + 12 : place + 16], "little") > _LARGEST_LIST:
        raise Broken("a list of contents that is too long")
