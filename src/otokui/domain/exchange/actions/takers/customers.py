"""Customer files: one row a customer, recognised by the match key somebody chose."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from datetime import date, datetime
from functools import reduce
from typing import Any
from zoneinfo import ZoneInfo

import polars as pl

from otokui.core.kernel.errors import Refused
from otokui.core.kernel.garbage import many_objects
from otokui.core.tabular.source import Table
from otokui.core.tabular.types import Reason
from otokui.domain.accounts.public import get_business, staff_called
from otokui.domain.customers import public as customers
from otokui.domain.customers.types import AttributeKind, CustomerRow, MatchKey, RowOutcome, RowProblem
from otokui.domain.exchange.actions.takers.buyers import name_the_several
from otokui.domain.exchange.actions.takers.referrers import foresee_referrers, settle_referrers
from otokui.domain.exchange.adapters.ordering import Chunk, Prepared
from otokui.domain.exchange.adapters.parsing import Meaning, decide_styles, parse_rows
from otokui.domain.exchange.adapters.reading import ROW, read_fields
from otokui.domain.exchange.adapters.rejects import rejections
from otokui.domain.exchange.adapters.shop_fields import definitions_by_field, fields_for, name_of
from otokui.domain.exchange.adapters.words import (
    CODE_TAKEN,
    FIELD_GONE,
    NOT_A_KIND,
    STRANGER,
    UNCLEAR,
    about,
    field_label,
    why_not_own,
)
from otokui.domain.exchange.rules.customer_rows import (
    CONSENTS,
    FLAGS,
    OWN_FIELDS,
    ConsentOrigin,
    CustomerReader,
    home_of,
    merge_rows,
    read_consent,
    read_flag,
    read_kind,
    read_size,
)
from otokui.domain.exchange.types import OWN, Counts, ImportRequest, Kind, Rejection


class TakeCustomers:
    """Takes a customer file. Rows without the match key are rejected: they could never be found again."""

    chunk_rows: int | None = 2_500

    def __init__(self, request: ImportRequest, table: Table) -> None:
        self.table = table
        self._request = request
        business = get_business()
        asked = definitions_by_field()
        fields = {field.name: field for field in fields_for(Kind.CUSTOMERS, asked)}
        if request.mapping.keys() - fields.keys():
            raise Refused(
                "a field of this file is no longer in use: choose its columns anew", code=FIELD_GONE
            )
        own = (name for name in request.mapping if name in OWN_FIELDS or name.startswith(OWN))
        self._own = {name: name.removeprefix(OWN) for name in own}
        self._asked = {name: definition for name, definition in asked.items() if name in self._own}
        styles = decide_styles(table, request.mapping, fields, request.options.date_format)
        self._meaning = Meaning(fields, styles, business.time_zone, business.minor_units)
        self._other_code = request.match_key is not MatchKey.CODE and "code" in request.mapping

    def read(self) -> Iterator[Prepared]:
        return read_fields(self.table, self._request.mapping)

    def record(self) -> pl.Expr:
        if "code" in self._request.mapping:
            return pl.col("code").cast(pl.String)
        return pl.lit("")

    def prepare(self, rows: pl.DataFrame) -> Prepared:
        typed, found = parse_rows(rows, self._meaning)
        typed = typed.with_columns(self._homes(typed))
        faults = [*self._without_key(typed), *self._unreadable(typed), *self._codes_taken(typed)]
        bad = {each.row for each in faults}
        return typed.filter(~pl.col(ROW).is_in(list(bad))), pl.concat([found, rejections(faults)])

    def _homes(self, typed: pl.DataFrame) -> pl.Series:
        key = self._request.match_key
        if key is MatchKey.CODE:
            return typed["code"].alias("home")
        return pl.Series("home", [home_of(row, key) for row in typed.iter_rows(named=True)], dtype=pl.String)

    def _without_key(self, typed: pl.DataFrame) -> list[Rejection]:
        field = self._request.match_key.value.replace("_", "+")
        lacking = typed.filter(pl.col("home") == "")[ROW]
        return [Rejection(row, field, "", str(Reason.MISSING)) for row in lacking]

    def _unreadable(self, typed: pl.DataFrame) -> list[Rejection]:
        """Cells that are no answer for their field; each different one is looked at once."""
        faults = []
        for name, why_not in self._strict_fields().items():
            if name not in typed.columns or typed.schema[name] != pl.String:
                continue
            said = typed.filter(pl.col(name) != "").select(ROW, name)
            bad = {text: reason for text in said[name].unique() if (reason := why_not(text))}
            wrong = said.filter(pl.col(name).is_in(list(bad))).rows() if bad else []
            faults += [Rejection(row, name, text, bad[text]) for row, text in wrong]
        return faults

    def _strict_fields(self) -> dict[str, Callable[[str], str]]:
        """By field: the reason for which a cell cannot be taken, "" if it can."""
        strict: dict[str, Callable[[str], str]] = dict.fromkeys(
            CONSENTS, lambda text: UNCLEAR if read_consent(text) is None else ""
        )
        strict |= dict.fromkeys(FLAGS, lambda text: UNCLEAR if read_flag(text) is None else "")
        strict["household_size"] = lambda text: "" if read_size(text) else str(Reason.NOT_A_NUMBER)
        strict["kind"] = lambda text: "" if read_kind(text) else NOT_A_KIND
        asked = {name: own for name, own in self._asked.items() if own.kind is not AttributeKind.TEXT}
        return strict | {
            name: lambda text, own=own: why_not_own(own) if customers.why_not_answer(own, text) else ""
            for name, own in asked.items()
        }

    def _codes_taken(self, typed: pl.DataFrame) -> list[Rejection]:
        """Rows whose customer number another customer of the same file has taken before them."""
        if not self._other_code:
            return []
        coded = typed.filter(pl.col("code") != "").sort(ROW)
        first = coded.group_by("code").agg(
            pl.col("home").first().alias("owner"), pl.col(ROW).first().alias("at")
        )
        taken = coded.join(first, on="code").filter(pl.col("home") != pl.col("owner"))
        return [
            Rejection(row, "code", code, about(CODE_TAKEN, str(at)))
            for row, code, at in taken.select(ROW, "code", "at").rows()
        ]

    def facts(self) -> dict[str, Any]:
        return {}

    def recall(self, facts: dict[str, Any]) -> None:
        pass

    def settle(
        self,
        chunks: Callable[[], Iterator[Chunk]],
        left_out: pl.Series,
        *,
        run: int | None,
        staff: int | None,
        now: datetime,
    ) -> pl.DataFrame:
        if "referred_by" not in self._request.mapping:
            return rejections()
        if run is None:
            return foresee_referrers(chunks, left_out)
        return settle_referrers(chunks, left_out, self._request, run=run, staff=staff, now=now)

    def prepare_books(self, rows: pl.DataFrame, *, run: int, staff: int | None, now: datetime) -> None:
        self._ensure_own_fields(rows)

    def write(
        self, rows: pl.DataFrame, *, run: int | None, staff: int | None, now: datetime, prepared: None = None
    ) -> tuple[Counts, pl.DataFrame]:
        if run is None:
            self._ensure_own_fields(rows)
        colleagues = staff_called(rows["staff"].unique()) if "staff" in rows.columns else {}
        reader = CustomerReader(origin=self._consent_origin(), staff=colleagues, own=self._own)
        with many_objects():
            columns = rows.to_dict(as_series=False)
            groups = _together(reader(columns), columns["home"])
            result = customers.write_customers(
                [reduce(merge_rows, group) for group in groups],
                match=self._request.match_key,
                policy=self._request.policy,
                now=now,
                today=self._today(now),
                run=run,
                staff_id=staff,
                dry_run=run is None,
            )
            tally: Counter[RowOutcome] = Counter()
            for group, outcome in zip(groups, result.outcomes, strict=True):
                tally.update(_outcomes(group, outcome))
        faults = self._faults(rows, groups, result.problems)
        return _counts(tally), pl.concat([faults, _strangers(rows, colleagues)])

    def _ensure_own_fields(self, rows: pl.DataFrame) -> None:
        """The shop's own fields for what the file tells beyond ours."""
        own = [name for name in OWN_FIELDS if name in rows.columns]
        customers.ensure_text_attributes({name: field_label(name, Kind.CUSTOMERS) for name in own})

    def _faults(
        self, rows: pl.DataFrame, groups: list[list[CustomerRow]], problems: tuple[RowProblem, ...]
    ) -> pl.DataFrame:
        if not problems:
            return rejections()
        lines = {group[0].line: [row.line for row in group] for group in groups}
        cells = {row[ROW]: row for row in rows.iter_rows(named=True)}
        shared = [cells[each.line]["home"] for each in problems if each.code == "ambiguous"]
        names = name_the_several(self._request.match_key, shared)
        return rejections(
            Rejection(line, field, str(row.get(field) or ""), names.get(row["home"], self._why(each)))
            for each in problems
            for field in (self._column_of(each.field),)
            for line in lines[each.line]
            for row in (cells[line],)
        )

    def _column_of(self, field: str) -> str:
        """The field as a mapping has it; the room of customers names the shop's own by their key."""
        return name_of(field) if name_of(field) in self._own else field

    def _why(self, problem: RowProblem) -> str:
        own = self._asked.get(self._column_of(problem.field))
        return why_not_own(own) if own and problem.code == "bad_attribute" else problem.code

    def _consent_origin(self) -> ConsentOrigin:
        said = self._request.options
        zone = ZoneInfo(self._meaning.zone)
        at = datetime.fromisoformat(said.consent_on).replace(tzinfo=zone) if said.consent_on else None
        return ConsentOrigin(said.consent_source, said.consent_wording, at, said.consent_asked)

    def _today(self, now: datetime) -> date:
        return now.astimezone(ZoneInfo(self._meaning.zone)).date()


