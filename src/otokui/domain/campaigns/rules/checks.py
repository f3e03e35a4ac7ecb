"""What a plan must keep to before it may be saved."""

from dataclasses import dataclass
from typing import Final

from otokui.domain.campaigns.rules.article import HARD
from otokui.domain.campaigns.types import Aim, Never, Programme, Step, Trigger
from otokui.domain.customers.types import PurposeKind

LONGEST: Final = 730
MOST_A_DAY: Final = 2000
MOST_STEPS: Final = 12
LONGEST_WORDS: Final = 1000


@dataclass(frozen=True, slots=True)
class Fault:
    """What is wrong with a step, as a stable code. `field` "" where it is the step as a whole."""

    step: str
    field: str
    code: str


def faults_of(programme: Programme) -> list[Fault]:
    """Everything wrong with a programme; empty if it may be saved."""
    found = [fault for step in programme.steps for fault in _faults(programme, step)]
    if len(programme.steps) > MOST_STEPS:
        found.append(Fault("", "", "too_many"))
    return found


def never_of(programme: Programme) -> frozenset[Never]:
    """What is never offered: by the plan, and what no plan can allow."""
    return frozenset(programme.never) | frozenset(HARD.get(programme.customer_class, ()))


def why_never(never: frozenset[Never], purpose: PurposeKind) -> Never | None:
    """Which of these sentences forbids the purpose; an advert that is forbidden takes the others along."""
    asked = {
        PurposeKind.CROSS_SELL: (Never.ADVERT, Never.CROSS_SELL),
        PurposeKind.OFFER: (Never.ADVERT, Never.OFFER),
        PurposeKind.ADVERT: (Never.ADVERT,),
    }.get(purpose, ())
    return next((one for one in asked if one in never), None)


def _faults(programme: Programme, step: Step) -> list[Fault]:
    found = []
    least = 1 if step.trigger is Trigger.INTERVAL else 0
    most = 6 if step.trigger is Trigger.ORDER else LONGEST
    if not least <= step.days <= most:
        found.append(Fault(step.key, "days", "days"))
    if not 1 <= step.lasts <= LONGEST:
        found.append(Fault(step.key, "lasts", "days"))
    if step.again is not None and not 0 <= step.again <= LONGEST:
        found.append(Fault(step.key, "again", "days"))
    if not 1 <= step.a_day <= MOST_A_DAY:
        found.append(Fault(step.key, "a_day", "a_day"))
    if not step.ways:
        found.append(Fault(step.key, "ways", "no_way"))
    if any(len(text) > LONGEST_WORDS for text in step.words.values()):
        found.append(Fault(step.key, "words", "too_long"))
    if step.trigger is Trigger.STATE and programme.state == "active":
        found.append(Fault(step.key, "trigger", "active_has_no_entry"))
    if step.trigger is Trigger.ORDER and step.aim is not Aim.USUAL:
        found.append(Fault(step.key, "aim", "order_is_usual"))
    if step.aim is Aim.USUAL and step.trigger is not Trigger.ORDER:
        found.append(Fault(step.key, "trigger", "order_is_usual"))
    if step.on and why_never(never_of(programme), step.purpose):
        found.append(Fault(step.key, "aim", "never"))
    return found
