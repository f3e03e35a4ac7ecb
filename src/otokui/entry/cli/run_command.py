"""`otokui run`: database, web server, worker and the demo shop from one terminal."""

import argparse
import os
import socket
import urllib.error
import urllib.request
from collections.abc import Callable

from otokui.core.kernel.errors import Unavailable
from otokui.entry.cli.database import database, home
from otokui.entry.cli.supervisor import Child, supervise

DEMO_ADDRESS = "demo@example.jp"
DEMO_PASSWORD = "otokui-demo"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--host", default="127.0.0.1", help="address to listen on (default 127.0.0.1)")
    parser.add_argument("--port", type=int, default=8000, help="port to listen on (default 8000)")
    parser.add_argument("--no-demo", action="store_true", help="leave a new installation empty")


def run(options: argparse.Namespace) -> int:
    _check_port(options.host, options.port)
    print("Starting the database …", flush=True)
    own_server = bool(os.environ.get("DATABASE_URL"))
    with database(long_running=True):
        children = [
            Child(["serve", "--host", options.host, "--port", str(options.port)]),
            Child(["worker"]),
        ]
        demo = None
        if _is_demo(wanted=not options.no_demo):
            demo = Child(["demo"], keep=False)
            children.append(demo)
        if not own_server:
            del os.environ["DATABASE_URL"]  # the children share the embedded server as we do
        return supervise(children, each_time=_announcer(f"http://{options.host}:{options.port}", demo))


def _check_port(host: str, port: int) -> None:
    with socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as problem:
            raise Unavailable(
                "cannot listen on %(place)s: %(why)s; try --port",
                place=f"{host}:{port}",
                why=problem.strerror,
            ) from problem


def _is_demo(*, wanted: bool) -> bool:
    """Whether this installation holds the demo shop, or is new and gets it: `otokui demo` completes it."""
    from otokui.domain.accounts.public import list_staff

    mark = home() / "demo-shop"
    if wanted and not list_staff():
        mark.touch()
    return mark.exists()


def _announcer(address: str, demo: Child | None) -> Callable[[], None]:
    told: set[str] = set()

    def announce() -> None:
        if "address" not in told and _answers(address):
            told.add("address")
            print(f"\n  otokui is at    {address}")
            if demo:
                print(f"  sign in with    {DEMO_ADDRESS}  /  {DEMO_PASSWORD}")
            print("  Ctrl-C stops everything; the data stays.\n", flush=True)
        if demo and "demo" not in told and demo.code is not None:
            told.add("demo")
            print(
                "The demo shop is complete." if demo.code == 0 else "The demo shop is not complete.",
                flush=True,
            )

    return announce


def _answers(address: str) -> bool:
    try:
        with urllib.request.urlopen(f"{address}/health/live", timeout=2):
            return True
    except (urllib.error.URLError, OSError):
        return False
