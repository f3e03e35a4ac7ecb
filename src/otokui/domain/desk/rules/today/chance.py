"""The chance that an order is still to be won, and the money at stake."""

from datetime import date
from itertools import pairwise
from typing import Final

from otokui.domain.desk.rules.today.facts import CERTAIN, Story
from otokui.domain.insights.types import ReorderView, StandingView

RESPONSE: Final = {"prospect": 10, "first": 10, "toddler": 50, "steady": 100, "trend": 100, "best": 200}
"""Of 1000 who are approached without an order being due, how many buy: the benchmark by class (R27)."""


def survival(wait: StandingView | ReorderView, today: date) -> int:
    """Thousandths: of 1000 customers of this rhythm who come again, how many have not come by `today`.

    The forecast's 10, 50 and 90 % days are nodes, straight between them; past the last the rest halves with
    every stretch as long as from the 50 to the 90 % day. All whole numbers. Without bounds: all of them.
    """
    if wait.last_on is None or wait.due_lo is None or wait.due_on is None or wait.due_hi is None:
        return CERTAIN
    days = [(day - wait.last_on).days for day in (wait.due_lo, wait.due_on, wait.due_hi)]
    nodes = list(zip([0, *days], (1000, 900, 500, 100), strict=True))
    silence = max(0, (today - wait.last_on).days)
    for (start, high), (end, low) in pairwise(nodes):
        if silence <= end:
            return high - (high - low) * (silence - start) // max(1, end - start)
    stretch = max(1, days[2] - days[1])
    halvings, rest = divmod(silence - days[2], stretch)
    top = 100 >> min(halvings, 10)
    return max(1, top - top * rest // (2 * stretch))


def still_to_win(survives: int, returns: int) -> int:
    """Thousandths: the chance that the order still comes, after a silence that `survives` have kept too.

    Bayes: of 1000 purchases `returns` are followed by another; those that are not are silent for good. With
    700: fresh 700, on the middle day 538, on the 90 % day 189.
    """
    coming = survives * returns
    return coming * CERTAIN // max(1, coming + CERTAIN * (CERTAIN - returns))


def of_customer(story: Story) -> int:
    """The chance that the customer's next order is still to be won."""
    standing = story.standing
    return still_to_win(survival(standing, story.today), story.returns_permille) if standing else 0


def of_response(story: Story) -> int:
    """The share that buys when approached without an order being due."""
    return RESPONSE[story.customer_class]


def at_stake(value: int, margin_permille: int, chance: int) -> int:
    """Order value × gross margin share × chance, in minor units, rounded down."""
    return max(0, value) * margin_permille * chance // (CERTAIN * CERTAIN)
