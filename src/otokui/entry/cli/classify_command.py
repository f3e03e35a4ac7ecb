"""`otokui classify`: the classes of all customers in the database, to standard output."""

import argparse
import sys
from datetime import date
from zoneinfo import ZoneInfo

from otokui.core.kernel.errors import Refused
from otokui.entry.cli.arguments import read_day
from otokui.entry.cli.database import database
from otokui.entry.cli.language import spoken as _


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--as-of", metavar="DATE", help=_("the day to look from, like 2026-03-31 (today)"))
    parser.add_argument("--format", choices=["csv", "json"], default="csv")
    parser.add_argument("--preset", choices=["article", "book"], help=_("instead of the preset in use"))
    parser.add_argument("--timezone", metavar="ZONE", help=_("instead of the business's, like Asia/Tokyo"))


def run(options: argparse.Namespace) -> int:
    as_of, zone = _day(options.as_of), _zone(options.timezone)
    with database():
        from django.utils import timezone

        from otokui.domain.insights.public import business_today, classify_books

        day = as_of or business_today(timezone.now())
        customers = classify_books(day, preset=options.preset, time_zone=zone)
    import polars as pl

    frame = pl.DataFrame(customers)
    text = frame.write_csv(float_precision=3) if options.format == "csv" else frame.write_json() + "\n"
    sys.stdout.buffer.write(text.encode())
    return 0


def _day(text: str | None) -> date | None:
    return None if text is None else read_day(text)


def _zone(name: str | None) -> str | None:
    if name is None:
        return None
    try:
        return ZoneInfo(name).key
    except (KeyError, ValueError, OSError):
        raise Refused(
            "%(option)s “%(zone)s” is not a time zone: write it like Asia/Tokyo",
            code="zone",
            option="--timezone",
            zone=name,
        ) from None
