"""Count the whole shop as of a run's day, for the pages of analysis."""

from datetime import date, datetime
from typing import Any

import numpy as np
import polars as pl
import pyarrow as pa
from django.db import transaction

from otokui.analytics.concentration import concentration
from otokui.analytics.derive import derive_standing
from otokui.analytics.parameters import RunParameters
from otokui.analytics.parts import reduce_parts
from otokui.analytics.transitions import NEW, PLACES, count_passages, month_before, passages
from otokui.domain.insights.adapters.frames import write_frame
from otokui.domain.insights.models import Passage, Run, Survey
from otokui.domain.insights.queries.books import parts_of_lines


def survey_run(*, run: int, now: datetime) -> None:
    """Store the survey of a frozen run and who moved in the month before it. Idempotent.

    Reads all lines once, part by part. A run that is no longer the newest is left alone.
    """
    row = Run.objects.get(pk=run)
    newest = Run.objects.frozen().order_by("-id").values_list("pk", flat=True).first()
    if run != newest or row.parameters is None:
        return
    parameters = RunParameters.from_plain(row.parameters)
    then, states, movers, transitions = _passages(parameters, row.as_of)
    figures = {
        "transitions": [list(pair.values()) for pair in transitions.to_pylist()],
        "rfm": _rfm(states, parameters, row.as_of),
        "concentration": concentration(states),
        "order_value": _order_value(states),
    }
    with transaction.atomic():
        Survey.objects.update_or_create(
            run_id=run, defaults={"before": then, "figures": figures, "counted_at": now}
        )
        Passage.objects.all().delete()
        write_frame("insights_passage", movers.select(pl.lit(run).alias("run_id"), pl.all()))


def _passages(parameters: RunParameters, as_of: date) -> tuple[date, pa.Table, pl.DataFrame, pa.Table]:
    """The day a month before, the states of now, those who moved since, and the counts of all."""
    settings, then = parameters.settings, month_before(as_of)
    reduced = reduce_parts(parts_of_lines(settings, as_of), settings, as_of, then)
    states = reduced.states
    came_from, here = passages(reduced.before, states, parameters, (then, as_of))
    moved = np.flatnonzero(came_from != here)
    places = [place.split("/") for place in (*PLACES, f"{NEW}/none")]
    customer_class = np.array([place[0] for place in places])
    state = np.array([place[1] for place in places])
    frame = pl.DataFrame(
        {
            "customer_id": states["customer_id"].to_numpy()[moved],
            "from_class": customer_class[came_from[moved]].astype(str),
            "from_state": state[came_from[moved]].astype(str),
            "to_class": customer_class[here[moved]].astype(str),
            "to_state": state[here[moved]].astype(str),
            "net": states["net"].to_numpy()[moved],
        }
    )
    nothing = pl.col("from_state", "to_state").replace("none", None)
    return then, states, frame.with_columns(nothing), count_passages(came_from, here)


def _rfm(states: pa.Table, parameters: RunParameters, as_of: date) -> list[list[Any]]:
    """[r, f, customers, net] of those who have bought."""
    scored = pl.DataFrame(derive_standing(states, parameters, as_of, only=("r", "f", "net")))
    bought = scored.filter(pl.col("r").is_not_null())
    grid = bought.group_by("r", "f").agg(pl.len().alias("customers"), pl.col("net").sum())
    return [list(row) for row in grid.sort("r", "f").iter_rows()]


def _order_value(states: pa.Table) -> list[int]:
    """Bounds of the terciles of the average order value of those who have bought; [] without anybody.

    A third of the buyers, rounded up, lies below the first bound unless several share its value.
    """
    bought = pl.DataFrame(states.select(["orders", "net"])).filter(pl.col("orders") > 0)
    averages = (bought["net"] // bought["orders"]).sort()
    return [int(averages[-(-place * averages.len() // 3)]) for place in (1, 2) if averages.len() > 2]
