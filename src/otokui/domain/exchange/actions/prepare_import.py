"""Understand a file and keep it for an import."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from pathlib import Path

import polars as pl
from django.db import transaction

from otokui.core.kernel.errors import Refused
from otokui.core.tabular.source import Table
from otokui.domain.customers.types import MatchKey, Policy
from otokui.domain.exchange.actions.takers import table_at, table_of, taker_for
from otokui.domain.exchange.adapters.kept_files import keep_file
from otokui.domain.exchange.adapters.shop_fields import fields_for
from otokui.domain.exchange.models import ImportRun
from otokui.domain.exchange.rules.match_keys import FIELDS_OF_KEY, choose_match_key
from otokui.domain.exchange.types import (
    ImportOptions,
    ImportRequest,
    Kind,
    MappingGuess,
    Understanding,
    guess_mapping,
    incomplete,
    with_given_columns,
)

_FIRST_ROWS = 20


def understand_file(kind: Kind, path: Path, *, given: Mapping[str, str] | None = None) -> Understanding:
    """What is in a file and which column means what; nothing is kept.

    `given`: field → column as somebody said, before any guess. Refused if the file is none we can read, or
    `given` names fields or columns that do not exist.
    """
    table = table_at(path)
    guess = _guess(kind, table, given or {})
    first = next(table.batches(), None)
    rows = first.frame.head(_FIRST_ROWS).cast(pl.String).rows() if first is not None else []
    return Understanding(
        kind=kind,
        encoding=table.layout.encoding,
        delimiter=table.layout.delimiter,
        sheet=table.layout.sheet,
        headers=tuple(table.headers),
        columns=guess.columns,
        missing=_missing(kind, guess.columns, guess.missing),
        unused=guess.unused,
        notes=guess.notes,
        first_rows=tuple(tuple(cell or "" for cell in row) for row in rows),
    )


def request_import(
    kind: Kind,
    path: Path,
    *,
    given: Mapping[str, str] | None = None,
    match_key: MatchKey | None = None,
    policy: Policy = Policy.BOTH,
    options: ImportOptions | None = None,
) -> ImportRequest:
    """A complete request for this file: the columns given and guessed, and the surest match key.

    Refused (`no-rows`, `missing_columns`, `no_match_key`, `date-format`) if that does not suffice to take the
    file, besides what `understand_file` refuses.
    """
    table = table_at(path, sheet=options.sheet if options else "")
    if not any(batch.frame.height or batch.rejects for batch in table.batches()):
        raise Refused("%(files)s: a header but no rows", code="no-rows", files=path.name)
    guess = _guess(kind, table, given or {})
    missing = _missing(kind, guess.columns, guess.missing)
    key = match_key or (MatchKey.CODE if kind is Kind.PRODUCTS else _surest(kind, guess.columns, missing))
    if key is not MatchKey.CODE:
        missing = tuple(name for name in missing if name != "customer_id")
    if missing:
        lacking = replace(guess, missing=missing)
        raise incomplete(lacking, table.headers, kind, file=path.name, code="missing_columns")
    if kind is not Kind.PRODUCTS:
        _check_key(key, guess.columns, table)
    request = ImportRequest(kind, path, guess.columns, key, policy, options or ImportOptions())
    taker_for(request)  # refuses dates that can be read in two ways and the like
    return request


def unused_columns(request: ImportRequest) -> tuple[str, ...]:
    """The columns of the file that the import leaves aside."""
    return tuple(header for header in table_of(request).headers if header not in request.mapping.values())


def sheets_of(request: ImportRequest) -> tuple[str, tuple[str, ...]]:
    """(the sheet that is read, those that hold something and are not read); empty if it is no workbook."""
    layout = table_of(request).layout
    return layout.sheet, layout.other_sheets


def prepare_import(request: ImportRequest, *, name: str, now: datetime, staff_id: int | None = None) -> int:
    """Keep the file and what is to be done with it; returns the run's id. `name` is what people call it."""
    with request.path.open("rb") as content:
        sha256, size = keep_file(content)
    with transaction.atomic():
        return ImportRun.objects.create(
            kind=request.kind.value,
            file_name=name[:255],
            file_sha256=sha256,
            file_size=size,
            mapping=request.mapping,
            match_key=request.match_key.value,
            policy=request.policy.value,
            options=request.options.to_json(),
            staff_id=staff_id,
            prepared_at=now,
        ).pk


def _guess(kind: Kind, table: Table, given: Mapping[str, str]) -> MappingGuess:
    fields = fields_for(kind)
    guess = guess_mapping(table.headers, kind, fields=fields)
    return with_given_columns(guess, given, table.headers, kind, fields=fields)


def _surest(kind: Kind, columns: Mapping[str, str], missing: tuple[str, ...]) -> MatchKey:
    if kind is Kind.PURCHASES and "customer_id" in missing and set(missing) != {"customer_id"}:
        return MatchKey.CODE  # other columns are missing too: say so rather than how to find customers
    return choose_match_key(columns)


def _check_key(key: MatchKey, columns: Mapping[str, str], table: Table) -> None:
    needed = FIELDS_OF_KEY[key]
    if not all(choices & columns.keys() for choices in needed):
        wanted = " + ".join(" / ".join(sorted(choices)) for choices in needed)
        raise Refused(
            "to match by %(key)s the file needs %(fields)s; the columns are: %(columns)s",
            code="no_match_key",
            key=key.value.replace("_", "+"),
            fields=wanted,
            columns=", ".join(table.headers),
        )


def _missing(kind: Kind, columns: Mapping[str, str], missing: tuple[str, ...]) -> tuple[str, ...]:
    """Required fields without a column; a purchase file may name customers in another way than by number."""
    if kind is Kind.PURCHASES and "customer_id" in missing:
        try:
            choose_match_key(columns)
        except Refused:
            return missing
        return tuple(name for name in missing if name != "customer_id")
    return missing
