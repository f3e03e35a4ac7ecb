"""Reading and sweeping files as background work; discovered by `platform.apps`."""

from typing import Final

from django.utils import timezone
from django.utils.translation import gettext_noop

from otokui.core.platform.files.attaching import READ_FILE
from otokui.core.platform.files.reading import read_file
from otokui.core.platform.files.sweeping import sweep
from otokui.core.platform.jobs import Progress, job

SWEEP_FILES: Final = "platform.sweep_files"


@job(READ_FILE, title=gettext_noop("Reading a file"), merge_waiting=True, forget_when_done=True, priority=-5)
def read_file_job(progress: Progress, *, sha256: str) -> None:
    """Find the words in one content."""
    read_file(sha256)


@job(
    SWEEP_FILES,
    title=gettext_noop("Clearing away removed files"),
    lock="files",
    schedule="40 3 * * *",
    merge_waiting=True,
    forget_when_done=True,
)
def sweep_files_job(progress: Progress) -> None:
    """Remove what nothing refers to any more."""
    progress(sweep(timezone.now()))
