"""The people of the newest survey in columns, and which of them somebody may see."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import datetime
from functools import lru_cache
from itertools import chain, groupby
from operator import itemgetter
from typing import Any, ClassVar, Final

import numpy as np
import polars as pl
import pyarrow as pa
from django.core.cache import cache
from django.db import connection
from django.db.models import Aggregate, BinaryField
from numpy.typing import NDArray

from otokui.analytics.marks import Mask, UnknownMark
from otokui.domain.accounts.types import Sight
from otokui.domain.customers.public import visible

FRESH_SECONDS: Final = 60
FEW: Final = 50_000
"""So many in sight are asked for each time; more take longer than a page may."""


def read_columns(run: int, *names: str) -> dict[str, np.ndarray]:
    """Columns by name; `UnknownMark` if the survey does not have them all. One SQL query."""
    columns = {name: _read(data) for name, data in _data(run, names)}
    if len(columns) < len(names):
        raise UnknownMark(", ".join(names))
    return columns


def read_people(run: int, names: Iterable[str], rows: Mask) -> pl.DataFrame | None:
    """These columns of some of the people, None if the survey is of a time that did not keep them all.

    One SQL query; a column is held whole no longer than it takes to choose from it.
    """
    wanted = list(names)
    columns = {name: pl.Series(_read(data)[rows]) for name, data in _data(run, wanted, one_by_one=True)}
    if len(columns) < len(wanted):
        return None
    return pl.DataFrame({name: columns[name] for name in wanted})


def rows_in_sight(run: int, counted_at: datetime, sight: Sight) -> Mask:
    """Which rows of the newest survey are in sight; of more than `FEW` at most a minute old.

    Two SQL queries, none while the answer is fresh. Whoever left the sight within this minute is still in the
    numbers: who shows people asks for each of a page again.
    """
    key = f"insights.survey.{run}.{counted_at.isoformat()}.{_spelt(sight)}"
    known: tuple[int, bytes] | None = cache.get(key)
    if known is not None:
        return np.unpackbits(np.frombuffer(known[1], np.uint8), count=known[0]).astype(bool)
    ids = ids_of(run, counted_at)
    rows: Mask = np.isin(ids, _visible_ids(sight)) if sight.is_limited else np.ones(len(ids), dtype=bool)
    if sight.is_limited and rows.sum() > FEW:
        cache.set(key, (len(rows), np.packbits(rows).tobytes()), FRESH_SECONDS)
    return rows


@lru_cache(maxsize=1)
def ids_of(run: int, _counted_at: datetime) -> np.ndarray:
    """Who stands in the rows. One SQL query, once a survey."""
    return read_columns(run, "customer_id")["customer_id"]


class _Packed(Aggregate):
    """Ids in one value of eight bytes each: a million rows would be a million objects on the way."""

    template = "string_agg(int8send(%(expressions)s), ''::bytea)"
    output_field: ClassVar[Any] = BinaryField()


def _visible_ids(sight: Sight) -> NDArray[np.int64]:
    packed = visible(sight).aggregate(ids=_Packed("pk"))["ids"]
    return np.frombuffer(packed or b"", ">i8").astype(np.int64)


def _spelt(sight: Sight) -> str:
    return "all" if sight.staff_ids is None else "-".join(map(str, sorted(sight.staff_ids)))


_PIECE: Final = 1 << 18
"""A connection keeps the room that the longest value took for as long as it lives: columns come in pieces."""

_AT_ONCE: Final = 4
_PIECES: Final = f"""
SELECT name, substring(data FROM 1 + piece * {_PIECE} FOR {_PIECE})
FROM insights_surveycolumn, generate_series(0, (octet_length(data) - 1) / {_PIECE}) piece
WHERE survey_id = %s AND name = ANY(%s) ORDER BY name, piece"""


def _data(run: int, names: Iterable[str], *, one_by_one: bool = False) -> Iterator[tuple[str, bytes]]:
    """Each stored column. One SQL query. `one_by_one`: none is fetched before the last one is used."""
    with connection.chunked_cursor() if one_by_one else connection.cursor() as cursor:
        cursor.execute(_PIECES, [run, list(names)])
        pieces = iter(lambda: cursor.fetchmany(_AT_ONCE), [])
        for name, column in groupby(chain.from_iterable(pieces), key=itemgetter(0)):
            yield name, b"".join(piece for _name, piece in column)


def _read(data: bytes) -> np.ndarray:
    # By Arrow, not by polars: a process that only shows people goes without it.
    values: np.ndarray = pa.ipc.open_file(data).read_all().column("it").to_numpy()
    return values
