"""Purchase files: one row a line, recognised by order number and line; customers come along."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

import polars as pl
import pyarrow as pa

from otokui.core.kernel.errors import Refused
from otokui.core.tabular.dates import DateStyle, check_zone, decide_style
from otokui.core.tabular.money import in_minor_units
from otokui.core.tabular.source import Table
from otokui.core.tabular.types import Reason
from otokui.domain.accounts.public import get_business, staff_called, update_business
from otokui.domain.customers.types import MatchKey, Policy
from otokui.domain.exchange.actions.takers.buyers import (
    ABOUT_CUSTOMER,
    Buyers,
    as_customer,
    find_or_make_buyers,
)
from otokui.domain.exchange.adapters.ordering import Prepared
from otokui.domain.exchange.adapters.parsing import decide_styles
from otokui.domain.exchange.adapters.reading import ROW
from otokui.domain.exchange.adapters.rejects import REJECTIONS, rejections
from otokui.domain.exchange.adapters.sales import SalesFacts, read_sales
from otokui.domain.exchange.adapters.words import FORMER, UNDATED, about
from otokui.domain.exchange.rules.customer_rows import home_of
from otokui.domain.exchange.types import Counts, ImportRequest, Kind, Rejection, fields_of
from otokui.domain.purchases import public as purchases
from otokui.domain.purchases import types as sold

_GUEST = "\tguest\t"
_WITHOUT_NUMBER = "\t"
_COLUMN_OF = {"product_id": "product_code", "campaign": "trigger", "customer_id": "customer_ref"}
_MONEY = ("amount", "unit_price", "discount", "unit_cost")


class TakePurchases:
    """Takes a sales file. Rows of one order may lie anywhere in the file; they are written together.

    Customers are found by the match key; unknown ones are made from what the file says about them. Rows that
    say nothing about a customer are guests'.
    """

    chunk_rows: int | None = None

    def __init__(self, request: ImportRequest, table: Table) -> None:
        self.table = table
        self._request = request
        self._business = get_business()
        self._facts = SalesFacts()
        options, fields = request.options, fields_of(Kind.PURCHASES)
        required = {name: column for name, column in request.mapping.items() if name != "deliver_on"}
        self._styles = decide_styles(table, required, fields, options.date_format)
        if column := request.mapping.get("deliver_on"):
            self._styles["deliver_on"] = _style_beside(table, column, self._styles["ordered_at"])
        self._source_zone = check_zone(options.source_timezone) if options.source_timezone else ""
        self._minor_units: int | None = None

    def read(self) -> Iterator[Prepared]:
        return read_sales(
            self.table,
            self._request.mapping,
            facts=self._facts,
            styles=self._styles,
            zone=self._business.time_zone,
            source_zone=self._source_zone,
        )

    def settle(self, *_rows: Any, **_run: Any) -> pl.DataFrame:
        """Sellers who are not on the staff, delivery days that are none: each once, with its first row."""
        known = staff_called(self._facts.sellers, active_only=False)
        strangers = {name: seen for name, seen in self._facts.sellers.items() if name not in known}
        return rejections(
            Rejection(row, field, text, about(reason, f"{lines:,}"))
            for field, reason, found in (
                ("staff", FORMER, strangers),
                ("deliver_on", UNDATED, self._facts.undated),
            )
            for text, (row, lines) in found.items()
        )

    def record(self) -> pl.Expr:
        mapping = self._request.mapping
        who = pl.col("customer_id") if "customer_id" in mapping else pl.lit("")
        unnumbered = pl.concat_str(pl.lit(_WITHOUT_NUMBER), who, pl.col("ordered_at").cast(pl.String))
        if "order_id" not in mapping:
            return unnumbered
        return pl.when(pl.col("order_id") != "").then(pl.col("order_id")).otherwise(unnumbered)

    def facts(self) -> dict[str, Any]:
        told = {"sellers": self._facts.sellers, "undated": self._facts.undated}
        return {"minor_units": self._decide_minor_units(), **told}

    def recall(self, facts: dict[str, Any]) -> None:
        self._minor_units = facts["minor_units"]
        for name in ("sellers", "undated"):
            told = {text: (row, lines) for text, (row, lines) in facts.get(name, {}).items()}
            setattr(self._facts, name, told)

    def prepare(self, rows: pl.DataFrame) -> Prepared:
        rows, broken = self._in_minor_units(rows)
        keyed = rows.with_columns(key=self._customer_keys(rows), record=self.record())
        nameless = keyed.filter(pl.col("key").is_null() & self._says_something(rows))
        keyed = keyed.filter(~(pl.col("key").is_null() & self._says_something(rows)))
        guest = pl.concat_str(pl.lit(_GUEST), pl.col("record"))
        found = pl.col("key").filter(pl.col("key") != "").first().over("record")
        keyed = keyed.with_columns(home=pl.coalesce(found, guest), ordered_at=self._instants())
        lacking = [
            Rejection(row, self._request.match_key.value, "", str(Reason.MISSING)) for row in nameless[ROW]
        ]
        return keyed.drop("record"), pl.concat([broken, rejections(lacking)])

    def _decide_minor_units(self) -> int:
        """The business's; an empty set of books takes two-digit units over from its first file."""
        if self._minor_units is None:
            digits = self._business.minor_units
            if digits == 0 and self._facts.decimals and not purchases.has_orders():
                digits = 2
            self._minor_units = digits
        return self._minor_units

    def _in_minor_units(self, rows: pl.DataFrame) -> Prepared:
        digits = self._decide_minor_units()
        columns, faults = [], [rejections()]
        for name in _MONEY:
            if name not in rows.columns:
                continue
            minor = in_minor_units(rows[name], digits)
            columns.append(minor.values.alias(name))
            if name == "amount" and minor.errors.height:
                located = minor.errors.select(
                    rows[ROW].gather(minor.errors["row"]).alias("row"),
                    pl.lit(name).alias("field"),
                    "value",
                    "reason",
                )
                faults.append(located.cast(pl.Schema(REJECTIONS)))
        return rows.with_columns(columns).drop_nulls("amount"), pl.concat(faults)

    def _customer_keys(self, rows: pl.DataFrame) -> pl.Series:
        """The normalised match key per row; null where the row lacks it."""
        match = self._request.match_key
        if match is MatchKey.CODE:
            return (
                rows["customer_id"].replace("", None)
                if "customer_id" in rows.columns
                else pl.repeat(None, rows.height, dtype=pl.String, eager=True)
            )
        about = self._about(rows).with_columns(_row=pl.int_range(pl.len()))
        distinct = about.drop("_row").unique()
        keys = [home_of(as_customer(row), match) or None for row in distinct.iter_rows(named=True)]
        keyed = distinct.with_columns(pl.Series("key", keys, dtype=pl.String))
        return about.join(keyed, on=distinct.columns, how="left").sort("_row")["key"]

    def _about(self, rows: pl.DataFrame) -> pl.DataFrame:
        return rows.select([name for name in ABOUT_CUSTOMER if name in rows.columns])

    def _says_something(self, rows: pl.DataFrame) -> pl.Expr:
        """Whether a row speaks of a customer although the match key is not in it."""
        names = [] if self._request.match_key is MatchKey.CODE else self._about(rows).columns
        if not names:
            return pl.lit(False)
        return pl.any_horizontal(pl.col(name) != "" for name in names)

    def _instants(self) -> pl.Expr:
        """Local times → instants. A date without time of day is that business day, however it starts."""
        at = pl.col("ordered_at")
        if not self._facts.timed:
            at = at + pl.duration(minutes=self._business.day_start_minutes)
        zone = self._business.time_zone
        placed = at.dt.replace_time_zone(zone, ambiguous="earliest", non_existent="null")
        later = (at + pl.duration(hours=1)).dt.replace_time_zone(
            zone, ambiguous="earliest", non_existent="null"
        )
        return pl.coalesce(placed, later).dt.convert_time_zone("UTC")

    def prepare_books(self, rows: pl.DataFrame, *, run: int, staff: int | None, now: datetime) -> Buyers:
        self._adopt_minor_units()
        return self._buyers(self._asked_for(rows), run=run, staff=staff, now=now)

    def write(
        self,
        rows: pl.DataFrame,
        *,
        run: int | None,
        staff: int | None,
        now: datetime,
        prepared: Buyers | None = None,
    ) -> tuple[Counts, pl.DataFrame]:
        self._adopt_minor_units()
        asked = self._asked_for(rows)
        ids, reasons = prepared or self._buyers(asked, run=run, staff=staff, now=now)
        unknown = pl.col("key").is_in(list(reasons)).fill_null(False)
        refused = asked.filter(unknown)
        result = purchases.record_purchases(
            self._batch(asked.filter(~unknown) if reasons else asked, ids),
            source=self._request.options.source,
            now=now,
            run=run,
            staff=staff,
            dry_run=run is None,
        )
        counts = Counts(
            new=result.new,
            updated=result.updated,
            unchanged=result.unchanged,
            rejected=refused.height,
            skipped=rows.height - asked.height,
            removed=result.removed,
        )
        field = self._request.match_key.value.replace("_", "+")
        return counts, rejections(
            Rejection(row, field, key, reasons[key]) for row, key in refused.select(ROW, "key").rows()
        )

    def _buyers(self, rows: pl.DataFrame, *, run: int | None, staff: int | None, now: datetime) -> Buyers:
        today = now.astimezone(ZoneInfo(self._business.time_zone)).date()
        return find_or_make_buyers(rows, self._request.match_key, run=run, staff=staff, now=now, today=today)

    def _batch(self, rows: pl.DataFrame, ids: dict[str, int]) -> pa.Table:
        """The chunk as `purchases` takes it, with the columns that the file has and no others."""
        known = pl.lit(None, dtype=pl.Int64)
        if ids:
            known = pl.col("key").replace_strict(ids, default=None, return_dtype=pl.Int64)
        named = rows.rename({old: new for old, new in _COLUMN_OF.items() if old in rows.columns})
        named = named.with_columns(customer_id=known)
        if "customer_ref" not in named.columns:
            named = named.with_columns(customer_ref="key")
        table = named.select([name for name in sold.LINES.names if name in named.columns]).to_arrow()
        return table.cast(pa.schema([sold.LINES.field(name) for name in table.column_names]))

    def _asked_for(self, rows: pl.DataFrame) -> pl.DataFrame:
        """The lines that the policy lets in."""
        if self._request.policy is Policy.BOTH:
            return rows
        known = purchases.knows_orders(self._batch(rows, {}), source=self._request.options.source)
        mask = pl.Series(known)
        return rows.filter(mask if self._request.policy is Policy.UPDATE else ~mask)

    def _adopt_minor_units(self) -> None:
        digits = self._decide_minor_units()
        if digits != get_business().minor_units:
            update_business(replace(self._business, minor_units=digits))


def _style_beside(table: Table, column: str, orders: DateStyle) -> DateStyle:
    """How delivery days are written: where their column leaves it open, as the days of the orders."""
    try:
        return decide_style(table.column(column), name=column)
    except Refused:
        return orders
