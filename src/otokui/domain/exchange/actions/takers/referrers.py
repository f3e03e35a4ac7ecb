"""Who sent a customer: a number or a name that may stand anywhere in the same file."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import datetime

import polars as pl
from django.db import transaction

from otokui.core.kernel.text import name_key
from otokui.domain.customers import public as customers
from otokui.domain.customers.types import Policy
from otokui.domain.exchange.actions.takers.buyers import match_value
from otokui.domain.exchange.adapters.ordering import Chunk
from otokui.domain.exchange.adapters.reading import ROW
from otokui.domain.exchange.adapters.rejects import rejections
from otokui.domain.exchange.adapters.words import NO_REFERRER
from otokui.domain.exchange.rules.customer_rows import name_of_row
from otokui.domain.exchange.types import ImportRequest, Rejection

Chunks = Callable[[], Iterator[Chunk]]


def settle_referrers(
    chunks: Chunks, left_out: pl.Series, request: ImportRequest, *, run: int, staff: int | None, now: datetime
) -> pl.DataFrame:
    """Note the referrers that came with the run itself; faults for those whom nobody knows.

    The others were noted with their rows. A short transaction for each chunk.
    """
    faults = []
    for chunk in chunks():
        said = _said(chunk, left_out)
        found = customers.match_customers(request.match_key, map(match_value, said["home"]))
        texts = {
            ids[0]: text
            for home, text in said.select("home", "referred_by").rows()
            if len(ids := found.get(match_value(home), ())) == 1
        }
        with transaction.atomic():
            unknown = customers.note_referrers(
                texts, now=now, run=run, staff_id=staff, only_of_run=request.policy is Policy.NEW
            )
        faults.append(_unknown(said, unknown))
    return pl.concat([rejections(), *faults])


def foresee_referrers(chunks: Chunks, left_out: pl.Series) -> pl.DataFrame:
    """The faults that `settle_referrers` would find, with the people of the file in the books."""
    texts = {text for chunk in chunks() for text in _said(chunk, left_out)["referred_by"]}
    unknown = texts - customers.ids_called(texts).keys()
    if unknown:
        given = set()
        for chunk in chunks():
            for row in chunk.rows.filter(~pl.col(ROW).is_in(left_out.implode())).iter_rows(named=True):
                given |= {row.get("code", ""), name_of_row(row)}
        unknown = {text for text in unknown if text not in given and name_key(text) not in given}
    return pl.concat([rejections(), *(_unknown(_said(chunk, left_out), unknown) for chunk in chunks())])


def _said(chunk: Chunk, left_out: pl.Series) -> pl.DataFrame:
    rows = chunk.rows.filter((pl.col("referred_by") != "") & ~pl.col(ROW).is_in(left_out.implode()))
    return rows.select(ROW, "home", "referred_by").sort(ROW)


def _unknown(said: pl.DataFrame, texts: set[str]) -> pl.DataFrame:
    rows = said.filter(pl.col("referred_by").is_in(list(texts))).select(ROW, "referred_by").rows()
    return rejections(Rejection(row, "referred_by", text, NO_REFERRER) for row, text in rows)
