"""Imported files, kept under the name of their content: a job can read them later, nothing twice."""

import hashlib
import os
import shutil
import tempfile
from pathlib import Path
from typing import BinaryIO

from django.conf import settings

_BLOCK = 1 << 20


def keep_file(content: BinaryIO) -> tuple[str, int]:
    """Copy the content into the store; returns its SHA-256 and its size in bytes.

    The file appears under its final name only when it is whole and on disk.
    """
    store = _store()
    store.mkdir(parents=True, exist_ok=True)
    digest, size = hashlib.sha256(), 0
    with tempfile.NamedTemporaryFile(dir=store, delete=False) as copy:
        try:
            while block := content.read(_BLOCK):
                digest.update(block)
                size += len(block)
                copy.write(block)
            copy.flush()
            os.fsync(copy.fileno())
            place = kept_file(digest.hexdigest())
            place.parent.mkdir(exist_ok=True)
            Path(copy.name).replace(place)
        except BaseException:
            Path(copy.name).unlink(missing_ok=True)
            raise
    return digest.hexdigest(), size


def kept_file(sha256: str) -> Path:
    """Where the file of this content lies."""
    return _store() / sha256[:2] / sha256


def drop_file(sha256: str) -> None:
    """Forget a file that nothing speaks of any more."""
    kept_file(sha256).unlink(missing_ok=True)


def work_directory(run: int) -> Path:
    """Where a run puts its rows in order and keeps what it rejected."""
    return Path(settings.HOME) / "imports" / str(run)


def rejected_in_run(run: int) -> Path:
    """Where a run keeps what it rejected."""
    return work_directory(run) / "rejected"


def rejected_in_trial(run: int) -> Path:
    """Where its last trial keeps what it would reject."""
    return work_directory(run) / "rejected-in-trial"


def forget_order(run: int) -> None:
    """Drop the ordered rows of a finished run; its rejected rows stay."""
    shutil.rmtree(work_directory(run) / "rows", ignore_errors=True)


def _store() -> Path:
    return Path(settings.HOME) / "files"
