"""Imported files, kept under the name of their content: a job can read them later, nothing twice."""

import shutil
import sys
from pathlib import Path
from typing import BinaryIO

from django.conf import settings

from otokui.core.platform.files.store import Folder, arriving


def keep_file(content: BinaryIO) -> tuple[str, int]:
    """Copy the content into the store; returns its SHA-256 and its size in bytes.

    The file appears under its final name only when it is whole and on disk.
    """
    folder = _folder()
    folder.root.mkdir(parents=True, exist_ok=True)
    with arriving(content, largest=sys.maxsize, into=folder.root) as arrived:
        folder.put(arrived)
        return arrived.sha256, arrived.size


def kept_file(sha256: str) -> Path:
    """Where the file of this content lies."""
    return _folder().place(sha256)


def drop_file(sha256: str) -> None:
    """Forget a file that nothing speaks of any more."""
    _folder().drop(sha256)


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


def forget_run(run: int) -> None:
    """Drop all that a run has set aside."""
    shutil.rmtree(work_directory(run), ignore_errors=True)


def _folder() -> Folder:
    """Apart from what staff attach: a run reads its file over and over, and drops it when it is done."""
    return Folder(Path(settings.HOME) / "files")
