"""A purchase and a file go to the same tables by different ways: what they write is the same."""

from datetime import UTC, date, datetime

import polars as pl
import pytest
from polars.testing import assert_frame_equal

from otokui.domain.purchases.adapters import copying

pytestmark = pytest.mark.django_db

_ODD = ["", " ", '"', "a,b", "two\nlines", "back\\slash", "\\N", "\\.", "{1}", "NULL", "得意\u3000先", "😀"]
_SCHEMA = {
    "id": pl.Int64,
    "text": pl.String,
    "at": pl.Datetime("us", "UTC"),
    "on": pl.Date,
    "share": pl.Float64,
    "yes": pl.Boolean,
    "none": pl.Int64,
}


def _rows() -> pl.DataFrame:
    at = datetime(2026, 4, 1, 3, 0, 0, 123_456, tzinfo=UTC)
    rows = [(n, odd, at, date(1999, 12, 31), 0.1 * n, n % 2 == 0, None) for n, odd in enumerate(_ODD)]
    rows.append((len(_ODD), None, None, None, None, None, None))
    return pl.DataFrame(rows, schema=_SCHEMA, orient="row")


@pytest.fixture(params=[0, 100], ids=["many", "few"])
def few(request, monkeypatch):
    monkeypatch.setattr(copying, "FEW", request.param)


@pytest.fixture
def table():
    copying.execute(
        'CREATE TEMP TABLE odd (id bigint, "text" text, "at" timestamptz, "on" date, share float8,'
        ' yes boolean, "none" bigint) ON COMMIT DROP'
    )
    return "odd"


def _read() -> pl.DataFrame:
    columns = f'id, "text", {copying.micros("at")}, "on", share, yes, "none"'
    return copying.reader(50)(f"SELECT {columns} FROM odd ORDER BY id", [], _SCHEMA)


@pytest.mark.usefixtures("few")
def test_what_is_written_is_read(table):
    copying.write(table, _rows())
    no_text_is_empty = pl.col("text").fill_null("")  # the tables have no NULL there
    assert_frame_equal(_read(), _rows().with_columns(no_text_is_empty))


def test_few_rows_are_updated_in_one_go(table):
    copying.write(table, _rows().with_columns(text=pl.lit("old"), at=None, share=7.0, none=7))
    copying.update_few(table, "id", _rows())
    assert_frame_equal(_read(), _rows())


@pytest.mark.usefixtures("few")
def test_arrays_hold_what_is_put_into_them():
    assert copying.rows("SELECT unnest(%s::text[])", [copying.array(_ODD)]) == [(odd,) for odd in _ODD]
    assert copying.rows("SELECT unnest(%s::bigint[])", [copying.array([1, -(2**62)])]) == [(1,), (-(2**62),)]
    assert copying.rows("SELECT %s::bigint[]", [copying.array(pl.Series([], dtype=pl.Int64))]) == [([],)]