def _strangers(rows: pl.DataFrame, colleagues: dict[str, int]) -> pl.DataFrame:
    """Cells that name nobody of the staff. Told, but no reason to leave the customer out."""
    if "staff" not in rows.columns:
        return rejections()
    said = rows.filter((pl.col("staff") != "") & ~pl.col("staff").is_in(list(colleagues)))
    return rejections(
        Rejection(row, "staff", text, STRANGER) for row, text in said.select(ROW, "staff").rows()
    )


def _together(read: Iterable[CustomerRow], homes: list[str]) -> list[list[CustomerRow]]:
    """Rows about one customer side by side, in the order of the file."""
    groups: dict[str, list[CustomerRow]] = {}
    for row, home in zip(read, homes, strict=True):
        groups.setdefault(home, []).append(row)
    return list(groups.values())


def _outcomes(group: list[CustomerRow], outcome: RowOutcome) -> list[RowOutcome]:
    """The first row carries what happened to the customer; rows that only added to it are unchanged."""
    if outcome in {RowOutcome.REJECTED, RowOutcome.SKIPPED}:
        return [outcome] * len(group)
    return [outcome, *[RowOutcome.UNCHANGED for _ in group[1:]]]


def _counts(tally: Counter[RowOutcome]) -> Counts:
    return Counts(
        new=tally[RowOutcome.NEW],
        updated=tally[RowOutcome.UPDATED],
        unchanged=tally[RowOutcome.UNCHANGED],
        rejected=tally[RowOutcome.REJECTED],
        skipped=tally[RowOutcome.SKIPPED],
    )
