"""`otokui serve`."""

import argparse
import os

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
    with running(long_running=True) as address:
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


def _prepare() -> int:
    with database():
        from django.core.management import call_command

        call_command("collectstatic", interactive=False, verbosity=0)
    return 0
