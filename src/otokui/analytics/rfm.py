"""RFM scores by midrank, in whole numbers: equal values get equal scores, whatever the order of the rows.

u(v) = (#{< v} + ½ #{= v}) / N, score = ceil(5u) in 1..5. A run keeps the cuts (the smallest value of each
score), so that a customer touched later is scored against the population the run saw.
"""

from bisect import bisect_left
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from otokui.analytics.parameters import Cuts

Ints = NDArray[np.int64]
NO_CUTS: Cuts = (None, None, None, None)
NEAR = 1 << 13
"""Values that lie within so many numbers are counted, others sorted."""


def midrank_scores(less: Ints, equal: Ints, total: int) -> Ints:
    """ceil(5 (less + equal / 2) / total), clipped to 1..5."""
    scores: Ints = np.clip(-(-5 * (2 * less + equal) // (2 * total)), 1, 5)
    return scores


def find_cuts(pieces: Sequence[np.ndarray]) -> Cuts:
    """The smallest of all values that scores at least 2, 3, 4 and 5."""
    pieces = [piece for piece in pieces if len(piece)]
    if not pieces:
        return NO_CUTS
    lowest = min(int(piece.min()) for piece in pieces)
    width = max(int(piece.max()) for piece in pieces) - lowest + 1
    if width > NEAR:
        values = np.concatenate(pieces)
        values.sort()
        return _far_apart_cuts(values)
    equal = np.zeros(width, np.int64)
    for piece in pieces:
        equal += np.bincount(piece - lowest, minlength=width)
    distinct = np.flatnonzero(equal)
    equal = equal[distinct]
    less = np.cumsum(equal) - equal
    scores = midrank_scores(less, equal, int(equal.sum()))
    at = np.searchsorted(scores, [2, 3, 4, 5])
    two, three, four, five = (lowest + int(distinct[i]) if i < len(distinct) else None for i in at)
    return two, three, four, five


def _far_apart_cuts(values: Ints) -> Cuts:
    """`find_cuts` of rising values, without a look at each of them."""

    def score_at(place: int) -> int:
        less, until = (int(np.searchsorted(values, values[place], side)) for side in ("left", "right"))
        return int(midrank_scores(np.array(less), np.array(until - less), len(values)))

    at = [bisect_left(range(len(values)), wanted, key=score_at) for wanted in (2, 3, 4, 5)]
    two, three, four, five = (int(values[place]) if place < len(values) else None for place in at)
    return two, three, four, five


def score(values: Ints, cuts: Cuts) -> Ints:
    """1 + the number of cuts reached."""
    reached = np.ones(len(values), dtype=np.int8)
    for cut in cuts:
        if cut is not None:
            reached += values >= cut
    return reached.astype(np.int64)
