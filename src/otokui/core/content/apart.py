"""Reading a file in a process of its own, which may take so much memory and time and no more."""

import os
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from otokui.core.content.kinds import Kind

SECONDS: Final = 30
"""Of the clock, for one file. The process may use `MEMORY` bytes and two thirds of it in computing time."""
MEMORY: Final = 1 << 30
_HANDED_ON: Final = ("PATH", "PYTHONPATH", "LD_LIBRARY_PATH", "SYSTEMROOT")
"""Of the environment; it also holds the keys of the installation, which are no business of a decoder."""
CANNOT: Final = 3
"""Exit code: the file is broken, too large inside, or not what it says."""


@dataclass(frozen=True, slots=True)
class Drawn:
    """A picture that was made; `pages` is how many the file has."""

    pages: int


def draw(source: Path, target: Path, *, kind: Kind, longest: int, page: int = 0) -> Drawn | None:
    """Write a JPEG of it (of a PDF: of one page, counted from 0); None if that cannot be done."""
    said = _run("draw", kind, str(longest), str(page), str(source), str(target))
    return None if said is None else Drawn(pages=int(said))


def read_text(source: Path, *, kind: Kind, limit: int) -> str | None:
    """The text inside, up to so many characters, in the form of `words`; None if the file cannot be read."""
    said = _run("text", kind, str(limit), str(source))
    return None if said is None else said.decode("utf-8", "replace")


def _run(*command: str) -> bytes | None:
    """What the process said; None for any end but a good one, of which a crash is as usual as a refusal."""
    with tempfile.TemporaryFile() as said:
        try:
            done = subprocess.run(
                [sys.executable, "-X", "utf8", "-m", "otokui.core.content", *command],
                stdin=subprocess.DEVNULL,
                stdout=said,
                stderr=subprocess.DEVNULL,
                env={name: os.environ[name] for name in _HANDED_ON if name in os.environ},
                timeout=SECONDS,
                check=False,
            )
        except subprocess.TimeoutExpired:
            return None
        said.seek(0)
        return said.read() if done.returncode == 0 else None
