"""One run of the command from files to files."""

from __future__ import annotations

from dataclasses import dataclass

import pyarrow as pa

from otokui.analytics.run import Result, analyse_lines
from otokui.analytics.settings import Settings, Thresholds
from otokui.entry.cli.analyse.lines import Sales, read_sales
from otokui.entry.cli.analyse.options import Options
from otokui.entry.cli.analyse.outputs import write_outputs
from otokui.entry.cli.analyse.progress import Progress
from otokui.entry.cli.analyse.report.figures import collect_figures
from otokui.entry.cli.analyse.report.page import render_page
from otokui.entry.cli.analyse.report.words import Money
from otokui.entry.cli.language import say
from otokui.entry.cli.rules_command import with_changes


@dataclass(frozen=True)
class Outcome:
    """What the caller should know: how many rows were rejected, and lines for a person."""

    rejected: int
    messages: tuple[str, ...]


def analyse(options: Options) -> Outcome:
    """Read, analyse, write. Refused leaves nothing behind."""
    with Progress() as bar:
        settings = settings_of(options)
        sales = read_sales(options, bar.show)
        bar.show(say("Analysing"))
        names, lines = _apart(sales.lines)
        result = analyse_lines(lines, settings, options.as_of, rejected=len(sales.rejects))
        bar.show(say("Writing"))
        money = Money(currency(options, sales), sales.minor_units)
        summary = {**result.summary, **money._asdict()}
        figures = collect_figures(result, lines, names, sales, options.as_of, money)
        tables = {
            "customers": result.customers,
            "reorders": result.reorders,
            "transitions": result.transitions,
        }
        page = render_page(figures)
        write_outputs(options.out, tables, summary, page, sales.rejects, form=options.format)
    return Outcome(len(sales.rejects), _messages(options, sales, result))


def settings_of(options: Options) -> Settings:
    """The rules asked for. Refused where one of them cannot be."""
    settings = Settings(
        thresholds=Thresholds(preset=options.preset),  # type: ignore[arg-type]
        time_zone=options.zone,
        day_start_minutes=options.day_start_minutes,
        categories=options.categories or None,
    )
    return with_changes(settings, list(options.changes))


def currency(options: Options, sales: Sales) -> str:
    """The code asked for; yen where the files are written without decimals; else unknown."""
    return options.currency or ("" if sales.minor_units else "JPY")


def _apart(lines: pa.Table) -> tuple[pa.Table, pa.Table]:
    """(who is called what, the lines without names)."""
    if "customer_name" not in lines.column_names:
        return lines.select([]), lines
    names = lines.select(["customer_id", "ordered_at", "customer_name"])
    return names, lines.drop_columns(["customer_name"])


def _messages(options: Options, sales: Sales, result: Result) -> tuple[str, ...]:
    done = say(
        "%(customers)s customers from %(lines)s lines → %(out)s",
        customers=result.customers.num_rows,
        lines=sales.lines.num_rows,
        out=options.out,
    )
    if not sales.rejects:
        return (*sales.notes, done)
    where = options.out / "rejected.csv"
    rejected = say("%(rows)s rejected rows: see %(file)s", rows=len(sales.rejects), file=where)
    return (*sales.notes, done, rejected)
