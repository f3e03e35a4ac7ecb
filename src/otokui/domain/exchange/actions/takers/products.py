"""Product files: one row a product, recognised by its code."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import Any

import polars as pl

from otokui.core.tabular.source import Table
from otokui.core.tabular.types import Reason
from otokui.domain.accounts.public import get_business
from otokui.domain.customers.types import Policy
from otokui.domain.exchange.adapters.ordering import Prepared
from otokui.domain.exchange.adapters.parsing import Meaning, decide_styles, parse_rows
from otokui.domain.exchange.adapters.reading import read_fields
from otokui.domain.exchange.adapters.rejects import rejections
from otokui.domain.exchange.types import Counts, ImportRequest, Kind, Rejection, fields_of
from otokui.domain.purchases import public as purchases
from otokui.domain.purchases.types import ProductRow


class TakeProducts:
    """Takes a product file. The last row of a code says what the product is; empty fields leave what is."""

    chunk_rows: int | None = None

    def __init__(self, request: ImportRequest, table: Table) -> None:
        self.table = table
        self._request = request
        business = get_business()
        fields = fields_of(Kind.PRODUCTS)
        styles = decide_styles(table, request.mapping, fields, request.options.date_format)
        self._meaning = Meaning(fields, styles, business.time_zone, business.minor_units)

    def read(self) -> Iterator[Prepared]:
        return read_fields(self.table, self._request.mapping)

    def record(self) -> pl.Expr:
        return pl.col("code").cast(pl.String)

    def prepare(self, rows: pl.DataFrame) -> Prepared:
        typed, faults = parse_rows(rows, self._meaning)
        nameless = typed.filter(pl.col("code") == "")
        missing = [Rejection(row, "code", "", str(Reason.MISSING)) for row in nameless["row"]]
        # A product and the one it refills may be anywhere in the file: then all of it is one home.
        related = {"refill_of", "accessory_of"} & set(typed.columns)
        home = pl.lit("") if related else pl.col("code")
        kept = typed.filter(pl.col("code") != "").with_columns(home=home)
        return kept, pl.concat([faults, rejections(missing)])

    def facts(self) -> dict[str, Any]:
        return {}

    def recall(self, facts: dict[str, Any]) -> None:
        pass

    def settle(self, *_rows: Any, **_run: Any) -> pl.DataFrame:
        return rejections()

    def prepare_books(self, rows: pl.DataFrame, *, run: int, staff: int | None, now: datetime) -> None:
        pass

    def write(
        self, rows: pl.DataFrame, *, run: int | None, staff: int | None, now: datetime, prepared: None = None
    ) -> tuple[Counts, pl.DataFrame]:
        wanted, skipped = self._asked_for(rows)
        products = [_product(row) for row in wanted.drop("row", "home").iter_rows(named=True)]
        result = purchases.write_products(products, now=now, run=run, staff=staff)
        counts = Counts(result.new, result.updated, result.unchanged, skipped=skipped)
        return counts, rejections()

    def _asked_for(self, rows: pl.DataFrame) -> tuple[pl.DataFrame, int]:
        """The rows that the policy lets in, and how many it leaves out."""
        policy = self._request.policy
        if policy is Policy.BOTH:
            return rows, 0
        known = pl.col("code").is_in(purchases.known_products(rows["code"].to_list()))
        wanted = rows.filter(known if policy is Policy.UPDATE else ~known)
        return wanted, rows.height - wanted.height


def _product(row: dict[str, Any]) -> ProductRow:
    return ProductRow(
        code=row["code"],
        name=row.get("name") or None,
        category=row.get("category") or None,
        unit=row.get("unit") or None,
        cost=row.get("unit_cost"),
        price=row.get("price"),
        stock=row.get("stock"),
        refill_of=_codes(row.get("refill_of")),
        accessory_of=_codes(row.get("accessory_of")),
    )


def _codes(text: str | None) -> tuple[str, ...] | None:
    """Product codes in one cell, parted by commas, semicolons or spaces; None if the cell is empty."""
    codes = (text or "").replace(";", " ").replace("、", " ").replace(",", " ").split()
    return tuple(codes) or None
