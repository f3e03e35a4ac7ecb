"""How each kind of file is taken."""

from collections.abc import Callable, Iterator
from functools import lru_cache
from pathlib import Path

from otokui.core.tabular.source import Table, open_table
from otokui.domain.exchange.actions.takers.customers import TakeCustomers
from otokui.domain.exchange.actions.takers.products import TakeProducts
from otokui.domain.exchange.actions.takers.purchases import TakePurchases
from otokui.domain.exchange.actions.takers.taker import Taker
from otokui.domain.exchange.adapters.ordering import OrderedRows
from otokui.domain.exchange.types import ImportRequest, Kind

__all__ = ["Taker", "order_rows", "table_at", "table_of", "taker_for"]

_TAKERS: dict[Kind, Callable[[ImportRequest, Table], Taker]] = {
    Kind.CUSTOMERS: TakeCustomers,
    Kind.PURCHASES: TakePurchases,
    Kind.PRODUCTS: TakeProducts,
}


def taker_for(request: ImportRequest) -> Taker:
    """The taker of this kind of file. Refused if the file cannot be read or the mapping does not fit it."""
    return _TAKERS[request.kind](request, table_of(request))


def table_of(request: ImportRequest) -> Table:
    """The file as the request wants it read. Refused if it cannot be."""
    chosen = request.options
    return table_at(request.path, encoding=chosen.encoding, delimiter=chosen.delimiter, sheet=chosen.sheet)


def table_at(path: Path, *, encoding: str = "", delimiter: str = "", sheet: str = "") -> Table:
    """`open_table`, but a file that stays as it is is looked at once: a request asks for it several times."""
    try:
        seen = path.stat()
    except (OSError, ValueError):
        return open_table(path, encoding=encoding, delimiter=delimiter, sheet=sheet)
    return _looked_at(path, encoding, delimiter, sheet, (seen.st_ino, seen.st_size, seen.st_mtime_ns))


@lru_cache(maxsize=8)
def _looked_at(path: Path, encoding: str, delimiter: str, sheet: str, _seen: tuple[int, int, int]) -> Table:
    return open_table(path, encoding=encoding, delimiter=delimiter, sheet=sheet)


def order_rows(taker: Taker, ordered: OrderedRows) -> Iterator[int]:
    """Put the rows of the file in order unless they lie in order already; yields rows read so far."""
    if ordered.is_ready:
        taker.recall(ordered.extent().facts)
        return
    yield from ordered.make(
        taker.read(),
        size=taker.table.layout.path.stat().st_size,
        record=taker.record(),
        prepare=taker.prepare,
        facts=taker.facts,
    )
