"""The command line. Each command is one module with `add_arguments(parser)` and `run(args) -> exit code`.

A command's module is imported only when it is called, so that `otokui analyse` starts without Django.
Exit codes: 0 done; 1 done with rejected rows; 2 unusable arguments or file, with one line on stderr and
nothing written.
"""

import argparse
import importlib
import os
import sys
from collections.abc import Sequence

from otokui.core.kernel.errors import Refused, Unavailable, keep, told
from otokui.core.kernel.garbage import begin_loading, end_loading
from otokui.core.kernel.late import load_late
from otokui.entry.cli.arguments import Arguments
from otokui.entry.cli.language import LANGUAGES, argparse_speaks, speak, words
from otokui.entry.cli.language import spoken as _

COMMANDS: dict[str, str] = {
    "analyse": keep("classes and next orders from sales files, without a database"),
    "import": keep("bring customers, purchases or products into the database; undo an import"),
    "classify": keep("the classes of all customers in the database"),
    "run": keep("database, web server, worker and the demo shop, until Ctrl-C"),
    "rules": keep("the rules of the classes: show, preview who would move, activate"),
    "serve": keep("run the web server"),
    "worker": keep("run the jobs"),
    "migrate": keep("bring the database to this version"),
    "create-admin": keep("create a staff member who may do everything"),
    "demo": keep("fill an empty database with the demo shop"),
}


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command and return its exit code."""
    begin_loading()
    load_late("polars", "pyarrow")
    arguments = list(sys.argv[1:] if argv is None else argv)
    everywhere = Arguments(prog="otokui", add_help=False, allow_abbrev=False)
    everywhere.add_argument("--lang", choices=LANGUAGES)
    with argparse_speaks():
        chosen, rest = everywhere.parse_known_args(arguments)  # first: help is told in it too
    speak(chosen.lang)
    with argparse_speaks():
        options = _read(rest)
    try:
        code: int = options.run(options)
        sys.stdout.flush()
    except BrokenPipeError:
        # Whoever reads has enough (`| head`); Python would complain again when it closes the stream.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
    except (Refused, Unavailable) as problem:
        print(f"otokui {options.command}: {told(problem, words())}", file=sys.stderr)
        return 2
    except KeyboardInterrupt:
        return 130
    finally:
        end_loading()
    return code


def _read(arguments: list[str]) -> argparse.Namespace:
    shown = Arguments(add_help=False)  # for the help: it is read before, wherever it stands
    shown.add_argument(
        "--lang", choices=LANGUAGES, help=_("language of help and answers (the locale's, else ja)")
    )
    parser = Arguments(prog="otokui", description=_("The CRM that keeps customers."), parents=[shown])
    commands = parser.add_subparsers(dest="command", metavar="COMMAND", required=True)
    called = next((argument for argument in arguments if argument in COMMANDS), None)
    for name, text in COMMANDS.items():
        command = commands.add_parser(name, help=_(text), description=_(text), parents=[shown])
        if name == called:
            module = importlib.import_module(f"otokui.entry.cli.{name.replace('-', '_')}_command")
            module.add_arguments(command)
            command.set_defaults(run=module.run)
    return parser.parse_args(arguments)
