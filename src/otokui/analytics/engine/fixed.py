"""ln of a gap in fixed point, so that sums agree to the bit whatever the order, the chunks or the engine."""

import math
from functools import cache

import numpy as np
from numpy.typing import NDArray

UNIT = 1 << 40
LONGEST = (1 << 16) - 1
"""Days (179 years). A longer gap is a slip of the pen and counts as this long, in `gap_log` only."""


@cache
def ln_table() -> NDArray[np.int64]:
    """ln_table()[g] = round(ln(g) * 2^40) for 1 <= g <= LONGEST; entry 0 is 0 (no gap is shorter than a
    day)."""
    table = np.array([0, *(round(math.log(gap) * UNIT) for gap in range(1, LONGEST + 1))], dtype=np.int64)
    table.setflags(write=False)
    return table
