"""Programmes in words, ready for the template."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from otokui.analytics.settings import Thresholds
from otokui.core.ui import figures
from otokui.domain.accounts.public import list_staff, role_label
from otokui.domain.accounts.types import Role
from otokui.domain.campaigns.models.labels import (
    AIM_LABELS,
    NEVER_LABELS,
    TRIGGER_LABELS,
    WAY_LABELS,
    own_words,
)
from otokui.domain.campaigns.rules.article import HARD
from otokui.domain.campaigns.types import Aim, Foreseen, Never, Plan, Programme, Response, Step, Trigger
from otokui.domain.campaigns.web.draft import ONCE, UNREADABLE, WAYS_ASKED, Draft, doers
from otokui.domain.insights.public import STATE_LABELS, can_stand

ICONS: Final[Mapping[Aim, str]] = {
    Aim.THANKS: "heart",
    Aim.USAGE: "info",
    Aim.SURVEY: "message-circle-question",
    Aim.SECOND: "repeat",
    Aim.HOUSE: "store",
    Aim.WHY_US: "sparkles",
    Aim.KNOWLEDGE: "notebook-pen",
    Aim.NEWS: "sparkles",
    Aim.ADDON: "puzzle",
    Aim.WHY_NOT_MORE: "message-circle-question",
    Aim.EXCLUSIVE: "tag",
    Aim.EVENT: "calendar-check",
    Aim.LETTER: "mail",
    Aim.WIN_BACK: "undo-2",
    Aim.USUAL: "calendar-clock",
}
_EXAMPLES: Final = {"name": "{お名前}", "product": "{商品}", "pieces": "{数量}"}
_HARD_WORDS: Final[dict[str, str | Promise]] = {
    "first": gettext_lazy("It would feed the regret after the first purchase; this cannot be switched off."),
    "trend": gettext_lazy("Who comes with a fashion goes with it; this cannot be switched off."),
}


@dataclass(frozen=True, slots=True)
class Choices:
    """What the selects of a step offer."""

    aims: list[tuple[str, str]]
    triggers: list[tuple[str, str]]
    ways: list[tuple[str, str]]
    doers: list[tuple[str, str]]
    staff: dict[int, str]


def choices_of() -> Choices:
    """One SQL query."""
    staff = {member.id: member.name for member in list_staff()}
    return Choices(
        aims=[(aim.value, str(word)) for aim, word in AIM_LABELS.items()],
        triggers=[(trigger.value, str(word)) for trigger, word in TRIGGER_LABELS.items()],
        ways=[("", "–"), *((way.value, str(word)) for way, word in WAY_LABELS.items())],
        doers=doers(staff, {role: role_label(role) for role in Role}),
        staff=staff,
    )


def drawn_class(draft: Draft, thresholds: Thresholds, language: str) -> list[dict[str, Any]]:
    """The three states of a class with their steps and what is never done; who can be there at all."""
    return [
        {
            "key": programme.state,
            "label": STATE_LABELS[programme.state],
            "steps": [drawn_step(step, programme.state, draft.errors, language) for step in programme.steps],
            "never": [_never(programme, one) for one in Never],
            "hard": _HARD_WORDS.get(programme.customer_class, ""),
            "empty": ""
            if can_stand(thresholds, programme.customer_class, programme.state)
            else _("By the rules of the classes in use nobody can be here now. It holds if these change."),
        }
        for programme in draft.programmes
    ]


def drawn_step(
    step: Step, state: str, errors: Mapping[str, str], language: str, *, opened: bool = False
) -> dict[str, Any]:
    """A step as the form shows it; `opened` where there is something to see to."""
    mine = {
        name.removeprefix(f"{step.key}."): text
        for name, text in errors.items()
        if name.startswith(f"{step.key}.")
    }
    ways = [way.value for way in step.ways]
    again = ONCE if step.again is None else "days" if step.again else "each"
    return {
        "step": step,
        "state": state,
        "icon": ICONS[step.aim],
        "aim": AIM_LABELS[step.aim],
        "when": when(step),
        "by": " → ".join(str(WAY_LABELS[way]) for way in step.ways),
        "ways": (ways + [""] * WAYS_ASKED)[:WAYS_ASKED],
        "again": again,
        "again_days": "" if not step.again or step.again < 0 else step.again,
        "days": "" if step.days == UNREADABLE else step.days,
        "lasts": "" if step.lasts == UNREADABLE else step.lasts,
        "a_day": "" if step.a_day == UNREADABLE else step.a_day,
        "words_ja": step.words.get("ja", ""),
        "words_en": step.words.get("en", ""),
        "own": own_words(step) % _EXAMPLES,
        "errors": mine,
        "opened": opened or bool(mine),
        "task": step.writes_task,
        "hint": _hint(step),
    }


def _hint(step: Step) -> str:
    """Why a step of the articles' plan is off, or what it is not."""
    if step.aim is Aim.EVENT and not step.on:
        return _("Nobody is invited until the shop holds one: put it in use then.")
    if step.aim is Aim.ADDON:
        return _(
            "Comes up in “Today” only where goods fit what they have told us; nothing is proposed blindly."
        )
    if step.key == "trend-dormant":
        return _("One letter, once, without a bargain: whoever liked more than the fashion will answer.")
    if step.key == "trend-dead" and not step.on:
        return _(
            "Let them go: nothing is sent. Who came with a fashion hardly returns, and a chase costs more "
            "than it brings. Put it in use for one last letter."
        )
    return ""


