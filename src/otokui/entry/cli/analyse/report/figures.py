"""What the report shows, as plain values: computed once, the same for any order of rows."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

import polars as pl
import pyarrow as pa

from otokui.analytics.run import Result
from otokui.core.tabular.types import Reject
from otokui.entry.cli.analyse.lines import Sales
from otokui.entry.cli.analyse.report.words import Money

LISTED = 12
_CURVE_POINTS = 200
_ORDER = ("prospect", "first", "toddler", "steady", "trend", "best")


@dataclass(frozen=True)
class ClassRow:
    """One class: customers by state, their money."""

    name: str
    states: dict[str, int]
    customers: int
    net: int
    active_net: int


@dataclass(frozen=True)
class Moves:
    """What the last month did. `matrix`: (class then, class now) → customers; "new" stands for nobody then."""

    matrix: dict[tuple[str, str], int]
    up: int
    down: int
    fresh: int
    fell_asleep: int
    died: int
    woke: int


@dataclass(frozen=True)
class Figures:
    """Everything on the page. Lists are ready, best first, at most `LISTED` rows, as dictionaries of values."""

    as_of: date
    preset: str
    money: Money
    data_first: date | None
    data_last: date | None
    lines: int
    timed: bool
    has_products: bool
    has_orders: bool
    summary: dict[str, Any]
    classes: list[ClassRow]
    curve: list[tuple[float, float]]
    moves: Moves
    rfm_top: int
    rfm_top_best: int
    overdue: list[dict[str, Any]]
    overdue_count: int
    expected: list[dict[str, Any]]
    expected_counts: dict[int, tuple[int, int]]
    reorders: list[dict[str, Any]]
    near: list[dict[str, Any]]
    near_count: int
    by_time: list[tuple[date, str, str, int]]
    rejected: list[tuple[str, int, str]]
    gaps: int

    @property
    def buyers(self) -> int:
        return sum(row.customers for row in self.classes if row.name != "prospect")

    @property
    def net(self) -> int:
        return sum(row.net for row in self.classes)


def collect_figures(
    result: Result, lines: pa.Table, names: pa.Table, sales: Sales, as_of: date, money: Money
) -> Figures:
    """The figures of a run. `lines`: what was analysed; `names`: customer_id, ordered_at, customer_name, or empty."""
    customers = _customers(result)
    seen = _until(lines, as_of)
    listed = _Listed(customers, result, lines, names, as_of)
    days = seen["ordered_at"].cast(pl.Date)
    return Figures(
        as_of=as_of,
        preset=result.parameters.settings.thresholds.preset,
        money=money,
        data_first=days.min(),  # type: ignore[arg-type]
        data_last=days.max(),  # type: ignore[arg-type]
        lines=seen.height,
        timed=sales.timed,
        has_products=any(name in lines.column_names for name in ("product_id", "product_name")),
        has_orders="order_id" in lines.column_names,
        summary=result.summary,
        classes=_classes(customers),
        curve=_curve(customers),
        moves=_moves(result.transitions),
        rfm_top=customers.filter("rfm_top").height,
        rfm_top_best=customers.filter(pl.col("rfm_top") & (pl.col("class") == "best")).height,
        overdue=listed.overdue(),
        overdue_count=customers.filter(_is_overdue()).height,
        expected=listed.expected(),
        expected_counts={within: _expected_within(customers, as_of, within) for within in (7, 28)},
        reorders=listed.reorders(),
        near=listed.near(),
        near_count=customers.filter(_is_near()).height,
        by_time=_by_time(customers, as_of),
        rejected=_rejected(sales.rejects),
        gaps=int(pl.DataFrame(result.states)["gaps"].sum()),
    )


def _customers(result: Result) -> pl.DataFrame:
    """CUSTOMERS with `usual`: the median of the last order values, the lower one of two."""
    usual = pl.DataFrame(result.states).select(
        pl.col("recent_values")
        .list.sort()
        .list.get((pl.col("recent_values").list.len().cast(pl.Int64) - 1) // 2, null_on_oob=True)
        .alias("usual")
    )
    return pl.DataFrame(result.customers).hstack(usual)


def _until(lines: pa.Table, as_of: date) -> pl.DataFrame:
    frame = pl.DataFrame(lines.select(["ordered_at"]))
    return frame.filter(pl.col("ordered_at").cast(pl.Date) <= as_of)


def _classes(customers: pl.DataFrame) -> list[ClassRow]:
    grouped = customers.group_by("class", "state").agg(pl.len().alias("customers"), pl.col("net").sum())
    rows = []
    for name in _ORDER:
        of_class = {row["state"] or "none": row for row in grouped.filter(pl.col("class") == name).to_dicts()}
        states = {state: row["customers"] for state, row in of_class.items()}
        net = sum(row["net"] for row in of_class.values())
        active = of_class.get("active", {"net": 0})["net"]
        rows.append(ClassRow(name, states, sum(states.values()), net, active))
    return rows


def _curve(customers: pl.DataFrame) -> list[tuple[float, float]]:
    """The concentration curve: (share of customers, share of money), best payers first, from (0, 0) on."""
    net = customers.filter(pl.col("orders") > 0)["net"].sort(descending=True)
    total = int(net.sum())
    if total <= 0:
        return []
    running = net.cum_sum()
    places = sorted({max(1, round(len(net) * step / _CURVE_POINTS)) for step in range(1, _CURVE_POINTS + 1)})
    return [(0.0, 0.0), *((place / len(net), int(running[place - 1]) / total) for place in places)]


def _moves(transitions: pa.Table) -> Moves:
    matrix: Counter[tuple[str, str]] = Counter()
    tally: Counter[str] = Counter()
    for row in transitions.to_pylist():
        (old, was), (new, now) = _place(row["from"]), _place(row["to"])
        number = row["customers"]
        matrix[old, new] += number
        if old == "new":
            tally["fresh"] += number
            continue
        step = _ORDER.index(new) - _ORDER.index(old)
        tally["up" if step > 0 else "down" if step < 0 else "same"] += number
        if was != now and old != "prospect":
            asleep = {
                ("active", "dormant"): "fell_asleep",
                ("dormant", "dead"): "died",
                ("active", "dead"): "died",
            }
            tally[asleep.get((was, now), "woke" if now == "active" else "other")] += number
    names = ("up", "down", "fresh", "fell_asleep", "died", "woke")
    return Moves(dict(sorted(matrix.items())), **{name: tally[name] for name in names})


def _place(text: str) -> tuple[str, str]:
    name, _, state = text.partition("/")
    return name, state


def _is_overdue() -> pl.Expr:
    return pl.col("overdue").fill_null(False) & (pl.col("state") != "dead") & (pl.col("orders") > 1)


def _is_near() -> pl.Expr:
    return (pl.col("class") == "steady") & pl.col("to_upper").is_not_null() & (pl.col("state") == "active")


def _is_expected(as_of: date, within: int) -> pl.Expr:
    due = pl.col("next_on").is_between(as_of, as_of + timedelta(days=within), closed="right")
    return due & ~pl.col("overdue").fill_null(True) & (pl.col("orders") > 1)


def _expected_within(customers: pl.DataFrame, as_of: date, within: int) -> tuple[int, int]:
    """(customers whose median next order day lies in the next days, the sum of their usual order values)."""
    due = customers.filter(_is_expected(as_of, within))
    return due.height, int(due["usual"].fill_null(0).sum())


def _by_time(customers: pl.DataFrame, as_of: date) -> list[tuple[date, str, str, int]]:
    """What time alone changes in the next 28 days: (the last of these days, class/state now, then, customers)."""
    end = as_of + timedelta(days=28)
    soon = customers.filter(pl.col("next_change_on") <= end)
    grouped = (
        soon.select(
            pl.concat_str("class", "state", separator="/").alias("now"),
            pl.concat_str("next_class", "next_state", separator="/").alias("then"),
        )
        .group_by("now", "then")
        .len()
        .sort("len", "now", "then", descending=[True, False, False])
    )
    return [(end, row["now"], row["then"], row["len"]) for row in grouped.head(8).to_dicts()]


def _rejected(rejects: list[Reject]) -> list[tuple[str, int, str]]:
    """(reason, how many, an example) by number; the example is the smallest text, so that order does not matter."""
    counts = Counter(reject.reason for reject in rejects)
    examples: dict[str, str] = {}
    for reject in rejects:
        shown = f"{reject.field}: {reject.value}" if reject.field else reject.value
        if reject.reason not in examples or shown < examples[reject.reason]:
            examples[reject.reason] = shown
    ranked = sorted(counts.items(), key=lambda item: (-item[1], item[0]))
    return [(reason, number, examples[reason]) for reason, number in ranked]


class _Listed:
    """The page's lists of single customers, with names where the files have them."""

    def __init__(
        self, customers: pl.DataFrame, result: Result, lines: pa.Table, names: pa.Table, as_of: date
    ) -> None:
        self._customers = customers
        self._reorders = pl.DataFrame(result.reorders)
        self._lines = lines
        self._names = names
        self._as_of = as_of

    def overdue(self) -> list[dict[str, Any]]:
        """Those who should have come, not yet dead; the highest usual order first."""
        found = self._customers.filter(_is_overdue())
        return self._rows(found, ["usual", "net"])

    def expected(self) -> list[dict[str, Any]]:
        """Those whose next order is most likely in the next 7 days; the highest usual order first."""
        return self._rows(self._customers.filter(_is_expected(self._as_of, 7)), ["usual", "net"])

    def near(self) -> list[dict[str, Any]]:
        """Active steady customers with the least missing to 7A."""
        found = self._customers.filter(_is_near()).sort("to_upper", "customer_id").head(LISTED)
        return self._named(found)

    def reorders(self) -> list[dict[str, Any]]:
        """Products that are due in the next 7 days, bought at least twice; regular ones first."""
        if not self._reorders.height:
            return []
        end = self._as_of + timedelta(days=7)
        due = self._reorders.filter(
            pl.col("next_on").is_between(self._as_of, end, closed="right")
            & ~pl.col("overdue")
            & (pl.col("orders") > 1)
        )
        spread = (pl.col("habit_hi") - pl.col("habit_lo")) / pl.col("gap_median")
        few = pl.col("habit_gaps") < 3
        ranked = due.sort(few, spread, "customer_id", "product_id", nulls_last=True).head(LISTED)
        titles = self._titles(ranked["product_id"])
        return [{**row, "title": titles.get(row["product_id"], "")} for row in self._named(ranked)]

    def _rows(self, found: pl.DataFrame, keys: list[str]) -> list[dict[str, Any]]:
        order = [True] * len(keys) + [False]
        return self._named(found.sort(*keys, "customer_id", descending=order, nulls_last=True).head(LISTED))

    def _named(self, found: pl.DataFrame) -> list[dict[str, Any]]:
        names = self._called(found["customer_id"])
        return [{**row, "name": names.get(row["customer_id"], "")} for row in found.to_dicts()]

    def _called(self, ids: pl.Series) -> dict[Any, str]:
        """The name each of these customers had last; of several that day, the first by text."""
        if not self._names.num_columns:
            return {}
        return self._latest(pl.DataFrame(self._names), "customer_id", "customer_name", ids)

    def _titles(self, ids: pl.Series) -> dict[Any, str]:
        wanted = {"product_id", "product_name"}
        if not wanted <= set(self._lines.column_names):
            return {}
        frame = pl.DataFrame(self._lines.select(["product_id", "product_name", "ordered_at"]))
        return self._latest(frame, "product_id", "product_name", ids)

    def _latest(self, frame: pl.DataFrame, key: str, value: str, ids: pl.Series) -> dict[Any, str]:
        named = frame.filter(pl.col(key).is_in(ids.unique().implode()) & (pl.col(value) != ""))
        last = named.sort("ordered_at", value, descending=[True, False]).unique(
            key, keep="first", maintain_order=True
        )
        return dict(zip(last[key], last[value], strict=True))
