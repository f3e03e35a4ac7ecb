"""`otokui rules`: look at the rules of the classes, try others before saving, put them in force."""

import argparse
import json
from dataclasses import fields, replace
from types import NoneType
from typing import TYPE_CHECKING, Any

from otokui.analytics.settings import Settings, Thresholds
from otokui.core.kernel.errors import Refused
from otokui.domain.accounts.types import EVERYBODY
from otokui.entry.cli.database import database
from otokui.entry.cli.language import language, say
from otokui.entry.cli.language import spoken as _

if TYPE_CHECKING:
    from otokui.domain.insights.types import WhatIf

OWN_WORDS = {"time_zone", "day_start_minutes", "thresholds"}  # the business's, not a rule's
SETTINGS = tuple(field.name for field in fields(Settings) if field.name not in OWN_WORDS)
_KINDS: dict[str, tuple[type, ...]] = {
    "preset": (str,),
    "average": (str,),
    "trend": (bool,),
    "one_purchase_per_day": (bool,),
    "categories": (tuple, NoneType),
}
THRESHOLDS = tuple(field.name for field in fields(Thresholds))


def add_arguments(parser: argparse.ArgumentParser) -> None:
    actions = parser.add_subparsers(dest="action", metavar="ACTION", required=True)
    actions.add_parser("show", help=_("the rules in force and the versions before"))
    for name, words in (
        ("preview", _("who would move, with names and money; nothing is saved")),
        ("activate", _("save as the next version and judge everybody by it")),
    ):
        action = actions.add_parser(name, help=words, description=words)
        action.add_argument(
            "--set",
            dest="changes",
            metavar="NAME=VALUE",
            action="append",
            default=[],
            help=say("change one rule; names: %(names)s", names=", ".join((*THRESHOLDS, *SETTINGS))),
        )
        if name == "activate":
            action.add_argument("--note", default="", help=_("why, for those who read the history"))


def run(options: argparse.Namespace) -> int:
    with database():
        if options.action == "show":
            return _show()
        draft = with_changes(_in_force(), options.changes)
        return _preview(draft) if options.action == "preview" else _activate(draft, options.note)


def with_changes(settings: Settings, changes: list[str]) -> Settings:
    """The settings with `NAME=VALUE` changes; `Refused` names what is not a rule or cannot be one."""
    own: dict[str, Any] = {}
    bounds: dict[str, Any] = {}
    for change in changes:
        name, equals, text = change.partition("=")
        if not equals or name not in (*THRESHOLDS, *SETTINGS):
            raise Refused(
                "“%(text)s”: say NAME=VALUE with one of %(names)s",
                text=change,
                names=", ".join((*THRESHOLDS, *SETTINGS)),
            )
        value = _value(name, text)
        if type(value) not in _KINDS.get(name, (int, NoneType)):
            raise Refused("“%(text)s”: this rule cannot have such a value", text=change)
        (bounds if name in THRESHOLDS else own)[name] = value
    try:
        return replace(settings, thresholds=replace(settings.thresholds, **bounds), **own)
    except (TypeError, ValueError) as problem:
        raise Refused(str(problem)) from problem


def _value(name: str, text: str) -> Any:
    if name == "categories":
        return tuple(word.strip() for word in text.split(",")) if text else None
    if text in ("", "none"):
        return None
    try:
        return json.loads(text)
    except ValueError:
        return text


def _in_force() -> Settings:
    from otokui.domain.insights.public import find_current_run, get_rules

    current = find_current_run()
    if current is None:
        raise Refused("there are no classes yet: import purchases and let a worker judge them first")
    return get_rules(current.rules).settings


def _show() -> int:
    from otokui.domain.insights.public import find_current_run, list_rule_versions

    current = find_current_run()
    for version in list_rule_versions():
        mark = "*" if current and current.rules == version.id else " "
        name = say("version %(number)s", number=version.id)
        print(f"{mark} {name}  {version.saved_at:%Y-%m-%d %H:%M}  {version.note}")
        if mark == "*":
            for rule, value in _plain(version.settings).items():
                print(f"      {rule} = {json.dumps(value, ensure_ascii=False)}")
    return 0


def _plain(settings: Settings) -> dict[str, Any]:
    plain = settings.to_plain()
    return {**plain["thresholds"], **{name: plain[name] for name in SETTINGS}}


def _preview(draft: Settings) -> int:
    from django.utils import timezone

    from otokui.domain.insights.public import business_today, preview_rules

    told = preview_rules(draft, business_today(timezone.now()), sight=EVERYBODY, limit=20)
    print(
        say(
            "as of %(day)s: %(moved)s of %(customers)s customers would move,\n"
            "with %(moved_net)s of %(net)s paid by all; 7A %(bar_now)s → %(bar_draft)s",
            day=told.as_of,
            moved=f"{told.moved:,}",
            customers=f"{told.customers:,}",
            moved_net=f"{told.moved_net:,}",
            net=f"{told.net:,}",
            bar_now=f"{told.bar_now:,}",
            bar_draft=f"{told.bar_draft:,}",
        )
    )
    _print_moves(told)
    return 0


def _print_moves(told: "WhatIf") -> None:
    for before, row in told.matrix.items():
        for after, count in row.items():
            if before != after:
                print(f"{count:>9,}  {_place(*before)} → {_place(*after)}")
    for move in told.moves:
        places = f"{_place(move.from_class, move.from_state)} → {_place(move.to_class, move.to_state)}"
        print(f"{move.net:>12,}  {move.name}  {places}")


def _place(customer_class: str, state: str | None) -> str:
    from otokui.entry.cli.analyse.report.words import CLASSES, STATES

    words = [CLASSES[customer_class], *([STATES[state]] if state else [])]
    return "/".join(getattr(word, language()) for word in words)


def _activate(draft: Settings, note: str) -> int:
    from django.utils import timezone

    from otokui.domain.insights.public import activate_rules, business_today, save_rules

    now = timezone.now()
    version = save_rules(settings=draft, note=note, author=None, now=now)
    activate_rules(version=version, as_of=business_today(now), now=now, by=None)
    print(say("Version %(number)s is saved; the worker judges everybody by it now.", number=version))
    return 0
