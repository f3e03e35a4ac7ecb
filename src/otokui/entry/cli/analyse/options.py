"""What was asked for on the command line, checked. Loads nothing heavy."""

import argparse
import os
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

from otokui.core.kernel.errors import Refused
from otokui.entry.cli.arguments import read_day

_WITHOUT_MINOR_UNITS = frozenset(["JPY", "KRW", "VND", "CLP", "ISK", "UGX", "PYG", "XAF", "XOF", "XPF"])


@dataclass(frozen=True)
class Options:
    """One call of the command. `currency` empty: decided by the decimals in the files."""

    files: tuple[Path, ...]
    out: Path
    as_of: date
    preset: str
    zone: str
    day_start_minutes: int
    source_zone: str
    date_format: str
    currency: str
    format: str
    columns: dict[str, str]
    encoding: str
    sheet: str
    categories: tuple[str, ...]
    changes: tuple[str, ...]
    threads: int

    @property
    def minor_units(self) -> int | None:
        """The digits of the currency's minor unit; None where the files decide."""
        if not self.currency:
            return None
        return 0 if self.currency in _WITHOUT_MINOR_UNITS else 2

    def limit_threads(self) -> None:
        """Keep the engines to the wanted number of threads; works before they are loaded."""
        if self.threads:
            for name in ("POLARS_MAX_THREADS", "NUMBA_NUM_THREADS", "OMP_NUM_THREADS"):
                os.environ[name] = str(self.threads)


def read_options(args: argparse.Namespace) -> Options:
    """The options of a parsed command line. Refused where a value means nothing."""
    if args.threads is not None and args.threads < 1:
        raise Refused("--threads must be 1 or more", code="threads")
    zone, day_start = _zone(args.timezone, "--timezone"), _minutes(args.day_start)
    source_zone = _zone(args.source_timezone, "--source-timezone") if args.source_timezone else ""
    for name in args.files:  # said before anything heavy is loaded
        if not os.path.exists(name):
            raise Refused("%(file)s does not exist: check the name", code="missing-file", file=name)
    out = Path(args.out)
    if out.exists() and not out.is_dir():
        raise Refused("--out %(out)s is a file: name a directory", code="out", out=out)
    return Options(
        files=tuple(Path(name) for name in args.files),
        out=out,
        as_of=_as_of(args.as_of, zone, day_start),
        preset=args.preset,
        zone=zone,
        day_start_minutes=day_start,
        source_zone=source_zone,
        date_format=args.date_format,
        currency=_currency(args.currency),
        format=args.format,
        columns=dict(_pair(text) for text in args.map),
        encoding=args.encoding,
        sheet=args.sheet,
        categories=tuple(args.category),
        changes=tuple(args.changes),
        threads=args.threads or 0,
    )


def _as_of(text: str | None, zone: str, day_start: int) -> date:
    if text is None:
        return (datetime.now(ZoneInfo(zone)) - timedelta(minutes=day_start)).date()
    return read_day(text)


def _minutes(text: str) -> int:
    hour, colon, minute = text.partition(":")
    if colon and hour.isdecimal() and minute.isdecimal() and int(hour) < 24 and int(minute) < 60:
        return int(hour) * 60 + int(minute)
    raise Refused(
        "--day-start “%(text)s” is not a time of day: write it like 5:00", code="day-start", text=text
    )


def _zone(name: str, option: str) -> str:
    try:
        ZoneInfo(name)
    except (KeyError, ValueError, OSError):
        raise Refused(
            "%(option)s “%(zone)s” is not a time zone: write it like Asia/Tokyo",
            code="zone",
            option=option,
            zone=name,
        ) from None
    return name


def _currency(text: str) -> str:
    code = text.strip().upper()
    if code and not (len(code) == 3 and code.isascii() and code.isalpha()):
        raise Refused(
            "--currency “%(text)s” is not a currency: write its code, like JPY", code="currency", text=text
        )
    return code


def _pair(text: str) -> tuple[str, str]:
    field, separator, column = text.partition("=")
    if not separator or not field.strip():
        raise Refused(
            "--map “%(text)s”: write FIELD=COLUMN, like customer_id=会員番号", code="map", text=text
        )
    return field.strip(), column.strip()
