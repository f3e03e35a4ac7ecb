"""Count the whole shop under a run, for the pages of analysis."""

from __future__ import annotations

from datetime import datetime
from io import BytesIO
from typing import Any

import polars as pl
from django.db import transaction

from otokui.analytics.figures import figures_of
from otokui.analytics.parameters import RunParameters
from otokui.analytics.survey import survey_lines
from otokui.analytics.window import Window
from otokui.domain.insights.models import Run, Survey, SurveyColumn
from otokui.domain.insights.queries.beginnings import beginnings_of
from otokui.domain.insights.queries.books import parts_of_lines
from otokui.domain.purchases.public import shops_to_arrow


def survey_run(*, run: int, now: datetime) -> None:
    """Store what is seen of the shop at the end of the last day that has passed under a frozen run.

    Idempotent. Reads all lines once, part by part. A run that is no longer the newest is left alone.
    """
    row = Run.objects.get(pk=run)
    newest = Run.objects.frozen().order_by("-id").values_list("pk", flat=True).first()
    if run != newest or row.parameters is None:
        return
    parameters = RunParameters.from_plain(row.parameters)
    window = Window.of(max(row.as_of, row.days_passed_to or row.as_of))
    lines = parts_of_lines(parameters.settings, window.as_of, detailed=True)
    found = survey_lines(lines, parameters, window)
    people, shops = _with_shops(found.people)
    figures = figures_of(found, window)
    figures["beginnings"] = beginnings_of(people, window, shops)
    figures["order_value"] = _frozen(run) or _order_value(found.people)
    _store(run, window, figures, people, now)


def _frozen(run: int) -> list[int]:
    """The bounds that the first survey of this run found: groups stay as they are until the next run."""
    known = Survey.objects.filter(pk=run).values_list("figures__order_value", flat=True).first()
    return [int(bound) for bound in known or ()]


def _order_value(people: pl.DataFrame) -> list[int]:
    """Where the middle and the upper third of average order values begin; [] with fewer than three buyers."""
    bought = people.filter(pl.col("orders") > 0)
    averages = (bought["net"] // bought["orders"]).sort()
    return [int(averages[place * averages.len() // 3]) for place in (1, 2) if averages.len() > 2]


@transaction.atomic
def _store(run: int, window: Window, figures: dict[str, Any], people: pl.DataFrame, now: datetime) -> None:
    """Instead of what was stored before; columns are kept of the newest survey only."""
    values = {"as_of": window.as_of, "figures": figures, "counted_at": now}
    Survey.objects.update_or_create(run_id=run, defaults=values)
    SurveyColumn.objects.all().delete()
    for name in people.columns:
        SurveyColumn.objects.create(survey_id=run, name=name, data=_written(people[name]))


def _written(column: pl.Series) -> bytes:
    file = BytesIO()
    column.alias("it").to_frame().rechunk().write_ipc(file, compression="zstd")
    return file.getvalue()


def _with_shops(people: pl.DataFrame) -> tuple[pl.DataFrame, dict[int, str]]:
    """`first_shop` (0: unknown) instead of `first_order`."""
    orders, names = shops_to_arrow()
    known = pl.DataFrame(orders).rename({"order_id": "first_order", "shop_id": "first_shop"})
    joined = people.join(known, on="first_order", how="left", maintain_order="left")
    kept = joined.drop("first_order").with_columns(pl.col("first_shop").fill_null(0))
    return kept, names
