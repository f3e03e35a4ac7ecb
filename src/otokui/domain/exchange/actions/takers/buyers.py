"""The customers of a sales file: found by the match key, made from the file where they are unknown."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime
from typing import Any

import polars as pl

from otokui.core.kernel.names import full_name
from otokui.domain.customers import public as customers
from otokui.domain.customers.types import KnownAs, MatchKey, MatchValue
from otokui.domain.exchange.adapters.words import NOT_A_NUMBER_OF_OURS, NOT_STORABLE, SEVERAL, about
from otokui.domain.exchange.rules.customer_rows import KEY_PARTS

ABOUT_CUSTOMER = (
    "customer_id", "customer_name", "family_name", "given_name", "kana", "family_kana", "given_kana",
    "phone", "email", "postal_code", "prefecture", "address", "address2",
)  # fmt: skip
_NAME_OF = {"customer_id": "code", "customer_name": "name"}
_NOTHING = KnownAs()
Buyers = tuple[dict[str, int], dict[str, str]]
"""Ids by key, and reasons by key where there is no id."""


def find_or_make_buyers(
    rows: pl.DataFrame, match: MatchKey, *, run: int | None, staff: int | None, now: datetime, today: date
) -> Buyers:
    """The id of, or the reason against, every key in the column `key`.

    What the file says about a customer we know changes nothing; that is what customer files are for.
    """
    if match is MatchKey.CODE:
        ids = customers.ids_by_code(rows["key"].drop_nulls().unique())
        by_code = _told_by_code(rows.filter(~pl.col("key").is_in(list(ids))))
        if by_code:
            ids |= customers.ensure_customers_by_code(by_code, now=now, today=today, run=run, staff_id=staff)
        return ids, dict.fromkeys(by_code.keys() - ids.keys(), NOT_A_NUMBER_OF_OURS)
    about = _first_words(rows)
    values = {match_value(key): known_as(row) for key, row in about.items()}
    found = customers.ensure_customers(match, values, now=now, today=today, run=run, staff_id=staff)
    reasons = {key: NOT_STORABLE for key in about if match_value(key) not in found}
    reasons |= name_the_several(match, reasons)
    return {key: found[match_value(key)] for key in about if key not in reasons}, reasons


def _told_by_code(rows: pl.DataFrame) -> dict[str, KnownAs]:
    """What the file says about each number; most tills know no more than the number."""
    if not any(name in rows.columns for name in ABOUT_CUSTOMER if name != "customer_id"):
        return dict.fromkeys(rows["key"].drop_nulls().unique(maintain_order=True), _NOTHING)
    return {key: known_as(row) for key, row in _first_words(rows).items()}


def match_value(key: str) -> MatchValue:
    """A match key as the room of customers compares it."""
    return tuple(key.split(KEY_PARTS))


def name_the_several(match: MatchKey, keys: Iterable[str]) -> dict[str, str]:
    """For the keys that several customers share: a reason that names them."""
    asked = {match_value(key): key for key in keys}
    several = {
        asked[value]: ids for value, ids in customers.match_customers(match, asked).items() if len(ids) > 1
    }
    names = customers.customer_names({each for ids in several.values() for each in ids})
    return {
        key: about(SEVERAL, " / ".join(names.get(each, "") or f"#{each}" for each in ids))
        for key, ids in several.items()
    }


def as_customer(row: dict[str, Any]) -> dict[str, Any]:
    """The columns of a sales row under the names they have in a customer file."""
    return {_NAME_OF.get(name, name): value for name, value in row.items()}


def known_as(row: dict[str, Any]) -> KnownAs:
    """What a sales row says about its customer."""
    said = {name: row.get(name) or "" for name in ABOUT_CUSTOMER}
    return KnownAs(
        code=said["customer_id"],
        name=said["customer_name"] or full_name(said["family_name"], said["given_name"]),
        kana=said["kana"] or full_name(said["family_kana"], said["given_kana"]),
        phone=said["phone"],
        mail=said["email"],
        postal_code=said["postal_code"],
        address=said["prefecture"] + said["address"] + (f" {said['address2']}" if said["address2"] else ""),
    )


def _first_words(rows: pl.DataFrame) -> dict[str, dict[str, Any]]:
    """By key: the first thing the file says of each column."""
    columns = [name for name in ABOUT_CUSTOMER if name in rows.columns]
    said = [pl.col(name).filter(pl.col(name) != "").first().fill_null("") for name in columns]
    found = rows.filter(pl.col("key").is_not_null()).group_by("key", maintain_order=True).agg(*said)
    return {row.pop("key"): row for row in found.iter_rows(named=True)}
