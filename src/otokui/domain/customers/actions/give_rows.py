"""Rows change hands, in whatever room's tables they lie."""

from collections.abc import Iterable, Sequence

from django.db.models import F

from otokui.domain.customers.adapters.moving import Column, columns_of, places_of, put_behind
from otokui.domain.customers.models import Customer
from otokui.domain.customers.queries.holding import list_holders
from otokui.domain.customers.queries.merging import by_column
from otokui.domain.customers.types import HeldRow


def give_rows(rows: Sequence[HeldRow], staff_id: int | None) -> dict[tuple[str, int], int]:
    """Give each row to whom the plan says; the places that rows had before, by table and row.

    Inside the caller's transaction, with both customers locked. Two or three statements a table.
    """
    places: dict[tuple[str, int], int] = {}
    of_their_own = _moved_by_holders(rows, staff_id)
    for (table, field, from_id, to_id), ids in by_column(rows).items():
        column = column_called(table, field)
        if table in of_their_own:
            continue
        if column.is_placed:
            places |= {(table, row): place for row, place in places_of(column, ids).items()}
            put_behind(column, ids, to_id)
        column.give(ids, to_id, of_id=from_id)
        if column.model is Customer:
            Customer.objects.filter(pk__in=ids).update(version=F("version") + 1)
    return places


def settle(rows: Iterable[HeldRow], staff_id: int | None) -> None:
    """Have the rooms derive anew what depends on rows that changed hands."""
    concerned: dict[str, set[int]] = {}
    for row in rows:
        if row.moves:
            concerned.setdefault(row.holder, set()).update((row.from_id, row.to_id))
    for name, holder in list_holders().items():
        if name in concerned and holder.settle:
            holder.settle(sorted(concerned[name]), staff_id)


def column_called(table: str, field: str) -> Column:
    """The foreign key of a row that a merge wrote down."""
    return next(column for column in columns_of(frozenset({table})) if column.name == field)


def _moved_by_holders(rows: Sequence[HeldRow], staff_id: int | None) -> frozenset[str]:
    """Let the rooms that give rows away themselves do so; the tables that need nothing more."""
    tables: frozenset[str] = frozenset()
    for name, holder in list_holders().items():
        theirs = {(row.from_id, row.to_id) for row in rows if row.holder == name and row.moves}
        if holder.move is not None:
            for from_id, to_id in sorted(theirs):
                holder.move(from_id, to_id, staff_id)
            tables |= holder.tables
    return tables
