"""The newest survey of the shop, and the customers behind its transitions."""

from typing import Any, Final

from django.db.models import Exists, OuterRef, Q

from otokui.domain.accounts.types import Sight
from otokui.domain.customers import public as customers
from otokui.domain.customers.public import only_visible
from otokui.domain.insights.models import Passage, Standing, Survey
from otokui.domain.insights.types import Move, MoveKind, SurveyView

Place = tuple[str, str | None]
_OTHERS: Final[dict[str, list[dict[str, Any]]]] = {
    "class": [{"state": "active"}, {"state": "dormant"}, {"state": "dead"}, {"state": None}],
    "state": [{"customer_class": key} for key in ("first", "toddler", "steady", "trend", "best")],
}
"""Index branches: within one class by state and the other way about."""


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


def find_order_value_bounds() -> tuple[int, int] | None:
    """Where the middle and the upper third of average order values begin, minor units; as the newest survey
    froze them. None before the first survey or with fewer than three buyers. One SQL query.
    """
    bounds = Survey.objects.order_by("-run_id").values_list("figures__order_value", flat=True).first()
    return (int(bounds[0]), int(bounds[1])) if bounds else None


def list_passages(
    run: int, *, sight: Sight, kind: MoveKind, after: tuple[int, int] | None = None, limit: int
) -> tuple[tuple[Move, ...], tuple[int, int] | None]:
    """Who in sight moved so before the survey of this run, richest first, and where the list goes on.

    With `from_…` alone: who left there, wherever they went.

    Nothing for a run whose passages are no longer kept. Two SQL queries.
    """
    found = only_visible(Passage.objects.filter(run_id=run), sight)
    wanted = {name: getattr(kind, name) for name in ("from_class", "to_class", "from_state", "to_state")}
    found = found.filter(**{name: value for name, value in wanted.items() if value is not None})
    if kind.to_class is None and kind.to_state is None:
        part = "class" if kind.from_class else "state"
        found = found.exclude(**{f"to_{part}": getattr(kind, f"from_{part}")})
    if after is not None:
        found = found.filter(_below(after))
    fields = ("customer_id", "net", "from_class", "from_state", "to_class", "to_state")
    rows = list(found.order_by("-net", "customer_id").values_list(*fields)[: limit + 1])
    return _named([dict(zip(fields, row, strict=True)) for row in rows], limit)


def list_stayers(
    run: int, *, sight: Sight, kind: MoveKind, after: tuple[int, int] | None = None, limit: int
) -> tuple[tuple[Move, ...], tuple[int, int] | None]:
    """Who in sight stands in a class, or a state, today and did not come there in the month of this survey.

    Those who moved away since the survey are not among them, so there may be fewer than it counted. Richest
    first, and where the list goes on. Three SQL queries, each branch along an index to its limit.
    """
    if not is_surveyed(run):
        return (), None
    part, key = ("class", kind.to_class) if kind.to_class else ("state", kind.to_state)
    came = Passage.objects.filter(run_id=run, customer_id=OuterRef("customer_id"))
    here = only_visible(Standing.objects.all(), sight).filter(~Exists(came.exclude(**{f"from_{part}": key})))
    if after is not None:
        here = here.filter(_below(after))
    field = "customer_class" if part == "class" else part
    branches = [
        here.filter(**{field: key}, **other).order_by("-net", "customer_id")[: limit + 1]
        for other in _OTHERS[part]
    ]
    columns = ("customer_id", "net", "customer_class", "state")
    first, *more = (branch.values_list(*columns) for branch in branches)
    found = sorted(first.union(*more, all=True), key=lambda row: (-row[1], row[0]))
    return _named([_stayed(*row) for row in found[: limit + 1]], limit)


def is_surveyed(run: int) -> bool:
    """Whether the movers of this run are the ones that are kept. One SQL query."""
    return Survey.objects.order_by("-run_id").values_list("run_id", flat=True).first() == run


def _stayed(customer_id: int, net: int, customer_class: str, state: str | None) -> dict[str, Any]:
    place = {f"{when}_class": customer_class for when in ("from", "to")}
    return place | {f"{when}_state": state for when in ("from", "to")} | {
        "customer_id": customer_id,
        "net": net,
    }  # fmt: skip


def _below(after: tuple[int, int]) -> Q:
    return Q(net__lt=after[0]) | Q(net=after[0], customer_id__gt=after[1])


def _named(rows: list[dict[str, Any]], limit: int) -> tuple[tuple[Move, ...], tuple[int, int] | None]:
    names = customers.customer_names([row["customer_id"] for row in rows[:limit]])
    moves = tuple(Move(name=names.get(row["customer_id"], ""), **row) for row in rows[:limit])
    return moves, (moves[-1].net, moves[-1].customer_id) if len(rows) > limit else None


def _place(text: str) -> Place:
    customer_class, _slash, state = text.partition("/")
    return customer_class, state if state not in ("", "none") else None
