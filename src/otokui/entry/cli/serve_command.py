"""`otokui serve`."""

import argparse
import os

from otokui.core.kernel.errors import Unavailable
from otokui.entry.cli.database import database


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--host", default="127.0.0.1", help="address to listen on (default 127.0.0.1)")
    parser.add_argument("--port", type=int, default=8000, help="port to listen on (default 8000)")
    parser.add_argument("--processes", type=int, default=1, help="web processes (default 1)")


def run(options: argparse.Namespace) -> int:
    os.environ["OTOKUI_COLLECT_STATIC"] = "1"
    with database(long_running=True):
        from django.core.management import call_command
        from django.db import connections
        from granian import Granian
        from granian.constants import Interfaces
        from granian.errors import ConfigurationError

        call_command("collectstatic", interactive=False, verbosity=0)
        connections.close_all()  # a connection must not be shared with the processes that are forked now
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
        try:
            server.serve()
        except (ConfigurationError, OSError) as problem:
            raise Unavailable(
                "cannot listen on %(place)s: %(why)s; try --port",
                place=f"{options.host}:{options.port}",
                why=problem,
            ) from problem
    return 0
