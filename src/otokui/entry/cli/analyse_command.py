"""`otokui analyse FILE… --out DIR`: classes and next orders from sales files, without a database.

This module and `analyse.options` are all that `--help` loads; polars and the rest come with the work.
"""

import argparse
import sys

from otokui.core.kernel.garbage import end_loading
from otokui.entry.cli.language import spoken as _


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The command's options; `contract.md` names them."""
    parser.add_argument("files", nargs="+", metavar="FILE", help=_("sales files: CSV, Excel or Parquet"))
    parser.add_argument(
        "--out", required=True, metavar="DIR", help=_("directory for the tables and the report")
    )
    parser.add_argument("--as-of", metavar="DATE", help=_("the day to look from (default: today)"))
    parser.add_argument(
        "--preset", choices=("article", "book"), default="article", help=_("rules of the classes")
    )
    parser.add_argument(
        "--timezone", default="Asia/Tokyo", metavar="ZONE", help=_("time zone of the business")
    )
    parser.add_argument("--day-start", default="0:00", metavar="TIME", help=_("when the shop's day begins"))
    parser.add_argument(
        "--source-timezone", default="", metavar="ZONE", help=_("time zone of times in the files")
    )
    parser.add_argument(
        "--date-format", default="", metavar="F", help=_("how dates are written, e.g. %%d/%%m/%%Y")
    )
    parser.add_argument(
        "--currency", default="", metavar="CODE", help=_("e.g. JPY (default: by the decimals)")
    )
    parser.add_argument("--format", choices=("csv", "parquet"), default="csv", help=_("format of the tables"))
    parser.add_argument(
        "--map", action="append", default=[], metavar="FIELD=COLUMN", help=_("say which column holds a field")
    )
    parser.add_argument("--encoding", default="", help=_("of text files (default: recognised)"))
    parser.add_argument("--sheet", default="", help=_("of Excel files (default: the first)"))
    parser.add_argument("--category", action="append", default=[], help=_("only this product group"))
    parser.add_argument(
        "--set",
        dest="changes",
        action="append",
        default=[],
        metavar="NAME=VALUE",
        help=_("change one rule, as in `otokui rules`: toddler_days, factor, trend, guard_days …"),
    )
    parser.add_argument("--engine", choices=("polars",), default="polars", help=_("what computes"))
    parser.add_argument("--threads", type=int, metavar="N", help=_("at most N threads"))


def run(args: argparse.Namespace) -> int:
    """0: done; 1: done, some rows were rejected. Refusals rise."""
    from otokui.entry.cli.analyse.options import read_options

    options = read_options(args)
    options.limit_threads()
    from otokui.entry.cli.analyse.work import analyse

    end_loading()
    outcome = analyse(options)
    for line in outcome.messages:
        print(line, file=sys.stderr)
    return 1 if outcome.rejected else 0
