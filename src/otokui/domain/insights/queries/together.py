"""Where some customers stand, each alone and as the one customer they would be."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Final

import pyarrow as pa

from otokui.analytics.derive import derive_customers
from otokui.domain.insights.queries.books import reduce_given
from otokui.domain.insights.queries.runs import Judge, find_current_judge
from otokui.domain.insights.types import Stand, StandTogether
from otokui.domain.purchases import public as purchases

_TOLD: Final = ("class", "state", "orders", "net")


def stand_together(customer_ids: Sequence[int], day: date) -> StandTogether | None:
    """By today's books at the end of `day`, under the run in force, from the purchases of all of them.

    What a merge makes of class and state, before it is done. None before the first run, or if nobody has
    bought. Two SQL queries.
    """
    judge = find_current_judge()
    if judge is None:
        return None
    lines = purchases.lines_of(sorted(customer_ids))
    if not lines.num_rows:
        return None
    one = pa.array([customer_ids[0]] * lines.num_rows, pa.int64())
    place = lines.column_names.index("customer_id")
    together = _stands(lines.set_column(place, "customer_id", one), judge, day)
    alone = _stands(lines, judge, day)
    return StandTogether(alone, together[customer_ids[0]]) if together else None


def _stands(lines: pa.Table, judge: Judge, day: date) -> dict[int, Stand]:
    books = reduce_given(lines, judge.parameters.settings, day)
    derived = derive_customers(books.states, judge.parameters, day).select(["customer_id", *_TOLD])
    return {
        row["customer_id"]: Stand(row["class"], row["state"], row["orders"], row["net"])
        for row in derived.to_pylist()
    }
