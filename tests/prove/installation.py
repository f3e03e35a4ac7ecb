"""A whole installation under `otokui run`, to be shot at."""

import os
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable
from pathlib import Path

import psutil
import psycopg

from otokui.core.platform.cluster import Cluster

# What a table holds, without what may differ from one course of events to another: keys given by sequences
# (a PostgreSQL that was killed leaves some out), instants, batches. An import is known by its file instead.
_VOLATILE = (
    "'{id,customer_id,order_id,product_id,run_id,import_run,created_by_run,batch,recorded_at,created_at,"
    "updated_at}'::text[]"
)
CONTENTS = {
    "customers": (
        f"SELECT jsonb_build_array(r.file_name, to_jsonb(c) - {_VOLATILE})"
        " FROM customers_customer c LEFT JOIN exchange_importrun r ON r.id = c.created_by_run"
    ),
    "products": (
        f"SELECT jsonb_build_array(r.file_name, to_jsonb(p) - {_VOLATILE})"
        " FROM purchases_product p LEFT JOIN exchange_importrun r ON r.id = p.created_by_run"
    ),
    "orders": (
        f"SELECT jsonb_build_array(c.code, r.file_name, to_jsonb(o) - {_VOLATILE})"
        " FROM purchases_order o LEFT JOIN customers_customer c ON c.id = o.customer_id"
        " LEFT JOIN exchange_importrun r ON r.id = o.created_by_run"
    ),
    "lines": (
        f"SELECT jsonb_build_array(o.external_id, c.code, p.code, r.file_name, to_jsonb(l) - {_VOLATILE})"
        " FROM purchases_orderline l JOIN purchases_order o ON o.id = l.order_id"
        " LEFT JOIN customers_customer c ON c.id = l.customer_id"
        " LEFT JOIN purchases_product p ON p.id = l.product_id"
        " LEFT JOIN exchange_importrun r ON r.id = l.created_by_run"
    ),
    "summaries": (
        f"SELECT jsonb_build_array(c.code, to_jsonb(s) - {_VOLATILE})"
        " FROM purchases_purchasesummary s JOIN customers_customer c ON c.id = s.customer_id"
    ),
    "habits": (
        f"SELECT jsonb_build_array(c.code, p.code, to_jsonb(s) - {_VOLATILE})"
        " FROM purchases_productsummary s JOIN customers_customer c ON c.id = s.customer_id"
        " JOIN purchases_product p ON p.id = s.product_id"
    ),
    "standings": (
        f"SELECT jsonb_build_array(c.code, to_jsonb(s) - {_VOLATILE})"
        " FROM insights_standing s JOIN customers_customer c ON c.id = s.customer_id"
    ),
    "reorders": (
        f"SELECT jsonb_build_array(c.code, p.code, to_jsonb(r) - {_VOLATILE})"
        " FROM insights_reorder r JOIN customers_customer c ON c.id = r.customer_id"
        " JOIN purchases_product p ON p.id = r.product_id"
    ),
    "class history": (
        f"SELECT jsonb_build_array(c.code, to_jsonb(s) - {_VOLATILE})"
        " FROM insights_standingchange s JOIN customers_customer c ON c.id = s.customer_id"
    ),
    "tasks": (
        "SELECT jsonb_build_array(c.code, f.reason, f.way, count(*)) FROM customers_followup f"
        " JOIN customers_customer c ON c.id = f.customer_id GROUP BY c.code, f.reason, f.way"
    ),
    "many at once": (
        "SELECT jsonb_build_array(c.code, r.change_id, r.state, r.reason, r.before)"
        " FROM customers_bulkchangerow r JOIN customers_customer c ON c.id = r.customer_id"
    ),
    "erased": (
        "SELECT jsonb_build_array(e.ground, e.erased_at IS NULL, e.contents,"
        f" to_jsonb(c) - {_VOLATILE}, k.keys)"
        " FROM customers_erasure e JOIN customers_customer c ON c.id = e.customer_id"
        " LEFT JOIN (SELECT erasure_id, count(*) AS keys FROM customers_erasedkey GROUP BY erasure_id) k"
        " ON k.erasure_id = c.id"
    ),
    "who is named": (
        "SELECT jsonb_build_array(c.code, p.digits, c.search, e.pgh_label) FROM customers_phone p"
        " JOIN customers_customer c ON c.id = p.customer_id"
        " LEFT JOIN customers_phoneevent e ON e.pgh_obj_id = p.id"
    ),
    "contacts": (
        "SELECT jsonb_build_array(c.code, t.text) FROM customers_contact t"
        " JOIN customers_customer c ON c.id = t.customer_id"
    ),
    "changes of orders": (
        "SELECT jsonb_build_array(pgh_label, count(*)) FROM purchases_orderevent GROUP BY pgh_label"
    ),
    "counts of imports": (
        "SELECT jsonb_build_array(file_name, state, rows_read, rows_new, rows_updated, rows_unchanged,"
        " rows_rejected) FROM exchange_importrun"
    ),
    # How many there were depends on the hour and on what was begun twice.
    "jobs not done": "SELECT jsonb_build_array(name, state) FROM platform_jobrecord WHERE state <> 'done'",
}


