"""Excel and Parquet arrive like CSV: as their columns, with rows that can be named."""
# ruff: noqa: DTZ001  (local times are what is tested)

from datetime import date, datetime
from pathlib import Path

import polars as pl
import pytest
import xlsxwriter

from otokui.core.kernel.errors import Refused
from otokui.core.tabular.dates import DateStyle, parse_moments
from otokui.core.tabular.money import parse_money
from otokui.core.tabular.source import one_frame, open_table


def write_book(path: Path) -> None:
    book = xlsxwriter.Workbook(str(path), {"default_date_format": "yyyy/mm/dd"})
    book.add_worksheet("表紙").write_string(1, 1, "売上報告書")
    book.add_worksheet("白紙")
    sheet = book.add_worksheet("売上")
    sheet.write_string(0, 0, "売上一覧")
    sheet.write_row(2, 0, ["顧客番号", "注文日", "金額", "メモ"])
    sheet.write_string(3, 0, "00123")
    sheet.write_datetime(3, 1, datetime(2024, 1, 5))
    sheet.write_number(3, 2, 1980)
    sheet.write_string(3, 3, "髙﨑①㈱")
    sheet.write_number(5, 0, 124)
    sheet.write_datetime(5, 1, datetime(2024, 1, 6, 13, 30))
    sheet.write_number(5, 2, -1980.25)
    book.close()


def test_a_workbook_keeps_zeros_dates_and_characters(tmp_path: Path):
    path = tmp_path / "book.xlsx"
    write_book(path)
    table = open_table(path)
    assert (table.layout.sheet, table.layout.other_sheets) == ("売上", ("表紙",))
    batch = one_frame(table)
    assert batch.lines.to_list() == [4, 6]
    assert batch.frame["顧客番号"].to_list() == ["00123", "124"]
    assert batch.frame["メモ"].to_list() == ["髙﨑①㈱", ""]
    assert parse_money(batch.frame["金額"]).values.to_list() == [198000, -198025]
    moments = parse_moments(batch.frame["注文日"], DateStyle(), zone="Asia/Tokyo").values
    assert moments.to_list() == [datetime(2024, 1, 5), datetime(2024, 1, 6, 13, 30)]


@pytest.mark.parametrize(("row", "column"), [(0, 0), (3, 2)])
def test_zeros_that_only_a_format_shows_are_there(tmp_path: Path, row: int, column: int):
    path = tmp_path / "book.xlsx"
    book = xlsxwriter.Workbook(str(path))
    sheet = book.add_worksheet("名簿")
    formats = {"会員番号": "00000", "〒": "000-0000", "電話": "00000000000", "金額": "#,##0", "名": "@"}
    styles = [book.add_format({"num_format": code}) for code in formats.values()]
    rows = [
        (8, 640941, 9012345678, 1980, "7"),
        (123456, 1000005, 312345678, 8, "007"),
        ("B8", "100-0005", "", 0, ""),
    ]
    for place, header in enumerate(formats):
        sheet.write(row, column + place, header)
        for line, values in enumerate(rows, start=1):
            sheet.write(row + line, column + place, values[place], styles[place])
    sheet.write(row + 4, column, 8)  # without the format a number is a number
    book.close()
    assert one_frame(open_table(path)).frame.rows() == [
        ("00008", "064-0941", "09012345678", "1980", "7"),
        ("123456", "100-0005", "00312345678", "8", "007"),
        ("B8", "100-0005", "", "0", ""),
        ("8", "", "", "", ""),
    ]


def test_a_workbook_may_be_called_csv_and_a_sheet_may_be_named(tmp_path: Path):
    path = tmp_path / "book.csv"
    write_book(path)
    assert open_table(path, sheet="売上").headers == ("顧客番号", "注文日", "金額", "メモ")
    with pytest.raises(Refused) as refusal:
        open_table(path, sheet="無い")
    assert refusal.value.code == "no-sheet"


def test_half_a_workbook_is_refused_as_damaged_in_one_line(tmp_path: Path):
    path = tmp_path / "book.xlsx"
    write_book(path)
    path.write_bytes(path.read_bytes()[:2000])
    with pytest.raises(Refused) as refusal:
        open_table(path)
    assert refusal.value.code == "damaged"
    assert "\n" not in str(refusal.value)


def test_an_empty_workbook_is_refused(tmp_path: Path):
    path = tmp_path / "empty.xlsx"
    book = xlsxwriter.Workbook(str(path))
    book.add_worksheet()
    book.close()
    with pytest.raises(Refused) as refusal:
        open_table(path)
    assert refusal.value.code == "empty"


def test_parquet_keeps_its_types(tmp_path: Path):
    path = tmp_path / "sales.parquet"
    pl.DataFrame({"id": [1, 2], "on": [date(2024, 1, 5), None], "amount": [1.5, 2.0]}).write_parquet(path)
    batch = one_frame(open_table(path), ["on", "id"])
    assert batch.frame.schema == {"on": pl.Date, "id": pl.Int64}
    assert batch.lines.to_list() == [1, 2]


def test_parquet_columns_that_hold_lists_are_refused_by_name(tmp_path: Path):
    path = tmp_path / "nested.parquet"
    pl.DataFrame({"id": ["1"], "items": [[1, 2]]}).write_parquet(path)
    table = open_table(path)
    assert one_frame(table, ["id"]).frame.height == 1
    with pytest.raises(Refused, match="“items”"):
        one_frame(table)
