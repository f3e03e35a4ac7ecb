"""The newest survey of the shop, and the customers behind its numbers."""

from contextlib import suppress
from datetime import datetime
from functools import lru_cache
from io import BytesIO
from typing import Any

import numpy as np
import polars as pl
from django.db.models import QuerySet
from django.db.models.expressions import RawSQL

from otokui.analytics.figures import NAMES
from otokui.analytics.marks import Columns, UnknownMark, customers_of
from otokui.analytics.window import Window
from otokui.core.platform.arrays import array_of
from otokui.domain.accounts.types import Sight
from otokui.domain.customers.public import customer_names, visible
from otokui.domain.insights.models import Standing, Survey, SurveyColumn
from otokui.domain.insights.rules import falls_of
from otokui.domain.insights.types.survey import Falls, MarkedPage, MarkedPerson, SurveyView
from otokui.domain.purchases.public import products_to_arrow


def find_survey() -> SurveyView | None:
    """The newest survey, None before the first one. One SQL query."""
    row = Survey.objects.select_related("run").defer("run__parameters").order_by("-run_id").first()
    if row is None:
        return None
    figures = row.figures
    top: dict[str, Any] = figures["concentration"]
    eighty = top["customers_for_80_percent"]
    return SurveyView(
        run=row.run_id,
        window=Window.of(row.as_of),
        counted_at=row.counted_at,
        figures=figures,
        rfm={(r, f): (count, net) for r, f, count, net in figures["rfm"]},
        concentration=tuple(
            (part["customers_percent"], part["customers"], part["net"]) for part in top["top"]
        ),
        buyers=top["customers"],
        net=top["net"],
        eighty=eighty["customers"] if eighty else None,
    )


def find_falls() -> Falls | None:
    """Whether the alarm rings in the newest survey, None before the first one. One SQL query, a second one
    when that is not known yet.
    """
    newest = Survey.objects.order_by("-run_id").values_list("run_id", "counted_at").first()
    return None if newest is None else _falls(*newest)


@lru_cache(maxsize=2)
def _falls(run: int, _counted_at: datetime) -> Falls:
    """Read once a survey: taking three lists out of a large document costs PostgreSQL milliseconds."""
    kept = [f"figures__{name}" for name in ("existing", "existing_net", "first_day")]
    as_of, *figures = Survey.objects.values_list("as_of", *kept).get(run_id=run)
    return falls_of(run, Window.of(as_of), *figures)


def find_order_value_bounds() -> tuple[int, int] | None:
    """Where the middle and the upper third of average order values begin, minor units; as the newest survey
    froze them. None before the first survey or with fewer than three buyers. One SQL query.
    """
    bounds = Survey.objects.order_by("-run_id").values_list("figures__order_value", flat=True).first()
    return (int(bounds[0]), int(bounds[1])) if bounds else None


def list_marked(mark: str, *, sight: Sight, offset: int, limit: int) -> MarkedPage | None:
    """The customers in sight behind a number of the newest survey, richest first; None before the first one.

    `mark`: `otokui.analytics.marks`; UnknownMark if there is no such number. At most 7 SQL queries, none of
    them as long as the shop is large: a few columns of the survey, and the names of the page.
    """
    survey = Survey.objects.order_by("-run_id").values_list("run_id", "as_of").first()
    if survey is None:
        return None
    run, as_of = survey
    window = Window.of(as_of)
    column, rows = _behind(mark, run, window)
    if sight.is_limited:
        rows = rows[np.isin(column("customer_id")[rows], list(visible(sight)))]
    shown = rows[offset : offset + limit]
    ids, nets = (column(name)[shown].tolist() for name in ("customer_id", "net"))
    newest = column(f"m{len(window.ends) - 1}")[shown].tolist()
    names = customer_names(ids)
    people = [
        MarkedPerson(customer, names.get(customer), net, *_place(NAMES[place]))
        for customer, net, place in zip(ids, nets, newest, strict=True)
    ]
    return MarkedPage(run=run, as_of=as_of, people=tuple(people), count=len(rows))


def ids_behind(mark: str) -> QuerySet[Any, Any]:
    """Sub-query of the ids of the customers behind a number of the newest survey; nobody if there is none.

    At most 6 SQL queries now.
    """
    survey = Survey.objects.order_by("-run_id").values_list("run_id", "as_of").first()
    ids: list[int] = []
    if survey is not None:
        with suppress(UnknownMark):
            column, rows = _behind(mark, survey[0], Window.of(survey[1]))
            ids = column("customer_id")[rows].tolist()
    chosen = RawSQL("SELECT unnest(%s::bigint[])", [array_of(ids)])
    return Standing.objects.filter(customer_id__in=chosen).values("customer_id")


def _behind(mark: str, run: int, window: Window) -> tuple[Columns, np.ndarray]:
    """The columns of the survey, each read once, and the rows of the customers whom a mark means."""
    known: dict[str, np.ndarray] = {}

    def column(name: str) -> np.ndarray:
        if name not in known:
            known[name] = _column(run, name)
        return known[name]

    return column, np.flatnonzero(customers_of(mark, window, column, _products_of(mark)))


def _column(run: int, name: str) -> np.ndarray:
    data = SurveyColumn.objects.filter(survey_id=run, name=name).values_list("data", flat=True).first()
    if data is None:
        raise UnknownMark(name)
    return pl.read_ipc(BytesIO(data))["it"].to_numpy()


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
