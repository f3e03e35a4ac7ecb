"""`otokui worker`."""

import argparse

from otokui.core.kernel.memory import give_back
from otokui.entry.cli.database import database
from otokui.entry.cli.language import spoken as _


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--concurrency", type=int, default=4, help=_("jobs at a time (default 4)"))
    parser.add_argument("--until-idle", action="store_true", help=_("end when no job is left"))


def run(options: argparse.Namespace) -> int:
    give_back()
    with database(long_running=True):
        from otokui.core.platform.worker import run_worker

        run_worker(concurrency=options.concurrency, wait=not options.until_idle)
    return 0
