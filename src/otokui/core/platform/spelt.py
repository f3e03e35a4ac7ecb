"""Queries whose SQL is spelt once: for a page's small answers spelling costs more than running."""

from collections.abc import Callable
from datetime import UTC, date, datetime
from typing import Any, Final

from django.db.models import QuerySet

from otokui.core.platform import prepared

_STAND_INS: Final[dict[type, Callable[[int], Any]]] = {
    int: lambda place: 8_000_000_000_000_000_000 + place,
    date: lambda place: date(9000, 1, 1 + place),
    datetime: lambda place: datetime(9000, 1, 1 + place, tzinfo=UTC),
}


class Spelt:
    """The rows of a `values_list` query that `query` makes of what is asked: whole numbers, days, instants.

    None stands for what is not asked; `limit` is part of the SQL and handed on as it is. Nothing else may
    differ from time to time.
    """

    def __init__(self, query: Callable[..., "QuerySet[Any, Any]"]) -> None:
        self._query = query
        self._known: dict[Any, tuple[str, list[Any]]] = {}

    def rows(self, *, limit: int | None = None, **asked: Any) -> list[tuple[Any, ...]]:
        """One SQL query."""
        shape = (limit, *(name if value is not None else None for name, value in asked.items()))
        known = self._known.get(shape)
        if known is None:
            known = self._known[shape] = self._spell(limit, asked)
        sql, parameters = known
        return prepared.rows(sql, [one(asked) if callable(one) else one for one in parameters])

    def _spell(self, limit: int | None, asked: dict[str, Any]) -> tuple[str, list[Any]]:
        stand_ins = {
            name: None if value is None else _STAND_INS[type(value)](place)
            for place, (name, value) in enumerate(asked.items())
        }
        names = {stand_in: name for name, stand_in in stand_ins.items() if stand_in is not None}
        query = self._query(**stand_ins) if limit is None else self._query(limit=limit, **stand_ins)
        sql, parameters = query.query.sql_with_params()
        return sql, [
            _asked(names[one]) if type(one) in _STAND_INS and one in names else one for one in parameters
        ]


def _asked(name: str) -> Callable[[dict[str, Any]], Any]:
    return lambda asked: asked[name]
