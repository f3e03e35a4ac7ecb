"""Where contents lie: a folder under OTOKUI_HOME, or S3; the same few operations on both.

A content is known by its SHA-256 and never changes. It appears under its name when it is whole and on disk;
a process that dies before leaves at most a nameless copy, which the sweep removes.
"""

import hashlib
import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from typing import BinaryIO, Final, Protocol

from django.conf import settings
from django.utils.translation import gettext_noop

from otokui.core.kernel.errors import Refused

_BLOCK: Final = 1 << 20


class TooLarge(Refused):
    """More bytes than a file may have."""

    code = "file_too_large"


@dataclass(frozen=True, slots=True)
class Arrived:
    """A whole copy of what came in, on this machine, until it is `put` or the block that made it ends."""

    path: Path
    sha256: str
    size: int


class Store(Protocol):
    """Contents by SHA-256."""

    def put(self, arrived: Arrived) -> None:
        """Keep it, safe on disk when this returns; keeping it twice is keeping it once."""

    def has(self, sha256: str) -> bool: ...

    @contextmanager
    def on_disk(self, sha256: str) -> Iterator[Path]:
        """A file of this machine with this content, to read while the block lasts. FileNotFoundError."""

    def drop(self, sha256: str) -> None:
        """Forget it; nothing happens if it is not there."""

    def walk(self) -> Iterator[tuple[str, datetime]]:
        """Every content and since when it lies there."""


class Folder:
    """`ab/ab12…`: 256 folders, each file read-only. Any copy of the folder is a backup of it."""

    def __init__(self, root: Path) -> None:
        self.root = root

    def put(self, arrived: Arrived) -> None:
        place = self.place(arrived.sha256)
        if place.exists():
            return
        place.parent.mkdir(parents=True, exist_ok=True)
        arrived.path.chmod(0o440)
        try:
            os.link(arrived.path, place)  # the name appears at once, and a copy that came first stays
        except FileExistsError:
            return
        except OSError:  # a file system without hard links
            arrived.path.replace(place)
        for folder in (place.parent, self.root):
            _sync(folder)

    def has(self, sha256: str) -> bool:
        return self.place(sha256).exists()

    @contextmanager
    def on_disk(self, sha256: str) -> Iterator[Path]:
        place = self.place(sha256)
        if not place.exists():
            raise FileNotFoundError(place)
        yield place

    def drop(self, sha256: str) -> None:
        self.place(sha256).unlink(missing_ok=True)

    def walk(self) -> Iterator[tuple[str, datetime]]:
        for place in self.root.glob("[0-9a-f][0-9a-f]/*"):
            if len(place.name) == 64:
                yield place.name, datetime.fromtimestamp(place.stat().st_mtime, UTC)

    def place(self, sha256: str) -> Path:
        """Where the content lies or would lie."""
        return self.root / sha256[:2] / sha256


def store() -> Store:
    """The store of this installation."""
    return _store(settings.FILES_BUCKET, settings.FILES_ENDPOINT, Path(settings.HOME))


@cache
def _store(bucket: str, endpoint: str, home: Path) -> Store:
    if bucket:
        from otokui.core.platform.files.bucket import Bucket

        return Bucket(bucket, endpoint=endpoint)
    return Folder(home / "attachments")


def arrivals() -> Path:
    """Where copies are made; on the same file system as the folder store, so that they only change names."""
    place = Path(settings.HOME) / "attachments" / "arriving"
    place.mkdir(parents=True, exist_ok=True)
    return place


@contextmanager
def arriving(content: BinaryIO, *, largest: int, into: Path) -> Iterator[Arrived]:
    """Copy a stream to disk, piece by piece. `TooLarge` as soon as it is."""
    digest, size = hashlib.sha256(), 0
    with tempfile.NamedTemporaryFile(dir=into, delete=False) as copy:
        path = Path(copy.name)
        try:
            while block := content.read(_BLOCK):
                size += len(block)
                if size > largest:
                    raise too_large(largest)
                digest.update(block)
                copy.write(block)
            copy.flush()
            os.fsync(copy.fileno())
            yield Arrived(path, digest.hexdigest(), size)
        finally:
            path.unlink(missing_ok=True)


def too_large(largest: int) -> TooLarge:
    """What is said of a file with more bytes than these."""
    return TooLarge(gettext_noop("The file is larger than %(megabytes)s MB."), megabytes=largest >> 20)


def _sync(folder: Path) -> None:
    """Make a new name in it survive a power failure."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
