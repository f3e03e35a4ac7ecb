"""The chance that an order is still to be won, from the stored bounds of the forecast."""

from datetime import date
from itertools import pairwise

from otokui.domain.desk.rules.today.facts import CERTAIN


def still_to_win(
    last_on: date, due_lo: date | None, due_on: date | None, due_hi: date | None, today: date
) -> int:
    """Thousandths: of 1000 customers of this rhythm who come again, how many have not come by `today`.

    The forecast's 10, 50 and 90 % days are nodes, straight between them; past the last the rest halves with
    every stretch as long as from the 50 to the 90 % day. All whole numbers. Without bounds: certain.
    """
    if due_lo is None or due_on is None or due_hi is None:
        return CERTAIN
    nodes = [(0, 1000), ((due_lo - last_on).days, 900), ((due_on - last_on).days, 500)]
    nodes.append(((due_hi - last_on).days, 100))
    silence = max(0, (today - last_on).days)
    for (start, high), (end, low) in pairwise(nodes):
        if silence <= end:
            return high - (high - low) * (silence - start) // max(1, end - start)
    stretch = max(1, nodes[3][0] - nodes[2][0])
    halvings, rest = divmod(silence - nodes[3][0], stretch)
    top = 100 >> min(halvings, 10)
    return max(1, top - top * rest // (2 * stretch))


def at_stake(value: int, margin_permille: int, chance: int) -> int:
    """Order value × gross margin share × chance, in minor units, rounded down."""
    return max(0, value) * margin_permille * chance // (CERTAIN * CERTAIN)
