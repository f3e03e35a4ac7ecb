"""Full recompute of 1 M customers, 10.5 M lines from Parquet, against the scan, pandas, DuckDB, lifetimes.

New process: from start to exit. Warm: again in the same process, Parquet read anew. Rounds are interleaved;
the medians of wall seconds count, the same in CPU seconds is in the note. All make the same figures; ours
come with the full state rows (Σ ln gap, last five order values) that its next step needs.
`OTOKUI_BENCH_LARGE=1` adds 10 M customers (`=only`: nothing else) in three rounds of new processes, one at a
time: together they would not fit into memory.
"""

import json
import os
import resource
import statistics
import subprocess
import sys
import time
from collections.abc import Iterable
from typing import Any

from bench.table import Row

ROUNDS = 5
LARGE_ROUNDS = 3
SAME_WORK = ("otokui", "duckdb", "pandas")
PANDAS_NEEDS = 14_000  # MB for 105 M lines


def rows() -> Iterable[Row]:
    """The table's rows; raises if two programs that do the same work disagree."""
    large = os.environ.get("OTOKUI_BENCH_LARGE")
    if large != "only":
        yield from _compared(1_000_000, {"warm": (3, 15, 5), "new": (8, 7, 2)}, ROUNDS)
        yield from _forecasts(1_000_000)
        yield _one_purchase()
    if large:
        yield from _compared(10_000_000, {"new": (5, 25, 6)}, LARGE_ROUNDS)


def _compared(customers: int, goals: dict[str, tuple[float, float, float]], rounds: int) -> Iterable[Row]:
    path = _file(customers)
    names = ["otokui", "scan", "duckdb", "pandas"]
    if customers > 1_000_000 and _free_megabytes() < PANDAS_NEEDS:
        names.remove("pandas")
    size = f"{customers // 1_000_000} M customers"
    for mode, (scan_goal, pandas_goal, duckdb_goal) in goals.items():
        extra = ["lifetimes"] if mode == "new" and customers == 1_000_000 else []
        seen = _new(names + extra, path, rounds) if mode == "new" else _warm(names, path)
        ours = seen["otokui"]
        yield _row(f"recompute {size}, {mode}, to the scan", ours, "scan", seen, scan_goal, at_most=True)
        yield _row(f"recompute {size}, {mode}, to pandas", ours, "pandas", seen, pandas_goal)
        yield _row(f"recompute {size}, {mode}, to best DuckDB", ours, "duckdb", seen, duckdb_goal)
        if extra:
            yield _row(f"recompute {size}, {mode}, to lifetimes", ours, "lifetimes", seen, 7)
        if mode == "new" and "pandas" in seen:
            yield _memory(size, seen)


def _file(customers: int) -> str:
    """Made in here, so that a contestant's process does not load what only the making needs."""
    from bench.analytics.data import lines_file

    return str(lines_file(customers))


def _row(
    name: str,
    ours: dict[str, float],
    peer_name: str,
    seen: dict[str, dict[str, float]],
    goal: float,
    *,
    at_most: bool = False,
) -> Row:
    peer = seen.get(peer_name)
    words = f"{'≤' if at_most else '≥'} {goal:g}×"
    if peer is None:
        note = f"needs {PANDAS_NEEDS:,} MB, there are {_free_megabytes():,}"
        return Row(name, ours["wall"], "s", peer_name, None, None, words, None, note)
    ratio = ours["wall"] / peer["wall"] if at_most else peer["wall"] / ours["wall"]
    holds = ratio <= goal if at_most else ratio >= goal
    times = ours["cpu"] / peer["cpu"] if at_most else peer["cpu"] / ours["cpu"]
    note = f"CPU {ours['cpu']:.2f} s to {peer['cpu']:.2f} s, {times:.2f}×; {ours['rounds']:.0f} rounds"
    return Row(name, ours["wall"], "s", peer_name, peer["wall"], ratio, words, holds, note)


def _memory(size: str, seen: dict[str, dict[str, float]]) -> Row:
    ours, peer = seen["otokui"]["peak"], seen["pandas"]["peak"]
    ratio = ours / peer
    return Row(f"peak memory, {size}", ours, "MB", "pandas", peer, ratio, "≤ 0.5×", ratio <= 0.5)


def _forecasts(customers: int) -> Iterable[Row]:
    """The whole next-order law of everybody: seven quantiles a customer, overdue, after fitting the model."""
    path = _file(customers)
    seen = _warm(["otokui", "forecast"], path, check=False)
    extra = seen["forecast"]["cpu"] - seen["otokui"]["cpu"]
    note = "CPU, over the recompute, which nobody else extends by it"
    yield Row("next-order law of 1 M customers", extra, "s", "none", None, None, "≤ 3 s", extra <= 3.0, note)


def _one_purchase() -> Row:
    """What one purchase costs: that customer's lines → state rows → class and next orders."""
    from bench.analytics.one_purchase import seconds

    spent = seconds(rounds=200)
    name = "one purchase → class and next orders, p95"
    return Row(name, spent * 1000, "ms", "none", None, None, "≤ 50 ms", spent <= 0.05)


def _new(names: list[str], path: str, rounds: int) -> dict[str, dict[str, float]]:
    """Each contestant in a process of its own, started and gone, in turn."""
    seen: dict[str, list[dict[str, Any]]] = {name: [] for name in names}
    for _ in range(rounds):
        for name in names:
            start, spent = time.perf_counter(), _spent_by_children()
            done = subprocess.run(_command(name, path, 1), capture_output=True, text=True, check=True)
            told = json.loads(done.stdout.splitlines()[-1])
            wall, cpu = time.perf_counter() - start, _spent_by_children() - spent
            seen[name].append({**told, "wall": wall, "cpu": cpu})
    return _medians(seen)


def _spent_by_children() -> float:
    """CPU seconds of all processes that came and went."""
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def _warm(names: list[str], path: str, *, check: bool = True) -> dict[str, dict[str, float]]:
    """Each contestant in a process that stays; the first round, which warms it, is not counted."""
    seen: dict[str, list[dict[str, Any]]] = {name: [] for name in names}
    running = {
        name: subprocess.Popen(
            _command(name, path, ROUNDS + 1), stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
        )
        for name in names
    }
    for name in names:
        _answer(running[name])
    for _ in range(ROUNDS):
        for name in names:
            pipe = running[name].stdin
            assert pipe is not None
            pipe.write("\n")
            pipe.flush()
            seen[name].append(_answer(running[name]))
    for process in running.values():
        process.communicate()
    return _medians(seen, check=check)


def _answer(process: "subprocess.Popen[str]") -> dict[str, Any]:
    assert process.stdout is not None
    told: dict[str, Any] = json.loads(process.stdout.readline())
    return told


def _command(name: str, path: str, rounds: int) -> list[str]:
    return [sys.executable, "-m", "bench.analytics.contestants", name, path, str(rounds)]


def _medians(seen: dict[str, list[dict[str, Any]]], *, check: bool = True) -> dict[str, dict[str, float]]:
    if check:
        sums = {name: seen[name][0]["checksum"] for name in SAME_WORK if name in seen}
        if any(other != sums["otokui"] for other in sums.values()):
            raise AssertionError(f"the programs disagree: {sums}")
    return {
        name: {
            "rounds": len(told),
            **{what: statistics.median(one[what] for one in told) for what in ("wall", "cpu", "peak")},
        }
        for name, told in seen.items()
    }


def _free_megabytes() -> int:
    return os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_AVPHYS_PAGES") // (1 << 20)
