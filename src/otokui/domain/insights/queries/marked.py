"""The customers behind a number of the newest survey."""

from __future__ import annotations

from contextlib import suppress
from datetime import date, datetime
from typing import Any

import numpy as np
import polars as pl
from django.db.models import QuerySet
from django.db.models.expressions import RawSQL

from otokui.analytics.figures import NAMES
from otokui.analytics.marks import Mask, UnknownMark, customers_of
from otokui.analytics.window import Window
from otokui.core.platform.arrays import array_of
from otokui.domain.accounts.types import Sight
from otokui.domain.customers.public import customer_names, seen_among
from otokui.domain.insights.models import Standing, Survey
from otokui.domain.insights.queries.survey_columns import ids_of, read_columns, rows_in_sight
from otokui.domain.insights.types.survey import MarkedPage, MarkedPerson
from otokui.domain.purchases.public import products_to_arrow


def list_marked(mark: str, *, sight: Sight, offset: int, limit: int) -> MarkedPage | None:
    """The customers in sight behind a number of the newest survey, richest first; None before the first one.

    `mark`: `otokui.analytics.marks`; UnknownMark if there is no such number. At most 11 SQL queries, none of
    them as long as the shop is large: a few columns of the survey, and the names of the page. Who has left
    the sight since it was looked at (`rows_in_sight`) is counted, but not shown.
    """
    survey = _newest()
    if survey is None:
        return None
    run, as_of, counted_at = survey
    window = Window.of(as_of)
    newest_place = f"m{len(window.ends) - 1}"
    known = read_columns(run, "net", newest_place)
    rows = _behind(mark, run, window, known, _mine(run, counted_at, sight))
    shown = rows[offset : offset + limit]
    ids = ids_of(run, counted_at)[shown].tolist()
    nets, newest = (known[name][shown].tolist() for name in ("net", newest_place))
    seen = seen_among(ids, sight)
    names = customer_names(seen)
    people = [
        MarkedPerson(customer, names.get(customer), net, *_place(NAMES[place]))
        for customer, net, place in zip(ids, nets, newest, strict=True)
        if customer in seen
    ]
    return MarkedPage(run=run, as_of=as_of, people=tuple(people), count=len(rows))


def ids_behind(mark: str, sight: Sight) -> QuerySet[Any, Any]:
    """Sub-query of the ids of the customers in sight behind a number of the newest survey; nobody if there is
    none.

    At most 8 SQL queries now.
    """
    survey = _newest()
    ids: list[int] = []
    if survey is not None:
        with suppress(UnknownMark):
            run, as_of, counted_at = survey
            rows = _behind(mark, run, Window.of(as_of), {}, _mine(run, counted_at, sight))
            ids = ids_of(run, counted_at)[rows].tolist()
    chosen = RawSQL("SELECT unnest(%s::bigint[])", [array_of(ids)])
    return Standing.objects.filter(customer_id__in=chosen).values("customer_id")


def _newest() -> tuple[int, date, datetime] | None:
    """Run, day and instant of the newest survey. One SQL query."""
    found = Survey.objects.order_by("-run_id").values_list("run_id", "as_of", "counted_at")
    return found.first()


def _mine(run: int, counted_at: datetime, sight: Sight) -> Mask | None:
    return rows_in_sight(run, counted_at, sight) if sight.is_limited else None


def _behind(
    mark: str, run: int, window: Window, known: dict[str, np.ndarray], mine: Mask | None
) -> np.ndarray:
    """The rows of the customers whom a mark means. `known`: columns that are read already.

    `mine`: of these rows alone; a share of the people (`top:20`) is then a share of them.
    """

    def column(name: str) -> np.ndarray:
        if name not in known:
            known.update(read_columns(run, name))
        return known[name] if mine is None else known[name][mine]

    found = customers_of(mark, window, column, _products_of(mark))
    return np.flatnonzero(found) if mine is None else np.flatnonzero(mine)[found]


def _products_of(mark: str) -> list[int]:
    """The products of the category that a mark names. One SQL query if it does."""
    if not mark.startswith("begin:category:"):
        return []
    name = ":".join(mark.split(":")[2:-2])
    found: list[int] = (
        pl.DataFrame(products_to_arrow()).filter(pl.col("category") == name)["product_id"].to_list()
    )
    return found


def _place(text: str) -> tuple[str, str | None]:
    customer_class, _slash, state = text.partition("/")
    return customer_class, state if state not in ("", "none") else None
