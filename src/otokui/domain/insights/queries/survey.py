"""The newest survey: of the whole shop, or of the customers whom somebody sees."""

from datetime import datetime
from functools import lru_cache
from hashlib import blake2b
from typing import Any, Final

import numpy as np

from otokui.analytics.figures import figures_of_people, needed_columns
from otokui.analytics.marks import Mask
from otokui.analytics.window import Window
from otokui.core.kernel.kept import Kept
from otokui.domain.accounts.types import EVERYBODY, Sight
from otokui.domain.insights.models import Survey
from otokui.domain.insights.queries.beginnings import beginnings_of
from otokui.domain.insights.queries.survey_columns import read_people, rows_in_sight
from otokui.domain.insights.rules import falls_of
from otokui.domain.insights.types.survey import Falls, SurveyView
from otokui.domain.purchases.public import shop_names

_OF_SOME: Final[Kept[bytes, dict[str, Any]]] = Kept(16)
"""Figures of those in sight, by who they are: the same people of the same survey are counted once."""


def find_survey(sight: Sight = EVERYBODY) -> SurveyView | None:
    """The newest survey, None before the first one. One SQL query.

    For a limited sight the same figures of those in sight (`otokui.analytics.figures.figures_of_people`),
    None where the newest survey did not keep what they need; five SQL queries more at most.
    """
    row = Survey.objects.select_related("run").defer("run__parameters").order_by("-run_id").first()
    if row is None:
        return None
    figures: dict[str, Any] | None = row.figures
    if sight.is_limited:
        rows = rows_in_sight(row.run_id, row.counted_at, sight)
        figures = _of_some(row, rows)
    return None if figures is None else _view(row, figures, is_whole=not sight.is_limited)


def _view(row: Survey, figures: dict[str, Any], *, is_whole: bool) -> SurveyView:
    top: dict[str, Any] = figures["concentration"]
    eighty = top["customers_for_80_percent"]
    return SurveyView(
        run=row.run_id,
        window=Window.of(row.as_of),
        counted_at=row.counted_at,
        is_whole=is_whole,
        figures=figures,
        rfm={(r, f): (count, net) for r, f, count, net in figures["rfm"]},
        concentration=tuple(
            (part["customers_percent"], part["customers"], part["net"]) for part in top["top"]
        ),
        buyers=top["customers"],
        net=top["net"],
        eighty=eighty["customers"] if eighty else None,
    )


def _of_some(row: Survey, rows: Mask) -> dict[str, Any] | None:
    """The figures of these rows of the newest survey."""
    who, mark = blake2b(np.packbits(rows).tobytes()).digest(), (row.run_id, row.counted_at)
    known = _OF_SOME.find(who, mark)
    if known is not None:
        return known
    window = Window.of(row.as_of)
    people = read_people(row.run_id, [*needed_columns(window), "first_shop"], rows)
    if people is None:
        return None
    shops = shop_names(set(people["first_shop"].to_list()) - {0})
    figures = figures_of_people(people, window) | {
        "beginnings": beginnings_of(people, window, shops),
        "first_day": row.figures["first_day"],
    }
    return _OF_SOME.keep(who, mark, figures)


def falls_in(survey: SurveyView) -> Falls:
    """Whether the alarm rings in these figures."""
    kept = (survey.figures[name] for name in _KEPT)
    return falls_of(survey.run, survey.window, *kept)


def find_falls() -> Falls | None:
    """Whether the alarm rings in the newest survey, None before the first one. One SQL query, a second one
    when that is not known yet.
    """
    newest = Survey.objects.order_by("-run_id").values_list("run_id", "counted_at").first()
    return None if newest is None else _falls(*newest)


_KEPT: Final = ("existing", "existing_net", "first_day")


@lru_cache(maxsize=2)
def _falls(run: int, _counted_at: datetime) -> Falls:
    """Read once a survey: taking three lists out of a large document costs PostgreSQL milliseconds."""
    kept = [f"figures__{name}" for name in _KEPT]
    as_of, *figures = Survey.objects.values_list("as_of", *kept).get(run_id=run)
    return falls_of(run, Window.of(as_of), *figures)


def find_order_value_bounds() -> tuple[int, int] | None:
    """Where the middle and the upper third of average order values begin, minor units; as the newest survey
    froze them. None before the first survey or with fewer than three buyers. One SQL query.
    """
    bounds = Survey.objects.order_by("-run_id").values_list("figures__order_value", flat=True).first()
    return (int(bounds[0]), int(bounds[1])) if bounds else None
