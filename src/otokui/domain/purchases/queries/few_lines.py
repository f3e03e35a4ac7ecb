"""All lines of one customer, row by row: what `lines_of` says, for a page that asks about a few days.

Where two lines fall on one instant and something came back, the source's own numbers put those that matter
in order, as `ties` does for frames.
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

from otokui.analytics.few import FewLine, within_reach
from otokui.core.platform import prepared

_LINES: Final = """
SELECT line.ordered_at, amount,
    CASE WHEN kind = 'sale' OR own.numbered THEN order_id END, line_no, product_id, quantity,
    CASE kind WHEN 'return' THEN 'returned' WHEN 'cancel' THEN 'cancelled' END,
    CASE WHEN names_order <> '' THEN coalesce(named.id, -1) END,
    own.external_id, own.source, own.numbered, own.lines_numbered, product.code,
    named.external_id, named.source, named.numbered
FROM purchases_orderline line
LEFT JOIN purchases_order own ON own.id = line.order_id
LEFT JOIN purchases_order named
    ON line.names_order <> '' AND named.source = own.source AND named.external_id = line.names_order
LEFT JOIN purchases_product product ON product.id = line.product_id
WHERE line.customer_id = %s"""


@dataclass(frozen=True, slots=True)
class _Told:
    """A line, and what its source calls the orders it belongs to: number and source."""

    line: FewLine
    own: tuple[str, str]
    own_numbered: bool
    lines_numbered: bool
    code: str | None
    named: tuple[str, str]
    named_numbered: bool


def few_lines_of(customer: int) -> list[FewLine]:
    """The lines of a customer as this transaction sees them, in no particular order. 1 SQL query."""
    rows = prepared.rows(_LINES, [customer])
    lines = [FewLine(*row[:8]) for row in rows]
    if _has_ties(lines):
        names = {id(line): row[8:] for line, row in zip(lines, rows, strict=True)}
        told = [_told(line, names[id(line)]) for line in within_reach(lines)]
        _go_by_number(told)
        _go_by_content(told)
    return lines


def _told(line: FewLine, names: tuple[Any, ...]) -> _Told:
    external_id, source, numbered, lines_numbered, code, named_id, named_source, named_numbered = names
    return _Told(
        line=line,
        own=(external_id, source),
        own_numbered=bool(numbered),
        lines_numbered=bool(lines_numbered) and line.order_id is not None and (line.line_no or 0) >= 0,
        code=code,
        named=(named_id, named_source),
        named_numbered=bool(named_numbered),
    )


def _has_ties(lines: Sequence[FewLine]) -> bool:
    if all(line.status is None for line in lines):
        return False
    return any(lines > 1 for lines in Counter(line.ordered_at for line in lines).values())


def _go_by_number(told: Sequence[_Told]) -> None:
    """The rank of an order's number, below zero, in place of our id; without a number none."""
    numbers = {each.own for each in told if each.line.order_id is not None and each.own_numbered}
    numbers |= {each.named for each in told if each.named_numbered}
    # -1 is an order that we do not have.
    rank = {number: place - len(numbers) - 1 for place, number in enumerate(sorted(numbers))}
    for each in told:
        if each.line.order_id is not None:
            each.line.order_id = rank[each.own] if each.own_numbered else None
        if each.named_numbered:
            each.line.returned_order_id = rank[each.named]


def _go_by_content(told: Sequence[_Told]) -> None:
    """The rank of a line's content where its source gave it no number."""
    for place, each in enumerate(sorted(told, key=_content)):
        if not each.lines_numbered:
            each.line.line_no = place - len(told)  # before all that have one


def _content(each: _Told) -> tuple[Any, ...]:
    line = each.line
    values = (each.code, line.amount, line.quantity, line.returned_order_id, line.status)
    return tuple((value is not None, 0 if value is None else value) for value in values)
