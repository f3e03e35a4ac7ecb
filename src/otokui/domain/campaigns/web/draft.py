"""A programme as the form has it: typed values in, steps and what is wrong with them out."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

from django.http import QueryDict
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from otokui.core.kernel.text import clean
from otokui.domain.accounts.types import Role
from otokui.domain.campaigns.rules.article import HARD, STATES
from otokui.domain.campaigns.rules.checks import LONGEST_WORDS, MOST_STEPS, faults_of
from otokui.domain.campaigns.types import Aim, Never, Plan, Programme, Step, Trigger, Way

WAYS_ASKED: Final = 4
ONCE: Final = "once"
UNREADABLE: Final = -1
FAULTS: Final[dict[str, str | Promise]] = {
    "days": _("Write a number of days: up to 730, before an order up to 6."),
    "a_day": _("Write a number from 1 to 2000."),
    "no_way": _("Choose at least one way."),
    "too_long": _("At most 1000 letters."),
    "active_has_no_entry": _("Nobody falls silent while active: choose another moment."),
    "order_is_usual": _("“Before the expected order” belongs to the usual order, and to it alone."),
    "never": _("This contradicts what this class is never offered (below)."),
    "too_many": _("At most 12 steps."),
}


@dataclass(frozen=True, slots=True)
class Draft:
    """The programmes of one class by state; `errors`: `<step>.<field>` → sentence, "" for the whole."""

    customer_class: str
    programmes: tuple[Programme, ...]
    errors: Mapping[str, str] = field(default_factory=dict)

    def into(self, plan: Plan) -> Plan:
        """The plan with these programmes in the place of its own."""
        mine = {(one.customer_class, one.state): one for one in self.programmes}
        return Plan(tuple(mine.get((one.customer_class, one.state), one) for one in plan.programmes))


def draft_of(plan: Plan, customer_class: str) -> Draft:
    """The programmes of a class as a plan has them."""
    return Draft(customer_class, tuple(plan.of(customer_class, state) for state in STATES))


def read_draft(typed: QueryDict, customer_class: str, staff: Mapping[int, str]) -> Draft:
    """What the form says. Numbers that are none are told as errors, beside everything else that is wrong."""
    by_state: dict[str, list[Step]] = {state: [] for state in STATES}
    for place in typed.getlist("step")[: MOST_STEPS * len(STATES) + 1]:
        state, _colon, key = place.partition(":")
        if state in by_state and key and len(key) <= 60 and not typed.get(f"{key}.gone"):
            by_state[state].append(_step(typed, key, staff))
    programmes = tuple(
        Programme(
            customer_class=customer_class,
            state=state,
            steps=tuple(steps),
            never=_never(typed, customer_class, state),
        )
        for state, steps in by_state.items()
    )
    errors: dict[str, str] = {}
    for programme in programmes:
        for fault in faults_of(programme):
            errors.setdefault(f"{fault.step}.{fault.field}" if fault.step else "", str(FAULTS[fault.code]))
    return Draft(customer_class, programmes, errors)


def new_step(key: str) -> Step:
    """What a step that somebody adds begins with."""
    return Step(key=key, aim=Aim.THANKS, trigger=Trigger.PURCHASE, days=7)


def doers(staff: Mapping[int, str], roles: Mapping[Role, str | Promise]) -> list[tuple[str, str]]:
    """Who can do a step."""
    found = [("charge", str(_("Whoever is in charge"))), ("anybody", str(_("Anybody")))]
    found += [(f"role:{role.value}", str(word)) for role, word in roles.items()]
    return found + [(f"staff:{number}", name) for number, name in staff.items()]


def _step(typed: QueryDict, key: str, staff: Mapping[int, str]) -> Step:
    def said(name: str) -> str:
        return typed.get(f"{key}.{name}", "").strip()

    trigger = _one_of(Trigger, said("trigger"), Trigger.PURCHASE)
    assert isinstance(trigger, Trigger)
    ways = [said(f"way{place}") for place in range(WAYS_ASKED)]
    aim = _one_of(Aim, said("aim"), Aim.THANKS)
    assert isinstance(aim, Aim)
    words = {language: clean(said(f"words_{language}"))[: LONGEST_WORDS + 1] for language in ("ja", "en")}
    return Step(
        key=key,
        aim=aim,
        trigger=trigger,
        days=0 if trigger is Trigger.SILENCE else _number(said("days")),
        lasts=_number(said("lasts")),
        again=_again(said("again"), said("again_days")),
        ways=tuple(dict.fromkeys(Way(way) for way in ways if way in set(Way))),
        doer=_doer(said("doer"), staff),
        a_day=_number(said("a_day")),
        on=bool(said("on")),
        words={language: text for language, text in words.items() if text},
    )


def _one_of(words: type[Trigger] | type[Aim], typed: str, otherwise: Trigger | Aim) -> Trigger | Aim:
    return words(typed) if typed in {word.value for word in words} else otherwise


def _again(kind: str, days: str) -> int | None:
    if kind == ONCE:
        return None
    return _number(days) if kind == "days" else 0


def _number(typed: str) -> int:
    try:
        return int(typed)
    except ValueError:
        return UNREADABLE


def _doer(typed: str, staff: Mapping[int, str]) -> str:
    kind, _colon, which = typed.partition(":")
    known = {
        "staff": which.isdigit() and int(which) in staff,
        "role": which in {role.value for role in Role},
        "anybody": not which,
    }
    return typed if known.get(kind) else "charge"


def _never(typed: QueryDict, customer_class: str, state: str) -> tuple[Never, ...]:
    asked = set(typed.getlist(f"never.{state}"))
    hard = HARD.get(customer_class, ())
    return tuple(one for one in Never if one.value in asked or one in hard)
