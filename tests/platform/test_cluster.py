"""The embedded PostgreSQL under everything that happens to it: real servers, real kills."""

import os
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import psutil
import psycopg
import pytest

from otokui.core.kernel.errors import Refused
from otokui.core.platform.cluster import Cluster, _program, staying_warm
from otokui.core.platform.database import running_database
from otokui.core.platform.server_user import Account, let_through

FAST = {"shared_buffers": "16MB", "max_wal_size": "64MB", "min_wal_size": "32MB"}
HOLD = """
import sys
from pathlib import Path
from otokui.core.platform.cluster import Cluster
cluster = Cluster(Path(sys.argv[1]), settings={settings})
cluster.acquire()
print(cluster.server_pid(), flush=True)
sys.stdin.read()
cluster.release()
""".replace("{settings}", repr(FAST))


def hold(home: Path, **options) -> subprocess.Popen[str]:
    """Another process that uses the cluster until its stdin closes."""
    return subprocess.Popen(
        [sys.executable, "-c", HOLD, str(home)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        **options,
    )


def wait_for(condition) -> None:
    give_up = time.monotonic() + 180
    while not condition():
        assert time.monotonic() < give_up
        time.sleep(0.02)


@pytest.fixture
def folder(open_directory):
    """A directory of this test's own."""
    return Path(tempfile.mkdtemp(dir=open_directory))


@pytest.fixture
def home(folder):
    folder.chmod(0o755)
    cluster = Cluster(folder / "postgres", settings=FAST)
    yield cluster.home
    if (pid := cluster.server_pid()) is not None:  # a test that failed half way
        os.kill(pid, signal.SIGKILL)


def test_what_was_committed_survives_kill_9_of_the_server_and_a_stop(home):
    cluster = Cluster(home, settings=FAST)
    cluster.acquire()
    with psycopg.connect(cluster.url) as connection:
        connection.execute("CREATE TABLE kept AS SELECT 1 AS n")
    pid = cluster.server_pid()
    cluster.keep_running()
    os.kill(pid, signal.SIGKILL)
    wait_for(lambda: cluster.server_pid() not in {None, pid})
    wait_for(lambda: answers(cluster))
    cluster.release()
    assert cluster.server_pid() is None

    cluster = Cluster(home, settings=FAST)
    cluster.acquire()
    with psycopg.connect(cluster.url) as connection:
        assert connection.execute("SELECT n FROM kept").fetchone() == (1,)
    cluster.release()


def test_a_server_that_stays_remembers_what_it_had_at_hand(home):
    cluster = Cluster(home, settings=FAST | staying_warm())
    cluster.acquire()
    wait_for(lambda: remembers(psutil.Process(cluster.server_pid())))
    cluster.release()
    again = Cluster(home, settings=FAST | staying_warm())
    again.acquire()
    wait_for(lambda: "successfully prewarmed" in (home / "server.log").read_text())
    again.release()


def remembers(server: psutil.Process) -> bool:
    return any("autoprewarm leader" in " ".join(part.cmdline()) for part in server.children())


def answers(cluster: Cluster) -> bool:
    try:
        psycopg.connect(cluster.url).close()
    except psycopg.OperationalError:
        return False
    return True


def test_the_last_process_to_leave_stops_the_server_even_if_the_first_was_killed(home):
    first = hold(home)
    pid = int(first.stdout.readline())
    second = hold(home)
    assert int(second.stdout.readline()) == pid
    first.kill()
    first.wait()
    third = Cluster(home, settings=FAST)
    third.acquire()
    assert third.server_pid() == pid
    third.release()
    assert third.server_pid() == pid  # the second one still uses it
    second.stdin.close()
    assert second.wait() == 0
    assert third.server_pid() is None


def test_a_stale_pid_file_that_names_a_living_stranger_does_not_matter(home):
    cluster = Cluster(home, settings=FAST)
    cluster.acquire()
    pid_file = cluster.data / "postmaster.pid"
    lines = pid_file.read_text().splitlines()
    os.kill(cluster.server_pid(), signal.SIGKILL)
    wait_for(lambda: cluster.server_pid() is None)
    cluster.release()
    pid_file.write_text("\n".join([str(os.getpid()), *lines[1:]]) + "\n")

    cluster = Cluster(home, settings=FAST)
    cluster.acquire()
    assert answers(cluster)
    cluster.release()


def test_a_directory_too_deep_for_a_socket(folder):
    cluster = Cluster(folder / ("深" * 40) / "postgres", settings=FAST)
    cluster.acquire()
    assert answers(cluster)
    cluster.release()


def test_a_cluster_of_another_major_version_is_refused_by_name(home):
    (home / "data").mkdir(parents=True)
    (home / "data" / "PG_VERSION").write_text("15\n")
    with pytest.raises(Refused, match="PostgreSQL 15"):
        Cluster(home, settings=FAST).acquire()


def test_a_server_of_the_users_own_is_taken_as_it_is(tmp_path):
    with running_database(tmp_path / "never", "postgresql:///mine") as address:
        assert address == "postgresql:///mine"
    assert not (tmp_path / "never").exists()


@pytest.mark.skipif(
    os.geteuid() != 0, reason="run by an ordinary user, all the other tests here are this one"
)
def test_as_an_ordinary_user(folder):
    somebody = Account(65534, 65534)
    let_through(folder, somebody)
    let_through(_program("postgres"), somebody)
    folder.chmod(0o777)
    reader, writer = os.pipe()
    child = os.fork()
    if child == 0:
        os.setgroups([])
        os.setgid(somebody.gid)
        os.setuid(somebody.uid)
        cluster = Cluster(folder / "postgres", settings=FAST)
        cluster.acquire()
        owner = psutil.Process(cluster.server_pid()).uids().effective
        cluster.release()
        os.write(writer, str(owner).encode())
        os._exit(0 if cluster.server_pid() is None else 1)
    os.close(writer)
    assert os.waitpid(child, 0)[1] == 0
    assert os.read(reader, 20) == b"65534"
