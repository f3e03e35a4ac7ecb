"""`otokui serve`."""

import argparse
import os
import socket
import time

from otokui.core.kernel.errors import Unavailable
from otokui.core.kernel.garbage import end_loading
from otokui.entry.cli.database import database, running
from otokui.entry.cli.language import spoken as _
from otokui.entry.cli.supervisor import prepare


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--host", default="127.0.0.1", help=_("address to listen on (default 127.0.0.1)"))
    parser.add_argument("--port", type=int, default=8000, help=_("port to listen on (default 8000)"))
    parser.add_argument("--processes", type=int, default=1, help=_("web processes (default 1)"))
    parser.add_argument(
        "--prepare-only", action="store_true", help=_("bring tables and files up to date, and end")
    )


def run(options: argparse.Namespace) -> int:
    os.environ["OTOKUI_COLLECT_STATIC"] = "1"
    if options.prepare_only:
        return _prepare()
    check_port(options.host, options.port, patience=3)
    with running(long_running=True, reach=False) as address:  # who prepares tries it
        code = prepare("serve")
        if code:
            return code
        os.environ["DATABASE_URL"] = address
        from granian import Granian
        from granian.constants import Interfaces
        from granian.errors import ConfigurationError

        server = Granian(
            "otokui.project.asgi:application",
            address=options.host,
            port=options.port,
            interface=Interfaces.ASGINL,
            workers=options.processes,
            websockets=False,
            log_enabled=False,
            respawn_failed_workers=True,
            respawn_interval=1,
            workers_kill_timeout=10,
        )
        end_loading()
        try:
            server.serve()
        except (ConfigurationError, OSError) as problem:
            raise Unavailable(
                "cannot listen on %(place)s: %(why)s; try --port",
                place=f"{options.host}:{options.port}",
                why=problem,
            ) from problem
    return 0


def check_port(host: str, port: int, *, patience: float = 0) -> None:
    """Unavailable if somebody listens there. The server itself would share the port with another otokui.

    `patience`: seconds in which one who has just been killed may leave.
    """
    until = time.monotonic() + patience
    while True:
        with socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET) as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                return probe.bind((host, port))
            except (OSError, OverflowError) as problem:
                if time.monotonic() >= until or isinstance(problem, OverflowError):
                    raise Unavailable(
                        "cannot listen on %(place)s: %(why)s; try --port",
                        place=f"{host}:{port}",
                        why=getattr(problem, "strerror", problem),
                    ) from problem
        time.sleep(0.2)


def _prepare() -> int:
    with database():
        from django.core.management import call_command

        call_command("collectstatic", interactive=False, verbosity=0)
    return 0
