"""Rows in the order in which an import takes them."""

import polars as pl
import pytest

from otokui.domain.exchange.adapters import buckets, ordering
from otokui.domain.exchange.adapters.ordering import OrderedRows, Place
from otokui.domain.exchange.adapters.rejects import rejections
from otokui.domain.exchange.types import Rejection


@pytest.fixture
def small_pieces(monkeypatch):
    monkeypatch.setattr(buckets, "BUCKET_BYTES", 100)
    monkeypatch.setattr(ordering, "CHUNK_ROWS", 10)


def ordered(directory, rows, size=1):
    made = OrderedRows(directory / "rows")
    batches = [(rows[start : start + 7], rejections()) for start in range(0, rows.height, 7)]
    for _ in made.make(
        batches, size=size, record=pl.col("order"), prepare=home_by_customer, facts=lambda: {"seen": 1}
    ):
        pass
    return made


def home_by_customer(rows):
    bad = rows.filter(pl.col("amount") < 0)
    faults = rejections(Rejection(row, "amount", "", "negative") for row in bad["row"])
    return rows.filter(pl.col("amount") >= 0).with_columns(home="customer"), faults


def sales(count, customers):
    numbers = range(count)
    return pl.DataFrame(
        {
            "row": [number + 2 for number in numbers],
            "order": [f"o{number * 7 % 40}" for number in numbers],
            "customer": [f"c{number * 7 % 40 % customers}" for number in numbers],
            "amount": [-1 if number % 50 == 3 else number for number in numbers],
        }
    )


def test_a_customer_lies_in_one_chunk_and_rows_keep_the_order_of_the_file(tmp_path, small_pieces):
    chunks = list(ordered(tmp_path, sales(400, 8), size=1000).chunks(Place()))
    assert len(chunks) > 4
    homes = [set(chunk.rows["home"]) for chunk in chunks]
    assert sum(map(len, homes)) == len(set().union(*homes)) == 8
    assert all(chunk.rows["row"].is_sorted() for chunk in chunks)
    assert sum(chunk.rows.height for chunk in chunks) == 392


def test_every_place_continues_with_exactly_the_rows_behind_it(tmp_path, small_pieces):
    made = ordered(tmp_path, sales(400, 8), size=1000)
    chunks = list(made.chunks(Place()))
    for number, chunk in enumerate(chunks):
        rest = list(made.chunks(chunk.after))
        assert [each.rows["row"].to_list() for each in rest] == [
            each.rows["row"].to_list() for each in chunks[number + 1 :]
        ]


def test_the_extent_counts_rows_and_rejected_rows(tmp_path):
    made = ordered(tmp_path, sales(400, 8))
    assert (made.extent().rows, made.extent().rejected, made.extent().facts) == (392, 8, {"seen": 1})
    assert made.rejections()["row"].to_list() == [5, 55, 105, 155, 205, 255, 305, 355]


def test_ordering_that_was_interrupted_is_begun_anew(tmp_path):
    half = OrderedRows(tmp_path / "rows")
    making = half.make(
        [(sales(20, 2), rejections())] * 3,
        size=1,
        record=pl.col("order"),
        prepare=home_by_customer,
        facts=dict,
    )
    next(making)
    making.close()  # what an error on the way does
    assert not half.is_ready
    assert ordered(tmp_path, sales(100, 3)).extent().rows == 98


def test_a_customer_larger_than_a_chunk_stays_whole(tmp_path, small_pieces):
    chunks = list(ordered(tmp_path, sales(60, 1)).chunks(Place()))
    assert [chunk.rows.height for chunk in chunks] == [58]
