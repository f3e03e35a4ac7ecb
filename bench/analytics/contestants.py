"""The same work in five programs. `python -m bench.analytics.contestants NAME FILE [rounds]` runs one.

The work: classes × states, RFM scores, gap mean and sd, a plain next date (last + mean gap), the money of the
best 10, 20 … 100 % of customers, class moves over a month. Every program prints the same checksum. `scan`
only reads the columns (the limit), `lifetimes` only makes its summary, `forecast` is the full next-order law.
"""

import json
import resource
import sys
import time
from collections.abc import Callable, Iterator
from datetime import date
from typing import Any

Checksum = dict[str, Any]
AS_OF = date(2026, 9, 30)
BEFORE = date(2026, 8, 30)
ROW_GROUP = 1 << 20
NAMES = ("prospect", "first", "toddler", "steady", "trend", "best")


def otokui(path: str) -> Checksum:
    import polars as pl

    from otokui.analytics.concentration import concentration
    from otokui.analytics.derive import derive_standing
    from otokui.analytics.fitting import fit_parameters
    from otokui.analytics.limits import plain_levels
    from otokui.analytics.parameters import Rhythm
    from otokui.analytics.parts import reduce_parts
    from otokui.analytics.priors import WORLD
    from otokui.analytics.settings import Settings
    from otokui.analytics.transitions import head_counts, transitions

    settings = Settings()
    reduced = reduce_parts(_parts(path), settings, AS_OF, BEFORE)
    states = reduced.states
    unfitted = Rhythm(WORLD, plain_levels(100))
    parameters = fit_parameters(states, reduced.ledger, settings, AS_OF, rhythms=(unfitted, unfitted))
    standing = derive_standing(
        states, parameters, AS_OF, only=("last_on", "class", "state", "r", "f", "m", "gap_mean", "gap_sd")
    )
    moves = transitions(reduced.before, states, parameters, (BEFORE, AS_OF))
    numbers = ["last_on", "r", "f", "m", "gap_mean", "gap_sd"]
    frame = pl.DataFrame(pl.from_arrow(standing.select(numbers), rechunk=False))
    planned = pl.col("last_on").cast(pl.Int32).cast(pl.Int64) + pl.col("gap_mean").floor().cast(pl.Int64)
    return {
        "counts": {
            f"{name}/{state}": count
            for name, states_of in head_counts(moves).items()
            for state, count in states_of.items()
            if count
        },
        "rfm": [frame[name].sum() for name in "rfm"],
        "gap_mean": round(frame["gap_mean"].sum(), 1),
        "gap_sd": round(frame["gap_sd"].sum(), 1),
        "planned": sum(some.select(planned.sum()).item() for some in frame.iter_slices(1 << 16)),
        "best": [row["net"] for row in concentration(states)["top"] if row["customers_percent"] % 10 == 0],
        "moves": {f"{came}>{went}": count for came, went, count in pl.DataFrame(moves).iter_rows()},
    }


def _parts(path: str) -> Iterator[Any]:
    """The lines, a row group at a time."""
    import polars as pl

    lines, begin = pl.scan_parquet(path).select("customer_id", "ordered_at", "amount"), 0
    while (part := lines.slice(begin, ROW_GROUP).collect()).height:
        yield part
        begin += part.height


def forecast(path: str) -> Checksum:
    import polars as pl

    from otokui.analytics.derive import derive_customers
    from otokui.analytics.engine.reduce import reduce_customers
    from otokui.analytics.fitting import fit_parameters
    from otokui.analytics.ledger import open_books, settle
    from otokui.analytics.settings import Settings

    settings = Settings()
    ledger = settle(open_books(pl.concat(_parts(path)), settings), settings, AS_OF)
    states = reduce_customers(ledger.entries)
    parameters = fit_parameters(states, ledger, settings, AS_OF)
    return {"overdue": derive_customers(states, parameters, AS_OF)["overdue"].to_pandas().sum().item()}


