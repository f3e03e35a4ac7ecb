"""Goals of the screens: what a signed-in reader waits for among a million customers and ten million lines.

The real server answers over HTTP: sign-in, permissions, language, page, styles left out. Processor time is
that of the web server and of PostgreSQL together. The limits are the house's own; beside each stands the best
of four peers, at a tenth of the customers.

`OTOKUI_BENCH_CUSTOMERS` makes it smaller, `OTOKUI_BENCH_HOME` keeps the shop for the next time.
"""

import http.client
import json
import os
import socket
import statistics
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path

import psutil
import psycopg

from bench.big_shop import CUSTOMERS
from bench.spent import cpu_of, family, reaped
from bench.table import Row

SMALL = 1_000
REQUESTS = 120
WARM = 12
MEMORY_MB = 250
IDLE_SECONDS = 10
_AT_WORK = "SELECT 1 FROM platform_jobrecord WHERE state IN ('waiting', 'running')"
_ROOT = Path(__file__).resolve().parents[1]


@dataclass(frozen=True, slots=True)
class Goal:
    """One screen: at most so many milliseconds (p95), so many of processor time; the best peer's p95.

    `reader`: whose customers they are: all, half of them, or a few thousand.
    """

    name: str
    kind: str
    wall: float
    cpu: float | None
    peer: float | None = None
    reader: str = "all"


GOALS = (
    Goal("customer list", "list", 50, 25, 26),
    Goal("customer list, a page at any depth", "deep", 50, 25, 26),
    Goal("customer list by class and state", "narrowed", 50, None),
    Goal("customer list by last purchase or money", "sorted", 50, None),
    Goal("customer list by reading, all filters at once", "combined", 300, None),
    Goal("customer list by what was bought and when", "bought", 300, None),
    Goal("customer list by any other condition", "conditions", 300, None),
    Goal("the pages of who sees half the customers", "seen", 300, None, reader="half"),
    Goal("the pages of who sees few of the customers", "seen", 300, None, reader="few"),
    Goal("search page, 1–3 characters", "name", 50, None, 191),
    Goal("search page, telephone", "phone", 50, None, 96),
    Goal("customer with 200 rows of 12 months", "customer", 40, None, 79),
    Goal("search of everything", "everything", 50, None),
    Goal("today", "today", 50, None),
    Goal("orders", "orders", 50, None),
    Goal("analysis, classes of 24 months", "analysis", 300, None),
    Goal("the other pages of analysis", "analyses", 300, None),
    Goal("the people behind a number", "people", 300, None),
)


@dataclass(frozen=True, slots=True)
class Took:
    """Milliseconds of each request, and of processor time on average."""

    wall: list[float]
    cpu: float

    @property
    def p95(self) -> float:
        return sorted(self.wall)[int(len(self.wall) * 0.95)]


def rows() -> Iterator[Row]:
    """Both shops are served at once, and asked in turn, so that a busy machine hits both alike."""
    with ExitStack() as opened:
        big = opened.enter_context(site(CUSTOMERS))
        small = opened.enter_context(site(SMALL))
        for goal in GOALS:
            ours, tiny = took(big, goal), took(small, goal)
            yield _waited(goal, ours)
            if goal.kind in ("list", "customer"):
                yield _same(goal, ours, tiny)
        yield _memory(big)


def _waited(goal: Goal, ours: Took) -> Row:
    holds = ours.p95 <= goal.wall and (goal.cpu is None or ours.cpu <= goal.cpu)
    limits = f"≤ {goal.wall:.0f} ms" + (f", ≤ {goal.cpu:.0f} CPU" if goal.cpu else "")
    peer = goal.peer or goal.wall
    against = "best peer at 100,000" if goal.peer else "limit"
    return Row(
        goal.name, ours.p95, "ms p95", against, peer, peer / ours.p95,
        limits, holds, f"p50 {statistics.median(ours.wall):.1f} ms, CPU {ours.cpu:.1f} ms",
    )  # fmt: skip


def _same(goal: Goal, ours: Took, tiny: Took) -> Row:
    ratio = ours.cpu / tiny.cpu
    return Row(
        f"{goal.name}: {CUSTOMERS:,} against {SMALL:,}", ours.cpu, "CPU ms", f"at {SMALL:,}", tiny.cpu, ratio,
        "≤ 1.3×", ratio <= 1.3,
    )  # fmt: skip


def _memory(big: "Site") -> Row:
    with big.worker() as worker:
        used = _megabytes([*big.web(), *worker])
    return Row(
        "memory, web and worker", used, "MB", "limit", MEMORY_MB, used / MEMORY_MB, f"≤ {MEMORY_MB} MB",
        used <= MEMORY_MB,
    )  # fmt: skip


