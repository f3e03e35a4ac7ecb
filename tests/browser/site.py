"""A whole installation to look at: its own database, the real web server in a process of its own."""

import os
import shutil
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
AXE = ROOT / "node_modules" / "axe-core" / "axe.min.js"
BUILT = ROOT / "src/otokui/core/ui/static/otokui/built/app.css"
BROWSERS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
_PATIENCE = 60


def browser_path() -> str:
    """The browser of this machine; `make test` has installed one."""
    found = next(filter(None, map(shutil.which, BROWSERS)), None)
    if found is None:
        raise RuntimeError("no Chromium on PATH: .ci/chromium installs one")
    return found


def check_assets() -> None:
    """Fail with words if styles and scripts are not built."""
    missing = [path for path in (AXE, BUILT) if not path.exists()]
    if missing:
        raise RuntimeError(f"{missing[0]} is missing: run npm ci && npm run build")


def run_python(*arguments: str, environment: Mapping[str, str]) -> None:
    """Run a module of this source to its end."""
    subprocess.run([sys.executable, "-m", *arguments], env=environment, cwd=ROOT, check=True)


@contextmanager
def serving(environment: Mapping[str, str]) -> Iterator[str]:
    """`otokui serve` on a free port; yields its address."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    command = [sys.executable, "-m", "otokui", "serve", "--port", str(port)]
    server = subprocess.Popen(command, env=environment, cwd=ROOT)
    try:
        _wait_for(f"http://127.0.0.1:{port}/sign-in/", server)
        yield f"http://127.0.0.1:{port}"
    finally:
        server.terminate()
        server.wait(timeout=20)


@contextmanager
def working(environment: Mapping[str, str]) -> Iterator[None]:
    """`otokui worker` beside it."""
    worker = subprocess.Popen([sys.executable, "-m", "otokui", "worker"], env=environment, cwd=ROOT)
    try:
        yield
    finally:
        worker.terminate()
        worker.wait(timeout=30)


def _wait_for(address: str, server: "subprocess.Popen[bytes]") -> None:
    end = time.monotonic() + _PATIENCE
    while time.monotonic() < end:
        if server.poll() is not None:
            raise RuntimeError(f"otokui serve ended with {server.returncode}")
        try:
            with urllib.request.urlopen(address):
                return
        except urllib.error.HTTPError:
            raise
        except OSError:
            time.sleep(0.2)
    raise RuntimeError(f"{address} did not answer within {_PATIENCE} seconds")


def environment_of(database_url: str, home: Path) -> dict[str, str]:
    """What the processes of the site are started with."""
    return os.environ | {
        "DATABASE_URL": database_url,
        "OTOKUI_HOME": str(home),
        "OTOKUI_GALLERY": "1",
        "PYTHONPATH": os.pathsep.join([str(ROOT / "src"), str(ROOT)]),
    }
