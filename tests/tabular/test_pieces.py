"""A telephone in three columns and a postal code in two are one number each, wherever the file comes from."""

from pathlib import Path

import polars as pl
import pytest

from otokui.core.tabular.source import Table, one_frame, open_table


def table(path: Path, text: str) -> Table:
    path.write_bytes(text.encode("cp932"))
    return open_table(path)


@pytest.mark.parametrize(
    ("headers", "name"),
    [
        ("TEL1,TEL2,TEL3", "TEL"),
        ("tel01,tel02,tel03", "tel"),
        ("電話番号(1),電話番号(2),電話番号(3)", "電話番号"),
        ("電話番号 1,電話番号 2,電話番号 3", "電話番号"),
    ],
)
def test_a_telephone_in_three_columns_is_one(tmp_path: Path, headers: str, name: str):
    read = table(tmp_path / "a.csv", f"番号,{headers},名\n1,090,1111,2222,花\n2,03,1234,5678,桃\n3,,,,梅\n")
    assert read.headers == ("番号", name, "名")
    frame = one_frame(read).frame
    assert frame.columns == ["番号", name, "名"]
    assert frame[name].to_list() == ["090-1111-2222", "03-1234-5678", ""]
    assert one_frame(read, ["名", name]).frame.row(0) == ("花", "090-1111-2222")
    assert [piece.to_list() for piece in read.column(name)][-1] == frame[name].to_list()


def test_a_postal_code_in_two_columns_is_one_in_excel_and_parquet_too(tmp_path: Path):
    rows = pl.DataFrame({"zip01": ["100", "150"], "zip02": ["0001", "0002"], "名": ["花", "桃"]})
    rows.write_excel(tmp_path / "a.xlsx")
    rows.write_parquet(tmp_path / "a.parquet")
    for path in (tmp_path / "a.xlsx", tmp_path / "a.parquet"):
        read = open_table(path)
        assert read.headers == ("zip", "名")
        assert one_frame(read, ["zip"]).frame["zip"].to_list() == ["100-0001", "150-0002"]


@pytest.mark.parametrize(
    "text",
    [
        "電話番号1,電話番号2\n03-1234-5678,090-1111-2222\n",  # two telephones
        "電話番号1,電話番号2,電話番号3\n03-1234-5678,090-1111-2222,\n",
        "数量1,数量2,数量3\n1,2,3\n10,20,30\n",
        "TEL,TEL1,TEL2,TEL3\n0312345678,03,1234,5678\n",
        "TEL1,TEL2,TEL3\n,,\n",
        "TEL1,名,TEL2,TEL3\n03,花,1234,5678\n",
    ],
)
def test_columns_that_only_look_alike_stay_apart(tmp_path: Path, text: str):
    assert table(tmp_path / "a.csv", text).headers == tuple(text.split("\n")[0].split(","))