def took(site: "Site", goal: Goal) -> Took:
    """All visits of one kind, one after the other over one connection."""
    paths = site.visits[goal.kind]
    site.connect(goal.reader)
    asked = [paths[n % len(paths)] for n in range(WARM + REQUESTS)]
    for path in asked[:WARM]:
        site.get(path)
    wall, before = [], site.cpu_seconds()
    for path in asked[WARM:]:
        start = time.perf_counter()
        site.get(path)
        wall.append(1000 * (time.perf_counter() - start))
    return Took(wall, 1000 * (site.cpu_seconds() - before) / REQUESTS)


class Site:
    """A shop that is served, and somebody signed in to it."""

    def __init__(self, home: Path, environment: dict[str, str], port: int, server: psutil.Process) -> None:
        from otokui.core.platform.cluster import Cluster

        asked = [sys.executable, "-m", "bench.visits"]
        told = json.loads(subprocess.check_output(asked, env=environment, cwd=_ROOT))
        self.visits: dict[str, Sequence[str]] = told["visits"]
        self._sessions: dict[str, str] = told["sessions"]
        self.address = f"http://127.0.0.1:{port}"
        self._port = port
        self.connect()
        self._environment = environment
        self._server = server
        postgres = Cluster(home / "postgres").server_pid()
        assert postgres is not None
        self._postgres = psutil.Process(postgres)

    def connect(self, reader: str = "all") -> None:
        """Anew: the server hangs up on those who keep silent."""
        self.session = self._sessions[reader]
        self._headers = {
            "Cookie": f"sessionid={self.session}",
            "Accept-Language": "ja",
            "Accept-Encoding": "gzip",
        }
        self._connection = http.client.HTTPConnection("127.0.0.1", self._port)

    def get(self, path: str) -> bytes:
        """The body of a page; anything but 200 is an error."""
        typed = {"HX-Request": "true", "HX-Target": "customers"} if "q=" in path else {}
        self._connection.request("GET", path, headers=self._headers | typed)
        answer = self._connection.getresponse()
        body = answer.read()
        if answer.status != 200:
            raise RuntimeError(f"{path} answered {answer.status}")
        return body

    def _wait_until_idle(self) -> None:
        """What the shop left to do, and what a worker does when it starts, is done."""
        idle_since = time.monotonic()
        with psycopg.connect(self._environment["DATABASE_URL"], autocommit=True) as server:
            while time.monotonic() - idle_since < IDLE_SECONDS:
                time.sleep(0.5)
                if server.execute(_AT_WORK).fetchall():
                    idle_since = time.monotonic()

    def web(self) -> list[psutil.Process]:
        return family(self._server)

    def cpu_seconds(self) -> float:
        return sum(map(cpu_of, [*self.web(), *family(self._postgres)])) + reaped(self._postgres)

    @contextmanager
    def worker(self) -> Iterator[list[psutil.Process]]:
        process = subprocess.Popen(
            [sys.executable, "-m", "otokui", "worker"], env=self._environment, cwd=_ROOT
        )
        try:
            self._wait_until_idle()
            yield family(psutil.Process(process.pid))
        finally:
            process.terminate()
            process.wait(timeout=30)


@contextmanager
def site(customers: int) -> Iterator[Site]:
    """The shop of this size, built if need be, behind `otokui serve`."""
    from otokui.core.platform.database import running_database

    built = [sys.executable, "-m", "bench.big_shop", str(customers)]
    home = Path(subprocess.check_output(built, cwd=_ROOT, text=True).strip())
    with running_database(home, long_running=True) as address, socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
        probe.close()
        environment = os.environ | {"DATABASE_URL": address, "OTOKUI_HOME": str(home)}
        command = [sys.executable, "-m", "otokui", "serve", "--port", str(port)]
        server = subprocess.Popen(command, env=environment, cwd=_ROOT)
        try:
            _put_in_place(home / "postgres" / "data" / "base")
            _wait_for(f"http://127.0.0.1:{port}/health/live", server)
            yield Site(home, environment, port, psutil.Process(server.pid))
        finally:
            server.terminate()
            server.wait(timeout=30)


def _put_in_place(tables: Path) -> None:
    """The goals are for data in place: the machine has read each file once, as after a day's work."""
    for path in tables.rglob("*"):
        if path.is_file():
            with path.open("rb", buffering=0) as file:
                while file.read(1 << 22):
                    pass


def _wait_for(address: str, server: "subprocess.Popen[bytes]") -> None:
    while server.poll() is None:
        try:
            with urllib.request.urlopen(address):
                return
        except OSError:
            time.sleep(0.2)
    raise RuntimeError(f"otokui serve ended with {server.returncode}")


def _megabytes(processes: Sequence[psutil.Process]) -> float:
    """What they take from the machine: pages shared among them are counted once."""
    return float(sum(process.memory_full_info().pss for process in processes) / 2**20)
