"""How fast this machine is beside the one on which the goals in milliseconds and lines a second were set."""

import tempfile
import time
from pathlib import Path

from bench.parse import parse_by_reader, write_sales

LINES = 100_000
REFERENCE = 458_000
"""Lines a second of Python's csv.reader, checked and deduplicated, where the goals were set."""


def speed() -> float:
    """Lines a second of the same work here, the best of three runs; at work this falls, as all figures do."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "sales.csv"
        write_sales(path, LINES)
        return LINES / min(_seconds(path) for _ in range(3))


def sentence(lines_a_second: float) -> str:
    """What to bear in mind when reading figures that are no ratios."""
    return (
        f"# this machine: {lines_a_second:,.0f} lines/s by csv.reader, {lines_a_second / REFERENCE:.2f} of"
        f" the reference's {REFERENCE:,}; goals in ms and lines/s are the reference's, ratios hold anywhere"
    )


def _seconds(path: Path) -> float:
    start = time.perf_counter()
    parse_by_reader(path)
    return time.perf_counter() - start
