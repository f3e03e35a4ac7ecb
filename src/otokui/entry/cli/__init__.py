"""The command line. Each command is one module with `add_arguments(parser)` and `run(args) -> exit code`.

A command's module is imported only when it is called, so that `otokui analyse` starts without Django.
Exit codes: 0 done; 1 done with rejected rows; 2 unusable arguments or file, with one line on stderr and
nothing written.
"""

import argparse
import importlib
import sys
from collections.abc import Sequence

from otokui.core.kernel.errors import Refused, Unavailable, told
from otokui.core.kernel.garbage import begin_loading, end_loading
from otokui.entry.cli.language import speak, words

COMMANDS: dict[str, str] = {
    "analyse": "classes and next orders from sales files, without a database",
    "import": "bring customers, purchases or products into the database; undo an import",
    "classify": "the classes of all customers in the database",
    "run": "database, web server, worker and the demo shop, until Ctrl-C",
    "rules": "the rules of the classes: show, preview who would move, activate",
    "serve": "run the web server",
    "worker": "run the jobs",
    "migrate": "bring the database to this version",
    "create-admin": "create a staff member who may do everything",
    "demo": "fill an empty database with the demo shop",
}


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command and return its exit code."""
    begin_loading()
    arguments = list(sys.argv[1:] if argv is None else argv)
    spoken = argparse.ArgumentParser(add_help=False, argument_default=argparse.SUPPRESS)
    spoken.add_argument("--lang", choices=("ja", "en"), help="language of answers (the locale's, else ja)")
    parser = argparse.ArgumentParser(
        prog="otokui", description="The CRM that keeps customers.", parents=[spoken]
    )
    commands = parser.add_subparsers(dest="command", metavar="COMMAND", required=True)
    called = next((argument for argument in arguments if argument in COMMANDS), None)
    for name, help_text in COMMANDS.items():
        command = commands.add_parser(name, help=help_text, description=help_text, parents=[spoken])
        if name == called:
            module = importlib.import_module(f"otokui.entry.cli.{name.replace('-', '_')}_command")
            module.add_arguments(command)
            command.set_defaults(run=module.run)
    options = parser.parse_args(arguments)
    speak(getattr(options, "lang", None))
    try:
        code: int = options.run(options)
    except (Refused, Unavailable) as problem:
        print(f"otokui {options.command}: {told(problem, words())}", file=sys.stderr)
        return 2
    except KeyboardInterrupt:
        return 130
    finally:
        end_loading()
    return code
