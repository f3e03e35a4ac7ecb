"""Booking of returns and cancellations (definitions, "Returns").

A reversal is booked to the order it names: on the day of that order's line of the same product, else of its
first line. Otherwise to the latest earlier-or-same-time line of the same customer and product with quantity
left, partly, then the next earlier one, the money in proportion to the quantity. What finds nothing is
unmatched: money on its own day, no value.

Every booking becomes an entry of its own on the day it belongs to, so that sums by day are right and no sale
is rewritten. Reversals are taken in one total order (time, order, line, product, money, quantity), so the
result does not depend on the order of the rows.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from typing import Any

import polars as pl

Columns = dict[str, list[Any]]
EVERYTHING = ""
"""The product of all lines when the file has no product column."""


def book_reversals(frame: pl.DataFrame) -> pl.DataFrame:
    """Replace the reversal rows of `frame` by entries; sale rows stay as they are.

    Needs columns customer_id, day, ordered_at, amount, value, money, reversal, cancelled; uses order_id,
    line_no, product_id, category, quantity, returned_order_id where they are.
    """
    frame = _in_total_order(frame)
    sales = frame.filter(~pl.col("reversal"))
    reversals = frame.filter(pl.col("reversal"))
    if not reversals.height:
        return sales
    names = ["customer_id", "day", "value", "money", "product_id", "category", "quantity", "order_id"]
    names += ["seen", "unit_cost", "discount"]
    columns = [name for name in names if name in sales.columns]
    out = book(_lists(_related(sales, reversals)), _lists(reversals), columns)
    entries = pl.DataFrame([_series(name, out[name], sales.schema[name]) for name in columns])
    return pl.concat([sales.select(columns), entries], how="vertical")


def book(sold: Columns, back: Columns, columns: Sequence[str]) -> Columns:
    """The entries that these reversals make, as so many columns.

    Both sides with the columns that `_lists` reads, in the total order; `sold`: all that could be reached.
    """
    booking = _Booking(sold, back, columns)
    booking.run()
    return booking.out


def _in_total_order(frame: pl.DataFrame) -> pl.DataFrame:
    keys = ["ordered_at", "reversal", "order_id", "line_no", "product_id", "amount", "quantity", "category"]
    keys += ["customer_id", "returned_order_id", "cancelled", "status", "day"]
    return frame.sort([key for key in keys if key in frame.columns], nulls_last=False)


class _Booking:
    """The walk over one set of books; sales and reversals are addressed by their row number."""

    def __init__(self, sold: Columns, back: Columns, columns: Sequence[str]) -> None:
        self.columns, self.sold, self.back = columns, sold, back
        self.money_left: list[int] = list(self.sold["amount"])
        self.quantity_left: list[int | None] = list(self.sold["quantity"])
        self.by_order: dict[tuple[Any, Any], list[int]] = defaultdict(list)
        self.owner_of: dict[Any, Any] = {}
        for row, (owner, order) in enumerate(
            zip(self.sold["customer_id"], self.sold["order_id"], strict=True)
        ):
            if order is not None:
                self.by_order[owner, order].append(row)
                if owner is not None:
                    self.owner_of.setdefault(order, owner)
        self.open: dict[tuple[Any, Any], list[int]] = defaultdict(list)
        self.out: Columns = {name: [] for name in self.columns}

    def run(self) -> None:
        sold_at, next_sale = self.sold["ordered_at"], 0
        for row, at in enumerate(self.back["ordered_at"]):
            while next_sale < len(sold_at) and sold_at[next_sale] <= at:
                self._open(next_sale)
                next_sale += 1
            self._book(row)

    def _open(self, sale: int) -> None:
        self.open[self.sold["customer_id"][sale], self.sold["product_id"][sale]].append(sale)

    def _book(self, row: int) -> None:
        owner = self.back["customer_id"][row]
        named = self.back["returned_order_id"][row]
        own_order = self.back["order_id"][row]
        if owner is None:
            owner = self.owner_of.get(named if named is not None else own_order)
        money = abs(self.back["amount"][row])
        quantity = self.back["quantity"][row]
        quantity = None if quantity is None else abs(quantity)
        lines = self.by_order.get((owner, named if named is not None else own_order))
        if lines:
            self._book_to_order(row, lines, owner, money, quantity)
        elif self.back["cancelled"][row] and own_order is not None and named is None:
            self._write(row, owner, self.back["day"][row], 0, 0, 0, None)
        else:
            self._book_to_earlier(row, owner, money, quantity)

    def _book_to_order(
        self, row: int, lines: list[int], owner: Any, money: int, quantity: int | None
    ) -> None:
        product = self.back["product_id"][row]
        same = [line for line in lines if self.sold["product_id"][line] == product]
        target = (same or lines)[0]
        remaining = quantity
        rest = money
        for line in same or lines[:1]:
            left = self.quantity_left[line]
            if remaining is not None and left is not None:
                taken = min(left, remaining)
                self.quantity_left[line] = left - taken
                remaining -= taken
            part = min(max(self.money_left[line], 0), rest)
            self.money_left[line] -= part
            rest -= part
        day = self.sold["day"][target]
        self._write(row, owner, day, -money, -money, -(quantity or 0), target, product=product)

    def _book_to_earlier(self, row: int, owner: Any, money: int, quantity: int | None) -> None:
        product = self.back["product_id"][row]
        stack: list[int] = []
        if owner is not None:
            stack = self.open.get((owner, product), stack)
        booked = False
        while stack and (money > 0 or quantity):
            sale = stack[-1]
            taken, part, settled = self._take(sale, money, quantity)
            if taken is None:
                stack.pop()
                continue
            self._write(row, owner, self.sold["day"][sale], -part, -part, -taken, sale)
            money -= part
            if quantity is not None:
                quantity -= settled
            booked = True
        if money > 0 or not booked:
            self._write(row, owner, self.back["day"][row], 0, -money, 0, None)

    def _take(self, sale: int, money: int, quantity: int | None) -> tuple[int | None, int, int]:
        """Take as much as the sale has left: (pieces taken there or None if nothing was left, money, pieces
        of the reversal settled)."""
        left = self.quantity_left[sale]
        if quantity and left is not None:
            if left <= 0:
                return None, 0, 0
            taken = min(left, quantity)
            part = money * taken // quantity
            self.quantity_left[sale] = left - taken
            self.money_left[sale] -= part
            return taken, part, taken
        open_money = self.money_left[sale] if left is None or left > 0 else 0
        if open_money <= 0 or money <= 0:
            return None, 0, 0
        part = min(open_money, money)
        self.money_left[sale] -= part
        if left is not None and self.money_left[sale] <= 0:
            self.quantity_left[sale] = 0
        settled = 0 if quantity is None else quantity * part // money
        return 0, part, settled

    def _write(
        self,
        row: int,
        owner: Any,
        day: int,
        value: int,
        money: int,
        quantity: int,
        sale: int | None,
        **given: Any,
    ) -> None:
        source = self.back if sale is None else self.sold
        at = row if sale is None else sale
        values = {"customer_id": owner, "day": day, "value": value, "money": money, "quantity": quantity}
        values |= {"seen": self.back["day"][row], "discount": None}
        for name in self.columns:
            self.out[name].append(values[name] if name in values else given.get(name, source[name][at]))


def _related(sales: pl.DataFrame, reversals: pl.DataFrame) -> pl.DataFrame:
    """The sales a reversal could reach: of the same customer and product, or in an order that is named.

    The walk costs a moment per sale, and the large customers of a B2B house have a return among thousands.
    """
    placed = sales.with_row_index("place")
    same = [name for name in ("customer_id", "product_id") if name in sales.columns]
    known = reversals.filter(pl.col("customer_id").is_not_null()).select(same).unique()
    places = [placed.join(known, on=same, how="semi", nulls_equal=True)["place"]]
    if "order_id" in sales.columns:
        named = [name for name in ("returned_order_id", "order_id") if name in reversals.columns]
        orders = pl.concat([reversals[name].drop_nulls().cast(sales.schema["order_id"]) for name in named])
        places.append(placed.filter(pl.col("order_id").is_in(orders.unique().implode()))["place"])
    return sales[pl.concat(places).unique().sort()]


def _lists(frame: pl.DataFrame) -> Columns:
    """The columns the walk reads as Python lists, missing ones filled."""
    missing: dict[str, Any] = {"product_id": EVERYTHING}
    names = ["customer_id", "day", "ordered_at", "amount", "order_id", "product_id", "category", "quantity"]
    names += ["returned_order_id", "cancelled", "unit_cost"]
    lists: Columns = {}
    for name in names:
        if name in frame.columns:
            lists[name] = frame[name].to_physical().to_list()
        else:
            lists[name] = [missing.get(name)] * frame.height
    return lists


def _series(name: str, values: list[Any], kind: pl.DataType) -> pl.Series:
    """Values as `_lists` read them, back in their type."""
    if isinstance(kind, pl.Enum):
        return kind.categories.gather(pl.Series(values, dtype=pl.UInt32)).cast(kind).alias(name)
    return pl.Series(name, values, kind)