def when(step: Step) -> str:
    """When a step comes, in a few words."""
    values = {"days": step.days, "last": step.days + step.lasts - 1}
    match step.trigger:
        case Trigger.PURCHASE:
            return _("day %(days)d–%(last)d after the purchase") % values
        case Trigger.CLASS:
            return _("day %(days)d–%(last)d in this class") % values
        case Trigger.STATE if step.days:
            return _("%(days)d days after falling silent") % values
        case Trigger.STATE:
            return _("as soon as they fall silent")
        case Trigger.INTERVAL:
            return _("every %(days)d days") % values
        case Trigger.ORDER:
            return _("from %(days)d days before the expected order") % values
    return _("once half would be back")


def drawn_foreseen(draft: Draft, found: Mapping[str, Foreseen]) -> list[dict[str, Any]]:
    """The steps in use with what they would bring; `foreseen` None where it is not counted yet."""
    return [
        {
            "label": AIM_LABELS[step.aim],
            "state": STATE_LABELS[programme.state] if programme.state != "active" else "",
            "when": when(step),
            "ahead": step.trigger is Trigger.ORDER,
            "foreseen": found.get(step.key),
            "a_day": _a_day(found.get(step.key)),
        }
        for programme in draft.programmes
        for step in programme.steps
        if step.on
    ]


def _a_day(found: Foreseen | None) -> str:
    """How many on an average day; "" where hardly anybody came."""
    if found is None or found.month < 2:
        return ""
    return f"{found.month / 30:.1f}" if found.month < 300 else f"{found.month // 30:,}"


def drawn_response(response: Response | None) -> list[tuple[str, str]]:
    """What followed the contacts of a class, line by line; nothing where nothing can be said yet."""
    if response is None:
        return []
    of = response.contacted
    return [
        (_("Contacts, their 30 days over"), f"{of}"),
        (_("bought within 30 days after"), f"{response.after} ({_percent(response.after, of)})"),
        (_("bought in the 30 days before"), f"{response.before} ({_percent(response.before, of)})"),
        (_("rule of thumb in mail order"), _percent(response.benchmark, 1000)),
    ]


def _percent(part: int, whole: int) -> str:
    return f"{100 * part / whole:.1f} %"


def differences(before: Plan, after: Plan, customer_class: str) -> list[tuple[str, str, str]]:
    """What a version changed about a class: (step, before, after)."""
    lines = []
    for state in STATE_LABELS:
        one, other = before.of(customer_class, state), after.of(customer_class, state)
        old, new = ({step.key: step for step in programme.steps} for programme in (one, other))
        for key in dict.fromkeys([*old, *new]):
            if old.get(key) != new.get(key):
                step = new.get(key) or old[key]
                lines.append((str(AIM_LABELS[step.aim]), _short(old.get(key)), _short(new.get(key))))
        if set(one.never) != set(other.never):
            lines.append((_("Never"), _nevers(one), _nevers(other)))
    return lines


def _short(step: Step | None) -> str:
    if step is None:
        return "–"
    if not step.on:
        return _("off")
    words = " · ".join([when(step), *(str(WAY_LABELS[way]) for way in step.ways[:2])])
    return f"{words} · {_('own words')}" if step.words else words


def _nevers(programme: Programme) -> str:
    return figures.listed(str(NEVER_LABELS[one]) for one in programme.never) or "–"


def _never(programme: Programme, one: Never) -> dict[str, Any]:
    is_hard = one in HARD.get(programme.customer_class, ())
    return {
        "key": one.value,
        "label": NEVER_LABELS[one],
        "on": is_hard or one in programme.never,
        "is_hard": is_hard,
    }
