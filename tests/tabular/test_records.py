"""Delimiters, quotation marks, ragged rows, headers: the right is read, the wrong is named by line."""

import csv
import io
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from otokui.core.kernel.errors import Refused
from otokui.core.tabular.chunks import Chunk
from otokui.core.tabular.records import split_records
from otokui.core.tabular.source import one_frame, open_table
from otokui.core.tabular.types import Layout, Reason, unique_headers
from tests.examples import examples


def write(path: Path, text: str) -> Path:
    path.write_bytes(text.encode())
    return path


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
def test_the_delimiter_is_recognised(tmp_path: Path, delimiter: str):
    path = write(tmp_path / "a.csv", "a~b~c\n1~2 3~4\n5~6~8\n".replace("~", delimiter))
    table = open_table(path)
    assert table.layout.delimiter == delimiter
    assert one_frame(table).frame.height == 2


def test_quotes_hold_delimiters_line_ends_and_doubled_quotes(tmp_path: Path):
    path = write(
        tmp_path / "a.csv", '番号,名,メモ\n1,"a,b","二行の\nメモ"\n2,"He said ""hi""",x\n3,plain,y\n'
    )
    batch = one_frame(open_table(path))
    assert batch.frame.rows() == [
        ("1", "a,b", "二行の\nメモ"),
        ("2", 'He said "hi"', "x"),
        ("3", "plain", "y"),
    ]
    assert batch.lines.to_list() == [2, 4, 5]


def test_a_quotation_mark_inside_a_field_is_text(tmp_path: Path):
    path = write(tmp_path / "a.csv", 'id,name,price\n1,5" pipe,3\n2,6" pipe,4\n3,"7"" pipe",5\n')
    assert one_frame(open_table(path)).frame["name"].to_list() == ['5" pipe', '6" pipe', '7" pipe']


def test_a_mark_that_never_closes_costs_its_line_only(tmp_path: Path):
    path = write(tmp_path / "a.csv", 'id,name\n1,a\n2,"open\n' + "".join(f"{n},x\n" for n in range(3, 600)))
    batch = one_frame(open_table(path))
    assert [(reject.line, reject.reason) for reject in batch.rejects] == [(3, Reason.OPEN_QUOTE)]
    assert batch.frame.height == 598


@pytest.mark.parametrize("quoted", ["", '"'])
def test_empty_fields_beyond_the_header_cost_nothing(tmp_path: Path, quoted: str):
    path = write(tmp_path / "a.csv", f"a,b\n1,2\n3,{quoted}4{quoted},\n5,6,,\n7,8\n9,0,x\n")
    batch = one_frame(open_table(path))
    assert batch.frame.rows() == [("1", "2"), ("3", "4"), ("5", "6"), ("7", "8")]
    assert [(each.line, each.reason) for each in batch.rejects] == [(6, Reason.TOO_MANY_FIELDS)]


def test_pairs_above_the_header_are_not_the_header(tmp_path: Path):
    path = write(tmp_path / "a.csv", "出力日,2025/12/01\n店舗,本店\n\n顧客,日,金額\n1,2025/1/1,500\n")
    table = open_table(path)
    assert table.headers == ("顧客", "日", "金額")
    assert one_frame(table).frame.rows() == [("1", "2025/1/1", "500")]


def test_ragged_rows_are_rejected_with_line_and_reason(tmp_path: Path):
    path = write(tmp_path / "a.csv", "a,b,c\n1,2,3\n4,5\n6,7,8,9\n10,11,12\n13,14")
    batch = one_frame(open_table(path))
    assert batch.frame.rows() == [("1", "2", "3"), ("10", "11", "12")]
    assert [(reject.line, reject.value, reject.reason) for reject in batch.rejects] == [
        (3, "4,5", Reason.TOO_FEW_FIELDS),
        (4, "6,7,8,9", Reason.TOO_MANY_FIELDS),
        (6, "13,14", Reason.TOO_FEW_FIELDS),
    ]


def test_one_row_too_short_and_one_too_long_do_not_cancel_out(tmp_path: Path):
    path = write(tmp_path / "a.csv", "a,b,c\n1,2\n3,4,5,6\n7,8,9\n")
    batch = one_frame(open_table(path))
    assert batch.frame.rows() == [("7", "8", "9")]
    assert len(batch.rejects) == 2


def test_ragged_rows_beside_quotes_are_found_too(tmp_path: Path):
    path = write(tmp_path / "a.csv", 'a,b,c\n"1","2\n2",3\n"4",5\n"7","8","9"\n')
    batch = one_frame(open_table(path))
    assert batch.frame.rows() == [("1", "2\n2", "3"), ("7", "8", "9")]
    assert [(reject.line, reject.reason) for reject in batch.rejects] == [(4, Reason.TOO_FEW_FIELDS)]


