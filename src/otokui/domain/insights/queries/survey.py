"""The newest survey of the shop, and the customers behind its transitions."""

from typing import Any

from django.db.models import Q

from otokui.domain.customers import public as customers
from otokui.domain.insights.models import Passage, Survey
from otokui.domain.insights.types import Move, MoveKind, SurveyView

Place = tuple[str, str | None]


def find_survey() -> SurveyView | None:
    """The newest survey, None before the first one. One SQL query."""
    row = Survey.objects.select_related("run").defer("run__parameters").order_by("-run_id").first()
    if row is None:
        return None
    figures = row.figures
    transitions: dict[Place, dict[Place, int]] = {}
    for one, other, count in figures["transitions"]:
        transitions.setdefault(_place(one), {})[_place(other)] = count
    top: dict[str, Any] = figures["concentration"]
    eighty = top["customers_for_80_percent"]
    return SurveyView(
        run=row.run_id,
        before=row.before,
        as_of=row.run.as_of,
        counted_at=row.counted_at,
        transitions=transitions,
        rfm={(r, f): (count, net) for r, f, count, net in figures["rfm"]},
        concentration=tuple(
            (part["customers_percent"], part["customers"], part["net"]) for part in top["top"]
        ),
        buyers=top["customers"],
        net=top["net"],
        eighty=eighty["customers"] if eighty else None,
    )


def list_passages(
    run: int, *, kind: MoveKind, after: tuple[int, int] | None = None, limit: int
) -> tuple[tuple[Move, ...], tuple[int, int] | None]:
    """Who moved so before the survey of this run, richest first, and where the list goes on.

    Nothing for a run whose passages are no longer kept. Two SQL queries.
    """
    found = Passage.objects.filter(run_id=run)
    wanted = {name: getattr(kind, name) for name in ("from_class", "to_class", "from_state", "to_state")}
    found = found.filter(**{name: value for name, value in wanted.items() if value is not None})
    if after is not None:
        found = found.filter(Q(net__lt=after[0]) | Q(net=after[0], customer_id__gt=after[1]))
    fields = ("customer_id", "net", "from_class", "from_state", "to_class", "to_state")
    rows = list(found.order_by("-net", "customer_id").values_list(*fields)[: limit + 1])
    names = customers.customer_names([row[0] for row in rows[:limit]])
    moves = tuple(
        Move(name=names.get(row[0], ""), **dict(zip(fields, row, strict=True))) for row in rows[:limit]
    )
    return moves, (moves[-1].net, moves[-1].customer_id) if len(rows) > limit else None


def _place(text: str) -> Place:
    customer_class, _slash, state = text.partition("/")
    return customer_class, state if state not in ("", "none") else None
