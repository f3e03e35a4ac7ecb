"""One row of the table that `make bench` prints, and how two commands are compared fairly."""

import statistics
import time
from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Row:
    """One goal. `ours` and `peer` in the same `unit`; `ratio` is how many times the goal speaks of.

    `goal` is a sentence such as "≥ 5×"; `holds` is None where the peer could not be run, and `note` says why.
    """

    name: str
    ours: float
    unit: str
    peer_name: str
    peer: float | None
    ratio: float | None
    goal: str
    holds: bool | None
    note: str = ""

    def __str__(self) -> str:
        peer = "not run" if self.peer is None else f"{self.peer_name} {self.peer:,.4g}"
        ratio = "" if self.ratio is None else f"{self.ratio:,.2f}×"
        verdict = {True: "holds", False: "DOES NOT HOLD", None: "not run"}[self.holds]
        ours = f"{self.ours:,.4g} {self.unit}"
        return f"{self.name:<46} {ours:>16}   {peer:<30} {ratio:>9}  {self.goal:<16} {verdict}  {self.note}"


def interleaved(*work: Callable[[], object], rounds: int = 5) -> list[float]:
    """Seconds of each piece of work: the median of `rounds` runs in turn, so that drift hits all alike."""
    seconds: list[list[float]] = [[] for _ in work]
    for _ in range(rounds):
        for place, piece in enumerate(work):
            start = time.perf_counter()
            piece()
            seconds[place].append(time.perf_counter() - start)
    return [statistics.median(times) for times in seconds]
