"""Class × state counts on public data, against an independent program's (exact)."""

from datetime import date
from typing import Any

import pyarrow as pa
import pytest

from otokui.analytics.engine.reduce import reduce_customers
from otokui.analytics.fitting import bar_of
from otokui.analytics.ledger import open_books, settle
from otokui.analytics.lifecycle import class_names, judge, state_names
from otokui.analytics.run import class_counts
from otokui.analytics.settings import Settings, Thresholds
from tests.analytics import real_data

CLASSES = ("first", "toddler", "steady", "trend", "best")

GOLDEN: list[tuple[str, date, tuple[int, int, int, int], dict[str, tuple[tuple[int, ...], ...]]]] = [
    (
        "cdnow",
        date(1998, 4, 1),
        (23570, 23502, 61893, 228838129),
        {
            "article": ((1, 0, 5278, 0, 1672), (0, 0, 2386, 0, 162), (12358, 0, 1601, 0, 44)),
            "book": ((1, 1, 5277, 55, 1617), (0, 999, 1431, 117, 1), (12358, 1645, 0, 0, 0)),
        },
    ),
    (
        "cdnow",
        date(1998, 6, 30),
        (23570, 23502, 67511, 250031563),
        {
            "article": ((1, 0, 4749, 0, 1825), (0, 0, 1596, 0, 161), (11988, 0, 3048, 0, 134)),
            "book": ((1, 1, 4748, 0, 1825), (0, 0, 1596, 95, 66), (11988, 2455, 677, 50, 0)),
        },
    ),
    (
        "dunnhumby",
        date(2017, 12, 31),
        (2469, 2469, 127320, 459603958),
        {
            "article": ((24, 15, 291, 25, 2089), (10, 0, 13, 0, 2), (0, 0, 0, 0, 0)),
            "book": ((24, 33, 273, 62, 2052), (10, 13, 0, 2, 0), (0, 0, 0, 0, 0)),
        },
    ),
    (
        "dunnhumby",
        date(2017, 10, 1),
        (2447, 2447, 95500, 341738993),
        {
            "article": ((42, 33, 418, 77, 1869), (5, 0, 3, 0, 0), (0, 0, 0, 0, 0)),
            "book": ((42, 85, 369, 171, 1772), (5, 3, 0, 0, 0), (0, 0, 0, 0, 0)),
        },
    ),
    (
        "ta_feng",
        date(2001, 2, 28),
        (32266, 32266, 119578, 107840076),
        {
            "article": ((11878, 6708, 9937, 3743, 0), (0, 0, 0, 0, 0), (0, 0, 0, 0, 0)),
            "book": ((11878, 13244, 4401, 2743, 0), (0, 0, 0, 0, 0), (0, 0, 0, 0, 0)),
        },
    ),
]


@pytest.mark.parametrize(("data", "as_of", "totals", "presets"), GOLDEN, ids=lambda value: str(value)[:12])
def test_counts_equal_the_independent_program(
    data: str, as_of: date, totals: tuple[int, ...], presets: dict[str, Any]
) -> None:
    settings = Settings(time_zone="America/New_York" if data == "dunnhumby" else "Asia/Tokyo")
    lines: pa.Table = getattr(real_data, data)().select(["customer_id", "ordered_at", "amount"])
    states = reduce_customers(settle(open_books(lines, settings), settings, as_of).entries)
    orders, net = states["orders"].to_numpy(), states["net"].to_numpy()
    assert (len(orders), int((orders > 0).sum()), int(orders.sum()), int(net[orders > 0].sum())) == totals
    bar = bar_of(totals[3], totals[2], 7)
    for preset, expected in presets.items():
        standing = judge(states, Thresholds(preset=preset), bar, (as_of - date(1970, 1, 1)).days)
        counts = class_counts(
            pa.table({"class": class_names(standing.classes), "state": state_names(standing.states)})
        )
        found = tuple(
            tuple(counts[name][state] for name in CLASSES) for state in ("active", "dormant", "dead")
        )
        assert found == expected
        assert counts["prospect"] == {"none": totals[0] - totals[1]}