class Installation:
    """`otokui run` in a process of its own with everything it starts."""

    def __init__(self, home: Path) -> None:
        self.home = home
        self.cluster = Cluster(home / "postgres")
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self.port = probe.getsockname()[1]
        self._parent: subprocess.Popen[bytes] | None = None

    def environment(self) -> dict[str, str]:
        own = {
            key: value for key, value in os.environ.items() if not key.startswith(("OTOKUI_", "DATABASE_"))
        }
        return {**own, "OTOKUI_HOME": str(self.home)}

    def start(self) -> None:
        self.home.mkdir(parents=True, exist_ok=True)
        self._parent = subprocess.Popen(
            [sys.executable, "-m", "otokui", "run", "--no-demo", "--port", str(self.port)],
            env=self.environment(),
        )
        wait_for(self.answers, seconds=900)

    def stop(self) -> None:
        if self._parent is not None:
            self._parent.send_signal(signal.SIGTERM)
            self._parent.wait(300)
            self._parent = None
            assert self.cluster.server_pid() is None

    def answers(self) -> bool:
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{self.port}/health/ready", timeout=5) as answer:
                return answer.status == 200
        except OSError:
            return False

    def ask(self, *what: str) -> int:
        """Enqueue something by another process; the number of the job."""
        done = subprocess.run(
            [sys.executable, "-m", "tests.prove.hand", *what],
            env=self.environment(),
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 0, done.stderr
        return int(done.stdout.split()[-1])

    def kill(self, victim: str) -> None:
        """kill -9 the `worker`, the `web` processes or the postmaster of `postgres`."""
        if victim == "postgres":
            pids = [self.cluster.server_pid()]
        else:
            word = {"worker": "worker", "web": "serve"}[victim]
            assert self._parent is not None
            children = psutil.Process(self._parent.pid).children(recursive=True)
            pids = [child.pid for child in children if word in _command(child)]
        assert pids
        for pid in pids:
            if pid is not None and psutil.pid_exists(pid):
                os.kill(pid, signal.SIGKILL)

    def state_of(self, job: int) -> str:
        """State of a job, empty while the database does not answer."""
        try:
            with psycopg.connect(self.cluster.url) as connection:
                row = connection.execute(
                    "SELECT state FROM platform_jobrecord WHERE id = %s", [job]
                ).fetchone()
        except psycopg.OperationalError:
            return ""
        return str(row[0]) if row else ""

    def is_settled(self) -> bool:
        """Nothing waits and nothing runs, what other jobs enqueued included."""
        busy = "SELECT count(*) FROM platform_jobrecord WHERE state IN ('waiting', 'running')"
        try:
            with psycopg.connect(self.cluster.url) as connection:
                return connection.execute(busy).fetchone() == (0,)
        except psycopg.OperationalError:
            return False

    def attempts_of(self, job: int) -> int:
        with psycopg.connect(self.cluster.url) as connection:
            row = connection.execute(
                "SELECT attempts FROM platform_jobrecord WHERE id = %s", [job]
            ).fetchone()
        assert row
        return int(row[0])

    def contents(self) -> dict[str, tuple[int, str]]:
        """Rows and fingerprint of everything that must not depend on what was killed when."""
        found = {}
        with psycopg.connect(self.cluster.url) as connection:
            for name, query in CONTENTS.items():
                row = connection.execute(
                    "SELECT count(*), coalesce(md5(string_agg(md5(line), '' ORDER BY md5(line))), '')"
                    f" FROM (SELECT ({query.replace('SELECT ', '', 1).split(' FROM ', 1)[0]})::text AS line"
                    f" FROM {query.split(' FROM ', 1)[1]}) lines"
                ).fetchone()
                assert row
                found[name] = (int(row[0]), str(row[1]))
        # Imported files and attached ones are called after what is in them.
        kept = sorted(
            path.name for place in ("files", "attachments") for path in (self.home / place).rglob("*")
        )
        found["files"] = len(kept), " ".join(kept)
        return found


def _command(process: psutil.Process) -> list[str]:
    try:
        return process.cmdline()
    except psutil.NoSuchProcess:
        return []


def wait_for(condition: Callable[[], bool], *, seconds: float = 600) -> None:
    give_up = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < give_up, "it did not happen"
        time.sleep(0.05)
