"""Reading what stands on the command line. Loads nothing heavy."""

import argparse
from datetime import date
from typing import Any

from otokui.core.kernel.errors import Refused

_FIRST, _LAST = date(1900, 1, 1), date(2199, 12, 31)


class Arguments(argparse.ArgumentParser):
    """Says what is wrong in one line, as every refusal does; `--help` shows the usage."""

    def print_usage(self, file: Any = None) -> None:
        """Not before each error."""


def read_day(text: str) -> date:
    """The day of `--as-of`, within the years that files may speak of. Refused otherwise."""
    try:
        day = date.fromisoformat(text)
    except ValueError:
        day = date.max
    if _FIRST <= day <= _LAST:
        return day
    raise Refused("--as-of “%(text)s” is not a date: write it like 2026-03-31", code="as-of", text=text)
