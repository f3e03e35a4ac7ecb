"""When silence is called overdue: the (1 - ε) quantile of the gap, calibrated on what has come back before.

The plain quantile of the model is trusted only as far as the past agrees. Past silences are sorted into
cells by how many gaps the customer had before and how much they varied; in each cell with enough complete
outcomes the survival level is set so that a share ε of the gaps that did end in an order would have been
called overdue.
"""

import numpy as np
from numpy.typing import NDArray

from otokui.analytics.engine.days import Ints, OrderDays
from otokui.analytics.rhythm import Floats, Gaps

PAST_BOUNDS = (2, 4, 9)
"""Cells by past gaps: 0, 1, then 2-3, 4-8, 9 and more, these three by variability."""
VARIABILITY_BOUNDS = (0.25, 1.0)
"""Bounds of (sd / mean)^2: steady below one half, irregular from one."""
CELLS = 2 + 3 * 3
ENOUGH = 100
"""Complete outcomes a cell needs to have a level of its own."""
SHARE_OF_SPAN = 2
"""Shorter watches would see only the short gaps of newcomers and call them overdue too early."""
LONGEST_HORIZON = 365


def cell_of(gaps: Ints, days: Ints, squares: Ints) -> Ints:
    """The cell (0 .. CELLS - 1) of an owner with these sums of past gaps."""
    below = np.maximum(gaps - 1, 1)
    spread = (gaps * squares - days * days) * gaps / (below * np.maximum(days * days, 1).astype(np.float64))
    variable = np.searchsorted(np.array(VARIABILITY_BOUNDS), spread, side="right")
    many = np.searchsorted(np.array(PAST_BOUNDS), gaps, side="right") - 1
    return np.where(gaps < 2, gaps, 2 + 3 * many + variable).astype(np.int64)


def horizon(first_day: int | None, last_day: int) -> int:
    """How many days a silence is watched: half of the data's span, at most a year."""
    if first_day is None:
        return 0
    return min((last_day - first_day) // SHARE_OF_SPAN, LONGEST_HORIZON)


def plain_levels(epsilon_permille: int) -> tuple[float, ...]:
    """ε in every cell."""
    return (epsilon_permille / 1000,) * CELLS


def calibrate(
    days: OrderDays,
    weight: Floats,
    scale: Floats,
    regularity: Floats,
    as_of: int,
    watched: int,
    epsilon_permille: int,
) -> tuple[float, ...]:
    """The survival level of each cell. The priors are given owner by owner.

    Outcomes: silences that began at least `watched` days before `as_of` and ended in an order within
    `watched` days. A silence of g days before the order on day g + 1 is a false alarm when it is longer
    than the limit.
    """
    levels = list(plain_levels(epsilon_permille))
    owner, gaps, past, past_days, past_squares, began = silences(days)
    complete = (began <= as_of - watched) & (gaps <= watched)
    if not complete.any():
        return tuple(levels)
    owner, gaps, past = owner[complete], gaps[complete], past[complete]
    past_days, past_squares = past_days[complete], past_squares[complete]
    law = Gaps.of(past, past_days, weight[owner], scale[owner], regularity[owner])
    survived = law.survival(gaps - 1)
    cells = cell_of(past, past_days, past_squares)
    for cell in range(CELLS):
        outcomes = np.sort(survived[cells == cell])
        if len(outcomes) >= ENOUGH:
            level = outcomes[len(outcomes) * epsilon_permille // 1000]
            levels[cell] = float(f"{min(max(level, 1e-4), 0.5):.6g}")
    return tuple(levels)


def silences(days: OrderDays) -> tuple[NDArray[np.int64], Ints, Ints, Ints, Ints, Ints]:
    """All completed gaps: owner, length, and the sums of the owner's gaps before; the day each began."""
    gaps, offsets = days.gaps()
    count = np.diff(offsets)
    owner = np.repeat(np.arange(len(count)), count)
    past = np.arange(len(gaps)) - offsets[owner]
    running_days = np.concatenate(([0], np.cumsum(gaps)))
    running_squares = np.concatenate(([0], np.cumsum(gaps * gaps)))
    base = offsets[owner]
    at = np.arange(len(gaps))
    began = days.day[days.start[owner] + past] if len(gaps) else gaps
    return (
        owner,
        gaps,
        past,
        running_days[at] - running_days[base],
        running_squares[at] - running_squares[base],
        began,
    )