def scan(path: str) -> Checksum:
    import duckdb

    sql = "select sum(customer_id), sum(order_id), max(ordered_at), sum(amount) from read_parquet(?)"
    return {"sums": str(duckdb.execute(sql, [path]).fetchall())}


def lifetimes(path: str) -> Checksum:
    import warnings

    warnings.simplefilter("ignore")
    import pandas as pd
    from lifetimes.utils import summary_data_from_transaction_data

    frame = pd.read_parquet(path)
    frame["ordered_at"] = pd.to_datetime(frame["ordered_at"])
    summary = summary_data_from_transaction_data(
        frame, "customer_id", "ordered_at", "amount", observation_period_end=str(AS_OF)
    )
    return {"rows": len(summary), "frequency": float(summary["frequency"].sum())}


SQL = """
with days as (
    select customer_id, ordered_at as day, sum(amount) as net
    from read_parquet(?) where ordered_at <= ? group by all having sum(amount) > 0
), gapped as (
    select customer_id, day, net,
        date_diff('day', lag(day) over (partition by customer_id order by day), day) as gap from days
) select customer_id, count(*)::bigint as n, min(day) as first_on, max(day) as last_on,
    sum(net)::bigint as net, sum(gap)::bigint as length, sum(gap * gap)::bigint as squares
from gapped group by all
"""
PLACES = """
select *, case when n = 1 then 'first' when d < 90 then 'toddler' when net * {p} < 7 * {t} then 'steady'
    when d < 210 then 'trend' else 'best' end || '/' ||
    case when q < 240 then 'active' when q < 365 then 'dormant' else 'dead' end as place
from (select *, date_diff('day', first_on, date '{on}') as d, date_diff('day', last_on, date '{on}') as q
    from {of})
"""
MIDRANK = """least(5, greatest(1, ceil(5 * (rank() over (order by {v}) - 1
    + 0.5 * count(*) over (partition by {v})) / count(*) over ())::int))"""


def duckdb(path: str) -> Checksum:
    import duckdb as engine

    link = engine.connect()
    link.execute(f"create temp table now as {SQL}", [path, AS_OF])
    link.execute(f"create temp table before as {SQL}", [path, BEFORE])

    def one(sql: str, *values: object) -> tuple[Any, ...]:
        row: tuple[Any, ...] | None = link.execute(sql, list(values)).fetchone()
        assert row is not None
        return row

    total, purchases = one("select sum(net)::bigint, sum(n)::bigint from now")
    for name, on in (("now", AS_OF), ("before", BEFORE)):
        sql = PLACES.format(p=purchases, t=total, on=on, of=name)
        link.execute(f"create temp table placed_{name} as {sql}")
    scores = ", ".join(f"{MIDRANK.format(v=v)} as {n}" for n, v in (("r", "-q"), ("f", "n"), ("m", "net")))
    mean = "((2000 * length + n - 1) // (2 * (n - 1)))"
    sd = "round(sqrt(((n - 1) * squares - length * length) / ((n - 1) * (n - 2)::double)) * 1000)"
    gaps = f"""select sum({mean}) / 1000, (select sum({sd}) / 1000 from placed_now where n > 2),
        sum(date_diff('day', date '1970-01-01', last_on) + {mean} // 1000) from placed_now where n > 1"""
    best = """select max(running) from (
        select sum(net) over (order by net desc rows unbounded preceding) as running,
            row_number() over (order by net desc) as place, count(*) over () as everybody from placed_now)
        where place <= ceil(everybody * ?)"""
    moves = """select coalesce(b.place, 'new') || '>' || a.place, count(*) from placed_now a
        left join placed_before b using (customer_id) group by 1"""
    rfm = f"select sum(r), sum(f), sum(m) from (select {scores} from placed_now)"
    found = one(gaps)
    return {
        "counts": dict(link.execute("select place, count(*) from placed_now group by 1").fetchall()),
        "rfm": [int(value) for value in one(rfm)],
        "gap_mean": round(found[0], 1),
        "gap_sd": round(found[1], 1),
        "planned": int(found[2]),
        "best": [int(one(best, part / 100)[0]) for part in range(10, 101, 10)],
        "moves": dict(link.execute(moves).fetchall()),
    }


