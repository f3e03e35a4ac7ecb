"""RFM scores by midrank, in whole numbers: equal values get equal scores, whatever the order of the rows.

u(v) = (#{< v} + ½ #{= v}) / N, score = ceil(5u) in 1..5. A run keeps the cuts (the smallest value of each
score), so that a customer touched later is scored against the population the run saw.
"""

import numpy as np
from numpy.typing import NDArray

from otokui.analytics.parameters import Cuts

Ints = NDArray[np.int64]
NO_CUTS: Cuts = (None, None, None, None)


def midrank_scores(less: Ints, equal: Ints, total: int) -> Ints:
    """ceil(5 (less + equal / 2) / total), clipped to 1..5."""
    scores: Ints = np.clip(-(-5 * (2 * less + equal) // (2 * total)), 1, 5)
    return scores


def find_cuts(values: Ints) -> Cuts:
    """The smallest of `values` that scores at least 2, 3, 4 and 5."""
    if not len(values):
        return NO_CUTS
    distinct, equal = _counted(values)
    less = np.cumsum(equal) - equal
    scores = midrank_scores(less, equal, len(values))
    at = np.searchsorted(scores, [2, 3, 4, 5])
    two, three, four, five = (int(distinct[i]) if i < len(distinct) else None for i in at)
    return two, three, four, five


def _counted(values: Ints) -> tuple[Ints, Ints]:
    """The distinct values, rising, and how often each occurs."""
    lowest = int(values.min())
    if int(values.max()) - lowest >= len(values) + 10_000:
        distinct, counts = np.unique(values, return_counts=True)
        return distinct, counts
    counts = np.bincount(values - lowest)
    present = np.flatnonzero(counts)
    return present + lowest, counts[present]


def score(values: Ints, cuts: Cuts) -> Ints:
    """1 + the number of cuts reached."""
    reached = np.ones(len(values), dtype=np.int64)
    for cut in cuts:
        if cut is not None:
            reached += values >= cut
    return reached
