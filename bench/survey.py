"""Goal of the survey: the whole shop as of each of 26 month ends in one pass over ten million lines.

Peer: the same books cut at each month's end and reduced, once a month end, which is what the figures mean;
three of the 26 are run. Lines have products, quantities, costs and discounts, and three in a hundred are sent
back. Each contestant is a process of its own: `python -m bench.survey ours|cut FILE`.

`OTOKUI_BENCH_CUSTOMERS` makes it smaller.
"""

import json
import os
import resource
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import polars as pl

from bench.analytics.data import AS_OF, lines_file
from bench.table import Row

CUSTOMERS = int(os.environ.get("OTOKUI_BENCH_CUSTOMERS", "1000000"))
PART = 1 << 20
CUT = 3
"""Month ends that the peer is run for."""
MEGABYTES = 4_000


def rows() -> Iterator[Row]:
    """One row for the time, one for the memory."""
    path = _detailed(CUSTOMERS)
    ours, peer = (_run(name, path) for name in ("ours", "cut"))
    ends = ours["ends"]
    whole = peer["cpu"] / CUT * ends
    yield Row(
        f"survey of {CUSTOMERS:,} customers, {ours['lines']:,} lines", ours["cpu"], "CPU s",
        f"{ends} cuts", whole, whole / ours["cpu"], "≥ 5×", whole / ours["cpu"] >= 5,
        f"wall {ours['wall']:.1f} s; {CUT} cuts: {peer['cpu']:.1f} s; same: {ours['sum'] == peer['sum']}",
    )  # fmt: skip
    yield Row(
        f"survey of {CUSTOMERS:,} customers, memory", ours["megabytes"], "MB", "limit", MEGABYTES,
        ours["megabytes"] / MEGABYTES, f"≤ {MEGABYTES} MB", ours["megabytes"] <= MEGABYTES,
    )  # fmt: skip


def _detailed(customers: int) -> Path:
    """The lines of `lines_file` with what a survey reads besides; made if it is not there."""
    path = lines_file(customers).with_name(f"survey-{customers}.parquet")
    if path.exists():
        return path
    lines = pl.read_parquet(lines_file(customers))
    random = np.random.default_rng(7)
    product = random.integers(1, 500, lines.height)
    back = random.random(lines.height) < 0.03
    lines = lines.with_columns(
        pl.Series("product_id", product),
        pl.int_range(pl.len()).over("order_id").alias("line_no"),
        quantity=pl.lit(1000),
        discount=pl.Series(np.where(random.random(lines.height) < 0.1, 100, 0)),
        unit_cost=pl.Series(np.where(product % 3 > 0, 500, 0)).replace(0, None),
        status=pl.lit(None, pl.String),
        returned_order_id=pl.lit(None, pl.Int64),
    )
    returned = lines.filter(pl.Series(back)).with_columns(
        pl.col("ordered_at") + pl.duration(days=20),
        status=pl.lit("returned"),
        returned_order_id=pl.col("order_id"),
        order_id=-pl.col("order_id"),
    )
    pl.concat([lines, returned.select(lines.columns)]).sort(
        "customer_id", "ordered_at", maintain_order=True
    ).write_parquet(path, row_group_size=PART)
    return path


def _run(name: str, path: Path) -> dict[str, float]:
    command = [sys.executable, "-m", "bench.survey", name, str(path)]
    found: dict[str, float] = json.loads(subprocess.run(command, check=True, capture_output=True).stdout)
    return found


def _parts(path: str) -> Iterator[pl.DataFrame]:
    lines, begin = pl.scan_parquet(path), 0
    while (part := lines.slice(begin, PART).collect()).height:
        yield part
        begin += PART


def _contest(name: str, path: str) -> dict[str, float]:
    from otokui.analytics.fitting import fit_parameters
    from otokui.analytics.ledger import open_books, settle
    from otokui.analytics.lifecycle import Facts
    from otokui.analytics.limits import plain_levels
    from otokui.analytics.parameters import Rhythm
    from otokui.analytics.parts import each_part
    from otokui.analytics.priors import WORLD
    from otokui.analytics.run import states_of
    from otokui.analytics.settings import Settings
    from otokui.analytics.survey import survey_lines
    from otokui.analytics.transitions import places_of
    from otokui.analytics.window import Window, day_number

    settings, window = Settings(), Window.of(AS_OF)
    first = open_books(next(_parts(path)), settings)
    ledger = settle(first, settings, AS_OF)
    unfitted = Rhythm(WORLD, plain_levels(100))
    parameters = fit_parameters(
        states_of(ledger, settings, AS_OF), ledger, settings, AS_OF, rhythms=(unfitted, unfitted)
    )
    wall, cpu = time.perf_counter(), time.process_time()
    ends = window.ends[:: len(window.ends) // (CUT - 1) - 1][:CUT]
    if name == "ours":
        people = survey_lines(_parts(path), parameters, window).people
        columns = [people[f"m{window.ends.index(end)}"] for end in ends]
        total = sum(int(column.filter(column < 24).cast(pl.Int64).sum()) for column in columns)
    else:

        def cut(frame: pl.DataFrame, _lines: int) -> int:
            books = open_books(frame, settings)
            found = 0
            for end in ends:
                states = states_of(settle(books, settings, end), settings, end)
                found += int(places_of(Facts.of(states), parameters, day_number(end)).astype(np.int64).sum())
            return found

        total = sum(each_part(_parts(path), cut))
    return {
        "wall": time.perf_counter() - wall,
        "cpu": time.process_time() - cpu,
        "megabytes": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024,
        "lines": pl.scan_parquet(path).select(pl.len()).collect().item(),
        "ends": len(window.ends),
        "sum": total,
    }


if __name__ == "__main__":
    print(json.dumps(_contest(*sys.argv[1:])))
