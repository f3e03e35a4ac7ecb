"""The classes of all customers, afresh from the lines: exactly what `otokui analyse` does to a file."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import polars as pl
import pyarrow as pa

from otokui.analytics.derive import derive_customers
from otokui.analytics.fitting import fit_parameters
from otokui.analytics.ledger import open_books, settle
from otokui.analytics.run import states_of
from otokui.analytics.settings import Preset, Settings
from otokui.domain.accounts.public import get_business
from otokui.domain.customers.public import all_codes
from otokui.domain.insights.models import Run
from otokui.domain.insights.queries.books import all_lines
from otokui.domain.insights.rules import settings_of_trade, with_business


def classify_books(as_of: date, *, preset: Preset | None = None, time_zone: str | None = None) -> pa.Table:
    """`schema.CUSTOMERS` of everybody with a line up to `as_of`, under fresh parameters of that day.

    `customer_id` is the customer number; who has none is called `#` and our id. Rules are those in use,
    `preset` and `time_zone` replace theirs.
    """
    settings = _settings(preset, time_zone)
    books = open_books(_with_codes(all_lines(settings, as_of)), settings)
    ledger = settle(books, settings, as_of)
    states = states_of(ledger, settings, as_of)
    return derive_customers(states, fit_parameters(states, ledger, settings, as_of), as_of)


def _settings(preset: Preset | None, time_zone: str | None) -> Settings:
    business = get_business()
    newest = Run.objects.select_related("rules").defer("parameters").order_by("-id").first()
    rules = Settings.from_plain(newest.rules.settings) if newest else settings_of_trade(business.trade)
    if preset is not None:
        rules = replace(rules, thresholds=replace(rules.thresholds, preset=preset))
    return with_business(
        rules, time_zone=time_zone or business.time_zone, day_start_minutes=business.day_start_minutes
    )


def _with_codes(lines: pa.Table) -> pa.Table:
    """Our ids are replaced by the numbers that files use, so that order and samples are a file's too."""
    codes = all_codes()
    known = pl.DataFrame(
        {"customer_id": list(codes), "code": list(codes.values())},
        schema={"customer_id": pl.Int64, "code": pl.String},
    )
    frame = pl.DataFrame(lines).join(known, on="customer_id", how="left", maintain_order="left")
    own = pl.concat_str(pl.lit("#"), pl.col("customer_id"))
    return frame.with_columns(pl.coalesce("code", own).alias("customer_id")).drop("code").to_arrow()
