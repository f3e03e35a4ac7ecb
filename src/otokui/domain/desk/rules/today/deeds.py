"""What somebody did about a row, and what becomes of the reason."""

from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from typing import Final

from otokui.domain.customers.types import ContactWay, Outcome
from otokui.domain.desk.rules.today.facts import STEP
from otokui.domain.insights.types import Answer


class Deed(StrEnum):
    """電話した・メールした・手紙を書いた・LINEで送った・スキップ・後で."""

    CALL = "call"
    MAIL = "mail"
    LETTER = "letter"
    LINE = "line"
    SKIP = "skip"
    LATER = "later"


WAY_OF: Final = {
    Deed.CALL: ContactWay.CALL,
    Deed.MAIL: ContactWay.MAIL,
    Deed.LETTER: ContactWay.LETTER,
    Deed.LINE: ContactWay.LINE,
}
ANSWER_OF: Final = {
    Outcome.IN_STOCK: Answer.IN_STOCK,
    Outcome.ELSEWHERE: Answer.ELSEWHERE,
    Outcome.NO_MORE: Answer.NO_MORE,
    Outcome.FORGOT: Answer.FORGOT,
}
AGAIN_DAYS: Final = {Outcome.ABSENT: 1, Outcome.CALL_BACK: 1, Outcome.NEW_PERSON: 3}
"""After these the reason comes back by itself: nobody was reached, or somebody else has to be met."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Ticket:
    """What a row asked for when it was shown. `products`: None among them speaks of all.

    `last_on`: the customer's last purchase. `purpose`: as the caps on adverts see it.
    """

    customer_id: int
    kind: str
    follow_up: int | None
    origin: str
    reason: str
    script: str
    stake: int
    products: tuple[int | None, ...]
    last_on: date | None
    gap: float | None
    purpose: str = ""

    @property
    def occasion(self) -> int | None:
        """The plan's occasion that the row came from."""
        number = self.origin.removeprefix(STEP).partition("#")[0]
        return int(number) if self.origin.startswith(STEP) and number.isdigit() else None


@dataclass(frozen=True, slots=True, kw_only=True)
class Done:
    """What was written, in ids, so that it can be taken back. `was_due_on` is None for a new follow-up."""

    follow_up: int
    contact: int | None
    was_due_on: date | None
    was_assignee: int | None
    answers: tuple[int, ...] = ()
    complaint: bool = False
    preference: int | None = None
    why: int | None = None
    occasion: int | None = None


def outcome_of(deed: Deed, said: Outcome | None) -> Outcome:
    """A call comes with what was said; who wrote is done; a skipped reason says so."""
    if deed in (Deed.SKIP, Deed.LATER):
        return Outcome.SKIPPED
    if deed is Deed.CALL:
        return said or Outcome.REACHED
    return Outcome.DONE


def again_on(deed: Deed, outcome: Outcome, chosen: date | None, today: date) -> date | None:
    """The day on which the reason comes back; None: it is done. Never today or earlier."""
    if deed is not Deed.LATER and outcome not in AGAIN_DAYS:
        return None
    tomorrow = today + timedelta(days=1)
    return max(tomorrow, chosen or today + timedelta(days=AGAIN_DAYS.get(outcome, 1)))