def test_blank_lines_and_empty_rows_are_not_data(tmp_path: Path):
    path = write(tmp_path / "a.csv", "a,b\n\n1,2\n,\n  ,  \n3,4\n\n\n")
    batch = one_frame(open_table(path))
    assert batch.frame.rows() == [("1", "2"), ("3", "4")]
    assert batch.lines.to_list() == [3, 6]
    assert not batch.rejects


def test_a_row_without_the_wanted_columns_is_still_a_row(tmp_path: Path):
    path = write(tmp_path / "a.csv", "a,b\n,2\n,\n3,4\n")
    batch = one_frame(open_table(path), ["a"])
    assert batch.frame.rows() == [("",), ("3",)]
    assert batch.lines.to_list() == [2, 4]


def test_titles_above_the_header_are_passed_over(tmp_path: Path):
    path = write(
        tmp_path / "a.csv",
        "売上一覧表\n出力日,2024/1/5\n\n顧客番号,注文日,金額\n1,2024/1/1,100\n2,2024/1/2,200\n",
    )
    table = open_table(path)
    assert table.headers == ("顧客番号", "注文日", "金額")
    assert table.layout.header_line == 4
    assert one_frame(table).lines.to_list() == [5, 6]


def test_rows_that_end_with_a_delimiter_fit_their_header(tmp_path: Path):
    path = write(tmp_path / "a.csv", "顧客番号,注文日,金額\n1,2024/1/1,100,\n2,2024/1/2,200,\n")
    table = open_table(path)
    assert table.headers == ("顧客番号", "注文日", "金額", "column 4")
    assert one_frame(table).frame.height == 2


def test_a_header_with_a_line_end_inside_is_one_header(tmp_path: Path):
    path = write(tmp_path / "a.csv", '"顧客\n番号",金額\n1,100\n')
    table = open_table(path)
    assert table.headers == ("顧客\n番号", "金額")
    assert one_frame(table).frame.rows() == [("1", "100")]


def test_headers_are_unique():
    assert unique_headers(["a", "", "a", None, " a ", "b"]) == (
        "a",
        "column 2",
        "a (2)",
        "column 4",
        "a (3)",
        "b",
    )


@pytest.mark.parametrize(
    ("name", "data", "code"),
    [
        ("empty.csv", b"", "empty"),
        ("blank.csv", b"\n\n  \n", "empty"),
        ("bom.csv", b"\xef\xbb\xbf", "empty"),
        ("zip.csv", b"PK\x03\x04" + b"\x00" * 60, "archive"),
        ("gzip.csv", b"\x1f\x8b\x08" + b"\x00" * 60, "archive"),
        ("page.csv", b"<!DOCTYPE html><p>error", "not-a-table"),
        ("paper.csv", b"%PDF-1.7", "not-a-table"),
        ("cut.parquet", b"PAR1\x15\x00", "damaged"),
    ],
)
def test_what_is_no_table_is_refused_in_one_line(tmp_path: Path, name: str, data: bytes, code: str):
    path = tmp_path / name
    path.write_bytes(data)
    with pytest.raises(Refused) as refusal:
        open_table(path)
    assert refusal.value.code == code
    assert "\n" not in str(refusal.value)


def test_missing_files_and_directories_are_refused(tmp_path: Path):
    for path, code in ((tmp_path / "nowhere.csv", "missing-file"), (tmp_path, "not-a-file")):
        with pytest.raises(Refused) as refusal:
            open_table(path)
        assert refusal.value.code == code


def test_small_chunks_give_the_same_records_and_lines(tmp_path: Path):
    rows = [f'{n},"名前\n{n}",{"x" * (n % 50)}' for n in range(400)]
    path = write(tmp_path / "a.csv", "番号,名,埋\n" + "\n".join(rows) + "\n")
    table = open_table(path)
    whole = one_frame(table)
    for size in (64, 300, 4096):
        batches = list(table.batches(chunk_bytes=size))
        assert [row for batch in batches for row in batch.frame.rows()] == whole.frame.rows()
        assert [line for batch in batches for line in batch.lines] == whole.lines.to_list()


CELL = st.text(st.sampled_from('ab1,";\n\r 髙あ'), max_size=6)


@settings(max_examples=examples(1), deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(st.lists(CELL, min_size=3, max_size=3), min_size=1, max_size=8))
def test_what_pythons_csv_writes_is_read_back(rows: list[list[str]]):
    rows = [[cell.replace("\r", "") for cell in row] for row in rows]
    text = io.StringIO()
    csv.writer(text, lineterminator="\n").writerows(rows)
    layout = Layout(Path("x.csv"), "csv", ("a", "b", "c"), delimiter=",", encoding="utf-8")
    batch = split_records(Chunk(text.getvalue().encode(), 2), layout)
    kept = [tuple(row) for row in rows if any(cell.strip() for cell in row)]
    assert batch.frame.rows() == kept
    assert not batch.rejects
