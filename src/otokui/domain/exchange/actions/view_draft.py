"""A draft as a person checks it: what each column means and how the first rows will be stored."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from itertools import islice
from typing import Any

import polars as pl
from django.utils.translation import gettext as _

from otokui.core.kernel.errors import Refused, told
from otokui.core.tabular.records import Batch
from otokui.core.tabular.source import Table
from otokui.core.ui import figures
from otokui.domain.accounts.public import get_business
from otokui.domain.accounts.types import BusinessSettings
from otokui.domain.exchange.actions.takers import table_of, taker_for
from otokui.domain.exchange.adapters.reading import ROW
from otokui.domain.exchange.adapters.shop_fields import fields_for
from otokui.domain.exchange.adapters.words import reason_words
from otokui.domain.exchange.queries.runs import get_request
from otokui.domain.exchange.rules.match_keys import possible_keys
from otokui.domain.exchange.types import Field, FieldKind, ImportRequest, Kind, Rejection, fields_of

ROWS = 6
EXAMPLES = 3
_SMALL = 1 << 17


@dataclass(frozen=True, slots=True)
class Column:
    """A column of the file: its first different values, and what it means ("" = is not imported)."""

    header: str
    examples: tuple[str, ...]
    field: str


@dataclass(frozen=True, slots=True)
class StoredRow:
    """A row as it will be stored, cells in the order of `DraftView.fields`; a bad one has `faults`."""

    row: int
    cells: tuple[str, ...]
    faults: tuple[Rejection, ...] = ()


@dataclass(frozen=True, slots=True)
class DraftView:
    """`problem`: why it cannot go on ("" = it can): `missing`, `who`, `dates`, `other`, with `sentence`.

    `missing`: required fields without a column. `date_examples`: the file's dates where day and month are
    open. `fields`: those that are mapped, in their usual order; `choices`: all there are. `first`: field →
    its first value as typed.
    """

    encoding: str
    delimiter: str
    sheet: str
    other_sheets: tuple[str, ...]
    header_line: int
    columns: tuple[Column, ...]
    fields: tuple[Field, ...]
    choices: tuple[Field, ...]
    rows: tuple[StoredRow, ...]
    missing: tuple[str, ...]
    problem: str
    sentence: str
    date_column: str
    date_examples: tuple[str, ...]
    first: dict[str, str]
    moment: tuple[str, str]


class Beginning(Table):
    """A table of which only the first rows are read."""

    def batches(self, columns: Sequence[str] | None = None, *, chunk_bytes: int = _SMALL) -> Iterator[Batch]:
        for batch in islice(super().batches(columns, chunk_bytes=chunk_bytes), 1):
            yield Batch(batch.frame.head(ROWS), batch.lines.head(ROWS), batch.rejects[:ROWS])


def view_draft(run_id: int) -> DraftView:
    """The draft, with a look at the beginning of its file. At most 5 queries.

    Refused if the file cannot be read.
    """
    request = get_request(run_id)
    choices = fields_for(request.kind)
    fields = tuple(field for field in choices if field.name in request.mapping)
    table = table_of(request)
    beginning = Beginning(table.layout)
    raw = next(beginning.batches(), None)
    cells = raw.frame.cast(pl.String).fill_null("") if raw is not None else pl.DataFrame()
    missing = _missing(request)
    problem, sentence, rows = _try_rows(request, beginning, missing, fields)
    by_header = {header: name for name, header in request.mapping.items()}
    columns = tuple(
        Column(header, _examples(cells, header), by_header.get(header, "")) for header in table.headers
    )
    dated = _dated(request, fields)
    return DraftView(
        encoding=table.layout.encoding,
        delimiter=table.layout.delimiter,
        sheet=table.layout.sheet,
        other_sheets=table.layout.other_sheets,
        header_line=table.layout.header_line,
        columns=columns,
        fields=fields,
        choices=choices,
        rows=rows,
        missing=missing,
        problem=problem,
        sentence=sentence,
        date_column=dated,
        date_examples=_examples(cells, dated) if problem == "dates" else (),
        first={name: next(iter(_examples(cells, header)), "") for name, header in request.mapping.items()},
        moment=_moment(request, fields, cells, rows),
    )


def _missing(request: ImportRequest) -> tuple[str, ...]:
    mapping = request.mapping
    derived = request.kind is Kind.PURCHASES and {"unit_price", "quantity"} <= mapping.keys()
    lacking = [
        name
        for name, field in fields_of(request.kind).items()
        if field.required and name not in mapping and not (derived and name == "amount")
    ]
    if request.kind is Kind.PURCHASES and possible_keys(mapping):
        lacking = [name for name in lacking if name != "customer_id"]
    return tuple(lacking)


def _try_rows(
    request: ImportRequest, beginning: Table, missing: tuple[str, ...], fields: tuple[Field, ...]
) -> tuple[str, str, tuple[StoredRow, ...]]:
    """(problem, sentence, rows): the very parsers of the import, on the beginning of the file."""
    if missing:
        return "missing", "", ()
    if request.kind is Kind.CUSTOMERS and not possible_keys(request.mapping):
        return "who", "", ()
    try:
        taker = taker_for(request)
        taker.table = beginning
        read = next(taker.read(), None)
    except Refused as problem:
        return ("dates" if problem.code == "date-format" else "other"), told(problem, _), ()
    if read is None:
        return "other", _("There is no row below the headers."), ()
    raw, torn = read
    good, bad = taker.prepare(raw)
    return "", "", _stored(request, fields, good, pl.concat([torn, bad]))


def _stored(
    request: ImportRequest, fields: tuple[Field, ...], good: pl.DataFrame, bad: pl.DataFrame
) -> tuple[StoredRow, ...]:
    business = get_business()
    if request.kind is Kind.PURCHASES and not any(field.name == "amount" for field in fields):
        fields = (*fields, fields_of(Kind.PURCHASES)["amount"])
    known = good.sort(ROW).head(ROWS)
    rows = [
        StoredRow(row[ROW], tuple(_shown(row.get(field.name), field, business) for field in fields))
        for row in known.iter_rows(named=True)
    ]
    faults: dict[int, list[Rejection]] = {}
    for each in bad.rows():
        fault = Rejection(*each)
        faults.setdefault(fault.row, []).append(replace(fault, reason=reason_words(fault.reason)))
    rows += [StoredRow(line, (), tuple(found)) for line, found in faults.items()]
    return tuple(sorted(rows, key=lambda row: row.row)[:ROWS])


def _shown(value: Any, field: Field, business: BusinessSettings) -> str:
    if value is None or value == "":
        return ""
    if field.kind is FieldKind.MONEY:
        return figures.money(int(value), business.currency, business.minor_units)
    if field.kind is FieldKind.QUANTITY:
        return figures.quantity(int(value))
    if isinstance(value, datetime):
        local = value.astimezone(business.zone) if value.tzinfo else value
        clock = (
            ""
            if (local.hour, local.minute) == divmod(business.day_start_minutes, 60)
            else figures.clock(local)
        )
        return f"{figures.day(local.date())} {clock}".strip()
    return figures.day(value) if isinstance(value, date) else str(value)


def _examples(cells: pl.DataFrame, header: str) -> tuple[str, ...]:
    if header not in cells.columns:
        return ()
    values = (value.strip() for value in cells[header].to_list())
    return tuple(dict.fromkeys(value for value in values if value))[:EXAMPLES]


def _dated(request: ImportRequest, fields: tuple[Field, ...]) -> str:
    dates = (field.name for field in fields if field.kind in {FieldKind.MOMENT, FieldKind.DAY})
    return request.mapping.get(next(dates, ""), "")


def _moment(
    request: ImportRequest, fields: tuple[Field, ...], cells: pl.DataFrame, rows: tuple[StoredRow, ...]
) -> tuple[str, str]:
    """(a date as typed, the same as it will be stored), of the first good row."""
    column = _dated(request, fields)
    names = [field.name for field in fields if request.mapping[field.name] == column]
    if not names or column not in cells.columns or not rows or rows[0].faults:
        return "", ""
    place = [field.name for field in fields].index(names[0])
    typed = next(iter(_examples(cells.head(1), column)), "")
    return typed, rows[0].cells[place]
