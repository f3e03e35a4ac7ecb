"""A bar on stderr for long work, on a terminal only."""

import sys
import time
from types import TracebackType

_WIDTH = 32
_PATIENCE = 0.5  # seconds before a bar appears: short work needs none
_PERIOD = 0.1


class Progress:
    """`with Progress() as bar: bar.show("Reading", done, total)`; the line is wiped at the end."""

    def __init__(self) -> None:
        self._on = sys.stderr.isatty()
        self._next = time.monotonic() + _PATIENCE
        self._shown = False

    def __enter__(self) -> "Progress":
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._shown:
            sys.stderr.write("\r\x1b[2K")
            sys.stderr.flush()

    def show(self, what: str, done: int = 0, total: int = 0) -> None:
        """Say what is being done, with a bar where the end is known."""
        now = time.monotonic()
        if not self._on or now < self._next:
            return
        self._next = now + _PERIOD
        self._shown = True
        share = min(1.0, done / total) if total else 0.0
        full = round(share * _WIDTH)
        bar = f" [{'█' * full}{'·' * (_WIDTH - full)}] {share:4.0%}" if total else " …"
        sys.stderr.write(f"\r\x1b[2K{what}{bar}")
        sys.stderr.flush()
