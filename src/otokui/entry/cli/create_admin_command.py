"""`otokui create-admin`: the first member of staff, who can make the others."""

import argparse
import getpass
import sys

from otokui.core.kernel.errors import Refused
from otokui.entry.cli.database import database
from otokui.entry.cli.language import say
from otokui.entry.cli.language import spoken as _


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--email", required=True, help=_("mail address to sign in with"))
    parser.add_argument("--name", required=True, help=_("name as colleagues know it"))
    parser.add_argument("--language", choices=["ja", "en"], default="ja")
    parser.add_argument(
        "--password-stdin",
        action="store_true",
        help=_("read the password from standard input instead of asking"),
    )


def run(options: argparse.Namespace) -> int:
    password = sys.stdin.readline().rstrip("\n") if options.password_stdin else _ask()
    with database():
        from django.contrib.auth.password_validation import validate_password
        from django.core.exceptions import ValidationError
        from django.core.validators import validate_email

        from otokui.domain.accounts.public import create_staff
        from otokui.domain.accounts.types import Role

        try:
            validate_email(options.email)
            validate_password(password)
        except ValidationError as problem:
            raise Refused(" ".join(problem.messages)) from problem
        create_staff(
            email=options.email,
            name=options.name,
            role=Role.ADMIN,
            password=password,
            language=options.language,
        )
    print(say("%(address)s may sign in now.", address=options.email))
    return 0


def _ask() -> str:
    password = getpass.getpass(_("Password: "))
    if getpass.getpass(_("Once more: ")) != password:
        raise Refused("the two passwords differ")
    return password