def pandas(path: str) -> Checksum:
    import numpy as np
    import pandas as pd

    lines = pd.read_parquet(path, columns=["customer_id", "ordered_at", "amount"])
    lines["day"] = lines.pop("ordered_at").astype("datetime64[s]").astype("int64") // 86_400
    now = _pandas_states(lines, (AS_OF - date(1970, 1, 1)).days)
    before = _pandas_states(lines, (BEFORE - date(1970, 1, 1)).days)
    total, purchases = now["net"].sum(), now["n"].sum()
    for states in (now, before):
        rich = states["net"] >= -(-7 * total // purchases)
        cases = [states["n"] == 1, states["d"] < 90, ~rich, states["d"] < 210]
        name = np.select(cases, ["first", "toddler", "steady", "trend"], "best")
        kind = np.select([states["q"] < 240, states["q"] < 365], ["active", "dormant"], "dead")
        states["place"] = pd.Series(name, states.index) + "/" + pd.Series(kind, states.index)

    def score(values: Any) -> int:
        midrank = (values.rank(method="average") - 0.5) / len(values)
        return int(np.clip(np.ceil((midrank * 5).round(12)), 1, 5).sum())

    some = now[now["n"] > 1]
    gaps = some["n"] - 1
    mean = (2000 * some["length"] + gaps) // (2 * gaps)
    more = now[now["n"] > 2]
    count = more["n"] - 1
    sd = np.rint(np.sqrt((count * more["squares"] - more["length"] ** 2) / (count * (count - 1))) * 1000)
    running = now["net"].sort_values(ascending=False).cumsum().to_numpy()
    joined = before["place"].reindex(now.index).fillna("new") + ">" + now["place"]
    return {
        "counts": now["place"].value_counts().to_dict(),
        "rfm": [score(-now["q"]), score(now["n"]), score(now["net"])],
        "gap_mean": round(float(mean.sum() / 1000), 1),
        "gap_sd": round(float(sd.sum() / 1000), 1),
        "planned": int((some["last"] + mean // 1000).sum()),
        "best": [int(running[-(-len(running) * part // 100) - 1]) for part in range(10, 101, 10)],
        "moves": joined.value_counts().to_dict(),
    }


def _pandas_states(lines: Any, on: int) -> Any:
    days = lines[lines["day"] <= on].groupby(["customer_id", "day"], sort=True)["amount"].sum()
    days = days[days > 0].reset_index()
    days["gap"] = days.groupby("customer_id")["day"].diff()
    days["square"] = days["gap"] ** 2
    states = days.groupby("customer_id").agg(
        n=("day", "size"),
        first=("day", "first"),
        last=("day", "last"),
        net=("amount", "sum"),
        length=("gap", "sum"),
        squares=("square", "sum"),
    )
    states["d"], states["q"] = on - states["first"], on - states["last"]
    return states.astype({"length": "int64", "squares": "int64"})


CONTESTANTS: dict[str, Callable[[str], Checksum]] = {
    "otokui": otokui,
    "forecast": forecast,
    "scan": scan,
    "duckdb": duckdb,
    "pandas": pandas,
    "lifetimes": lifetimes,
}


def main(name: str, path: str, rounds: int) -> None:
    """Print one JSON line a round; between rounds wait for a line on stdin: others have their turn."""
    for number in range(rounds):
        if number:
            sys.stdin.readline()
        wall, cpu = time.perf_counter(), time.process_time()
        checksum = CONTESTANTS[name](path)
        spent = {"wall": time.perf_counter() - wall, "cpu": time.process_time() - cpu}
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
        print(json.dumps({**spent, "peak": peak, "checksum": checksum}), flush=True)


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2], int(sys.argv[3]) if len(sys.argv) > 3 else 1)
