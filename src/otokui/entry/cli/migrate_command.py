"""`otokui migrate`."""

import argparse

from otokui.entry.cli.database import bring_up_to_date, database
from otokui.entry.cli.language import say


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """No options: the only way is forward."""


def run(options: argparse.Namespace) -> int:
    with database(migrates=True):
        bring_up_to_date()
        print(say("The database is at this version."))
    return 0
