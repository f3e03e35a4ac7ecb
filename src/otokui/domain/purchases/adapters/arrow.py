"""Millions of rows → columns of whole numbers.

PostgreSQL strings the values of a column together in the form in which it would send each of them, and numpy
reads them where they lie: no row is taken apart here.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

import numpy as np
import polars as pl
import psycopg
from django.db import connection
from psycopg.conninfo import make_conninfo

NOTHING: Final = -(2**63)
"""What stands for NULL on the way."""

_BEFORE_2000: Final = 946_684_800_000_000
"""Microseconds from 1970 to the instant from which PostgreSQL counts."""


def together(number: str) -> str:
    """SQL: whole numbers (bigint) without NULL, as `numbers_in` reads them."""
    return f"string_agg(int8send({number}), '')"


def together_or_null(number: str) -> str:
    """SQL: the same, NULL among them."""
    return together(f"coalesce({number}, {NOTHING})")


def instants_together(instant: str) -> str:
    """SQL: timestamptz without NULL, as `instants_in` reads them."""
    return f"string_agg(timestamptz_send({instant}), '')"


def rows_together(numbers: Sequence[str]) -> str:
    """SQL: several numbers of each row side by side, NULL among them, as `rows_in` reads them."""
    return "string_agg(" + " || ".join(f"int8send(coalesce({one}, {NOTHING}))" for one in numbers) + ", '')"


def numbers_in(sent: bytes) -> pl.Series:
    """The values of `together` or `together_or_null`."""
    return _with_nulls(pl.Series(np.frombuffer(sent, ">i8").astype(np.int64)))


def instants_in(sent: bytes) -> pl.Series:
    """The values of `instants_together`, in UTC."""
    micros = np.frombuffer(sent, ">i8").astype(np.int64) + _BEFORE_2000
    return pl.Series(micros).cast(pl.Datetime("us")).dt.replace_time_zone("UTC")


def rows_in(sent: bytes, names: Sequence[str]) -> pl.DataFrame:
    """The rows of `rows_together`."""
    values = np.frombuffer(sent, ">i8").astype(np.int64).reshape(-1, len(names))
    return pl.DataFrame({name: _with_nulls(pl.Series(values[:, place])) for place, name in enumerate(names)})


def answer_apart(sql: str) -> tuple[Any, ...]:
    """The one row of a SELECT of such columns over a connection of its own: several may be asked at once."""
    with psycopg.connect(_conninfo(), autocommit=True) as apart, apart.cursor(binary=True) as cursor:
        return cursor.execute(sql).fetchone() or ()


def _conninfo() -> str:
    """The address of Django's database as libpq spells it."""
    params = connection.get_connection_params()
    return make_conninfo(
        **{name: params[name] for name in ("host", "port", "user", "password", "dbname") if params.get(name)}
    )


def _with_nulls(numbers: pl.Series) -> pl.Series:
    gone = numbers == NOTHING
    return numbers.set(gone, None) if gone.any() else numbers
