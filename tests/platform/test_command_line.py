"""Commands that need the database, as processes of their own on an installation of their own."""

import io
import json
import os
import signal
import stat
import subprocess
import sys
import time
import urllib.request
from urllib.error import HTTPError, URLError

import psutil
import pytest

from otokui.core.kernel.errors import Unavailable
from otokui.core.platform.cluster import Cluster
from otokui.entry.cli import main
from otokui.entry.cli.serve_command import check_port


@pytest.fixture(scope="module")
def home(open_directory):
    return open_directory / "installation"


def start(home, *arguments: str, **options) -> subprocess.Popen[str]:
    environment = {
        key: value for key, value in os.environ.items() if not key.startswith(("OTOKUI_", "DATABASE_"))
    }
    return subprocess.Popen(
        [sys.executable, "-m", "otokui", *arguments],
        env={**environment, "OTOKUI_HOME": str(home)},
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        **options,
    )


def status_of(address: str) -> int:
    try:
        with urllib.request.urlopen(address, timeout=5) as answer:
            return answer.status
    except HTTPError as problem:
        return problem.code
    except (URLError, OSError):
        return 0


def wait_for(condition, seconds: float = 240) -> None:
    give_up = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < give_up, "it did not happen"
        time.sleep(0.1)


def test_create_admin_makes_the_database_and_leaves_no_server_behind(home):
    process = start(home, "create-admin", "--email", "ken@example.jp", "--name", "健", "--password-stdin")
    out, err = process.communicate("correct horse battery\n")
    assert process.returncode == 0, err
    assert "ken@example.jp" in out
    assert stat.S_IMODE((home / "secret_key").stat().st_mode) == 0o600
    assert Cluster(home / "postgres").server_pid() is None


@pytest.mark.parametrize("address", ["garbage", "postgresql://nobody@127.0.0.1:1/nothing"])
def test_a_server_that_cannot_be_used_is_one_line(monkeypatch, capsys, address):
    monkeypatch.setenv("DATABASE_URL", address)
    assert main(["classify"]) == 2
    assert len(capsys.readouterr().err.splitlines()) == 1


@pytest.mark.django_db
def test_what_create_admin_refuses(monkeypatch, capsys):
    def create(email: str, password: str) -> int:
        monkeypatch.setattr("sys.stdin", io.StringIO(f"{password}\n"))
        return main(["create-admin", "--email", email, "--name", "健", "--password-stdin"])

    assert create("ken@example.jp", "correct horse battery") == 0
    assert create("ken@example.jp", "correct horse battery") == 2
    assert create("no address", "correct horse battery") == 2
    assert create("mio@example.jp", "123") == 2
    assert len(capsys.readouterr().err.splitlines()) == 3


def test_serve_and_worker_share_the_database_and_stop_it_together(home, free_port):
    web = start(home, "serve", "--port", str(free_port))
    worker = start(home, "worker")
    try:
        wait_for(lambda: status_of(f"http://127.0.0.1:{free_port}/health/ready") == 200)
        with pytest.raises(Unavailable, match="in use"):  # granian would share the port in silence
            check_port("127.0.0.1", free_port)
        named = json.loads((home / "static" / "staticfiles.json").read_text())["paths"]["otokui/mark.svg"]
        with urllib.request.urlopen(f"http://127.0.0.1:{free_port}/static/{named}") as mark:
            assert mark.headers["Content-Type"] == "image/svg+xml"
            assert "immutable" in mark.headers["Cache-Control"]
            assert mark.headers["X-Content-Type-Options"] == "nosniff"
        assert status_of(f"http://127.0.0.1:{free_port}/static/../secret_key") == 404
        children = psutil.Process(web.pid).children(recursive=True)
        served = next(child for child in children if "postgres" not in child.name())
        served.send_signal(signal.SIGKILL)  # the web process dies and is there again
        wait_for(lambda: not served.is_running() or served.status() == psutil.STATUS_ZOMBIE)
        wait_for(lambda: status_of(f"http://127.0.0.1:{free_port}/health/live") == 200)
        web.send_signal(signal.SIGTERM)
        web.wait(120)
        assert Cluster(home / "postgres").server_pid() is not None
        worker.send_signal(signal.SIGINT)
        assert worker.wait(120) == 0
        assert Cluster(home / "postgres").server_pid() is None
    finally:
        for process in (web, worker):
            process.kill()
            process.communicate()


def test_a_killed_run_takes_everything_it_started_along(home, free_port):
    parent = start(home, "run", "--no-demo", "--port", str(free_port))
    try:
        wait_for(lambda: status_of(f"http://127.0.0.1:{free_port}/health/ready") == 200)
        children = psutil.Process(parent.pid).children(recursive=True)
        assert len(children) >= 3  # web server and its process, worker; PostgreSQL runs apart
        parent.kill()
        wait_for(lambda: not any(child.is_running() for child in children))
        wait_for(lambda: Cluster(home / "postgres").server_pid() is None)
    finally:
        parent.kill()
        parent.communicate()


@pytest.fixture
def free_port() -> int:
    import socket

    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]
