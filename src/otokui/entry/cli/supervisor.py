"""Several commands of otokui as children of one process, which live and end together."""

import contextlib
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field

_TOO_QUICK_SECONDS = 10
_QUICK_ENDS = 3
_GRACE_SECONDS = 20
_PARENT = "OTOKUI_PARENT"


@dataclass
class Child:
    """One command. `keep`: start it again when it ends; else it runs once."""

    arguments: list[str]
    keep: bool = True
    process: "subprocess.Popen[bytes] | None" = None
    started: float = 0.0
    quick_ends: int = 0
    code: int | None = field(default=None)

    def start(self) -> None:
        self.started = time.monotonic()
        self.process = subprocess.Popen(
            _command(self.arguments),
            env=_environment(),
            stdin=subprocess.DEVNULL,
            start_new_session=True,  # Ctrl-C reaches the parent only, which ends them in order
        )

    def look_after(self) -> bool:
        """Start it again if it has ended; False if it does not stay up."""
        if self.process is None or self.process.poll() is None:
            return True
        self.code, self.process = self.process.returncode, None
        if not self.keep:
            return True
        quick = time.monotonic() - self.started < _TOO_QUICK_SECONDS
        self.quick_ends = self.quick_ends + 1 if quick else 0
        if self.code == 2 or self.quick_ends >= _QUICK_ENDS:  # it has said why on stderr
            return False
        self.start()
        return True

    def ask_to_end(self) -> None:
        if self.process is not None:
            with contextlib.suppress(ProcessLookupError):
                self.process.send_signal(signal.SIGTERM)

    def end(self, give_up: float) -> None:
        if self.process is None:
            return
        try:
            self.process.wait(max(0.0, give_up - time.monotonic()))
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()


def supervise(children: list[Child], *, each_time: Callable[[], None]) -> int:
    """Keep the children running until SIGINT or SIGTERM, then end them all; the exit code.

    `each_time` is called about five times a second. Ends with 1 when a child does not stay up.
    """
    stop = threading.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_: stop.set())
    try:
        for child in children:
            child.start()
        while not stop.wait(0.2):
            if not all(child.look_after() for child in children):
                return 1
            each_time()
        return 0
    finally:
        give_up = time.monotonic() + _GRACE_SECONDS
        for child in children:
            child.ask_to_end()
        for child in children:
            child.end(give_up)


def prepare(*arguments: str) -> int:
    """Let `otokui ARGUMENTS --prepare-only` do its work and end; its exit code.

    A process that only looks after others stays small if what this loads goes with another.
    """
    done = subprocess.run(
        _command([*arguments, "--prepare-only"]), env=_environment(), stdin=subprocess.DEVNULL, check=False
    )
    return done.returncode


def _command(arguments: list[str]) -> list[str]:
    return [sys.executable, "-m", "otokui", *arguments]


def _environment() -> dict[str, str]:
    return {**os.environ, _PARENT: str(os.getpid())}


def end_with_parent() -> None:
    """In a child: end as if asked to when the supervising parent is gone, even by kill -9."""
    parent = int(os.environ.get(_PARENT, "0"))
    if not parent:
        return

    def watch() -> None:
        while os.getppid() == parent:
            time.sleep(0.5)
        os.kill(os.getpid(), signal.SIGTERM)

    threading.Thread(target=watch, name="parent watcher", daemon=True).start()
