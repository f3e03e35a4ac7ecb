"""`otokui run`: database, web server, worker and the demo shop from one terminal."""

import argparse
import urllib.error
import urllib.request
from collections.abc import Callable
from pathlib import Path

from otokui.core.kernel.garbage import end_loading
from otokui.entry.cli.database import database, home, running
from otokui.entry.cli.language import say
from otokui.entry.cli.language import spoken as _
from otokui.entry.cli.serve_command import check_port
from otokui.entry.cli.supervisor import Child, prepare, supervise

DEMO_ADDRESS = "demo@example.jp"
DEMO_PASSWORD = "otokui-demo"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--host", default="127.0.0.1", help=_("address to listen on (default 127.0.0.1)"))
    parser.add_argument("--port", type=int, default=8000, help=_("port to listen on (default 8000)"))
    parser.add_argument("--no-demo", action="store_true", help=_("leave a new installation empty"))
    parser.add_argument("--prepare-only", action="store_true", help=_("bring the tables up to date, and end"))


def run(options: argparse.Namespace) -> int:
    if options.prepare_only:
        return _prepare(demo_wanted=not options.no_demo)
    check_port(options.host, options.port)
    print(say("Starting the database …"), flush=True)
    with running(long_running=True):
        code = prepare("run", *(["--no-demo"] if options.no_demo else []))
        if code:
            return code
        children = [
            Child(["serve", "--host", options.host, "--port", str(options.port)]),
            Child(["worker"]),
        ]
        demo = None
        if _demo_mark().exists():
            demo = Child(["demo"], keep=False)
            children.append(demo)
        end_loading()
        return supervise(children, each_time=_announcer(f"http://{options.host}:{options.port}", demo))


def _prepare(*, demo_wanted: bool) -> int:
    """A new installation gets the demo shop: `otokui demo` fills it, and completes what was broken off."""
    with database():
        from otokui.domain.accounts.public import list_staff

        if demo_wanted and not list_staff():
            _demo_mark().touch()
    return 0


def _demo_mark() -> Path:
    return home() / "demo-shop"


def _announcer(address: str, demo: Child | None) -> Callable[[], None]:
    told: set[str] = set()

    def announce() -> None:
        if "address" not in told and _answers(address):
            told.add("address")
            print("\n  " + say("otokui is at    %(address)s", address=address))
            if demo:
                signs = {"address": DEMO_ADDRESS, "password": DEMO_PASSWORD}
                print("  " + say("sign in with    %(address)s  /  %(password)s", **signs))
            print("  " + say("Ctrl-C stops everything; the data stays.") + "\n", flush=True)
        if demo and "demo" not in told and demo.code is not None:
            told.add("demo")
            complete = say("The demo shop is complete.")
            print(complete if demo.code == 0 else say("The demo shop is not complete."), flush=True)

    return announce


def _answers(address: str) -> bool:
    try:
        with urllib.request.urlopen(f"{address}/health/live", timeout=2):
            return True
    except (urllib.error.URLError, OSError):
        return False
