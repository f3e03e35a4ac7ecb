"""`otokui analyse` on the files other shops send: right ones, odd ones, broken ones. Never a traceback."""

import csv
import io
import zipfile
from pathlib import Path

import polars as pl
import pytest
import xlsxwriter
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.analyse.ledger import (
    HEADER,
    a_shops_rows,
    analyse,
    as_text,
    bytes_of,
    customers_of,
    summary_of,
    write_ledger,
)
from tests.examples import examples

AS_OF = ("--as-of", "2025-12-31")


def refused(capsys: pytest.CaptureFixture[str], out: Path, *arguments: object) -> str:
    """The one line a refused call prints; nothing may have been written."""
    capsys.readouterr()
    assert analyse(*arguments, "--out", out, *AS_OF) == 2
    lines = capsys.readouterr().err.splitlines()
    assert len(lines) == 1, lines
    assert lines[0].startswith("otokui analyse: ")
    assert not out.exists()
    assert not list(out.parent.glob(".out-*"))
    return lines[0]


def test_a_ledger_gives_all_tables_and_the_report(tmp_path: Path):
    ledger = write_ledger(tmp_path / "sales.csv", a_shops_rows())
    out = tmp_path / "out"
    assert analyse(ledger, "--out", out, *AS_OF) == 0
    assert sorted(bytes_of(out)) == [
        "customers.csv",
        "reorders.csv",
        "report.html",
        "summary.json",
        "transitions.csv",
    ]
    summary = summary_of(out)
    assert summary["as_of"] == "2025-12-31"
    assert summary["customers"] == 60
    assert summary["guests"] == {"lines": 9, "net": 4500}
    assert summary["rejected"] == 0
    assert (summary["currency"], summary["minor_units"]) == ("JPY", 0)
    assert sum(number for states in summary["counts"].values() for number in states.values()) == 60
    assert customers_of(out)["00007"]["net"] == str(8 * 6400)
    page = (out / "report.html").read_text(encoding="utf-8")
    assert "髙﨑商店㈱" in page


def test_the_report_stands_alone(tmp_path: Path):
    out = tmp_path / "out"
    analyse(write_ledger(tmp_path / "sales.csv", a_shops_rows()), "--out", out, *AS_OF)
    page = (out / "report.html").read_text(encoding="utf-8")
    for outside in ("http:", "https:", "<script", "@import", "url(", "src="):
        assert outside not in page


def test_text_from_the_file_is_never_markup(tmp_path: Path):
    rows = [
        (f"A{n}", 1, "<b>7</b>", "<script>x</script>", f"2025/{n}/1", "P", "<i>", 1, 100) for n in range(1, 9)
    ]
    out = tmp_path / "out"
    assert analyse(write_ledger(tmp_path / "sales.csv", rows), "--out", out, "--as-of", "2025-08-28") == 0
    page = (out / "report.html").read_text(encoding="utf-8")
    assert "&lt;b&gt;7&lt;/b&gt;" in page
    assert not {"<script>", "<b>7", "<i>"} & set(page.split())
    assert "<script>" not in page


@pytest.mark.parametrize("encoding", ["cp932", "utf-8", "utf-8-sig", "utf-16"])
def test_every_encoding_gives_the_same_result(tmp_path: Path, encoding: str):
    rows = a_shops_rows()
    plain, other = tmp_path / "plain", tmp_path / "other"
    analyse(write_ledger(tmp_path / "a.csv", rows), "--out", plain, *AS_OF)
    analyse(write_ledger(tmp_path / "b.csv", rows, encoding=encoding), "--out", other, *AS_OF)
    assert bytes_of(plain) == bytes_of(other)


def test_excel_and_parquet_give_the_same_result_as_csv(tmp_path: Path):
    rows = a_shops_rows()
    analyse(write_ledger(tmp_path / "a.csv", rows), "--out", tmp_path / "csv", *AS_OF)
    book = xlsxwriter.Workbook(str(tmp_path / "a.xlsx"))
    sheet = book.add_worksheet()
    for place, row in enumerate([HEADER, *rows]):
        sheet.write_row(place, 0, row)
    book.close()
    table = list(csv.DictReader(io.StringIO(as_text(rows))))
    pl.DataFrame(table).with_columns(pl.col("金額").cast(pl.Int64)).write_parquet(tmp_path / "a.parquet")
    for kind in ("xlsx", "parquet"):
        analyse(tmp_path / f"a.{kind}", "--out", tmp_path / kind, *AS_OF)
        assert bytes_of(tmp_path / "csv") == bytes_of(tmp_path / kind)


def test_tables_may_be_parquet(tmp_path: Path):
    ledger = write_ledger(tmp_path / "sales.csv", a_shops_rows())
    analyse(ledger, "--out", tmp_path / "csv", *AS_OF)
    analyse(ledger, "--out", tmp_path / "parquet", "--format", "parquet", *AS_OF)
    customers = pl.read_parquet(tmp_path / "parquet" / "customers.parquet")
    assert customers["customer_id"].to_list() == list(customers_of(tmp_path / "csv"))
    told = pl.read_csv(tmp_path / "csv" / "reorders.csv")["usual_quantity"].cast(pl.Float64)
    kept = pl.read_parquet(tmp_path / "parquet" / "reorders.parquet")["usual_quantity"]
    assert told.to_list() == kept.to_list()
    assert 2.0 in kept.to_list()  # pieces, as the file says them
    assert customers.schema["first_on"] == pl.Date


def test_bad_rows_are_listed_and_the_rest_is_analysed(tmp_path: Path, capsys: pytest.CaptureFixture[str]):
    bad = [
        ("B1", 1, "90001", "", "2025/13/40", "P", "", 1, 100),
        ("B2", 1, "90002", "", "2025/1/4", "P", "", 1, "千円"),
        ("B3", 1, "90003", "", "", "P", "", 1, 100),
        ("B4", 1, "90004", "", "2025/1/4", "P", "", "たくさん", 100),
        ("B5", 1, "90005"),
    ]
    ledger = write_ledger(tmp_path / "sales.csv", [*a_shops_rows(), *bad])
    out = tmp_path / "out"
    assert analyse(ledger, "--out", out, *AS_OF) == 1
    assert "5 rejected rows" in capsys.readouterr().err
    assert summary_of(out)["rejected"] == 5
    assert summary_of(out)["customers"] == 60
    with (out / "rejected.csv").open(encoding="utf-8-sig", newline="") as file:
        found = {(row["field"], row["value"], row["reason"]) for row in csv.DictReader(file)}
    assert found == {
        ("注文日時", "2025/13/40", "not a date"),
        ("金額", "千円", "not an amount of money"),
        ("注文日時", "", "required value is missing"),
        ("数量", "たくさん", "not a number"),
        ("", "B5,1,90005", "fewer fields than the header"),
    }


def test_a_later_clean_run_takes_the_old_list_of_bad_rows_away(tmp_path: Path):
    out = tmp_path / "out"
    broken = write_ledger(tmp_path / "broken.csv", [*a_shops_rows(), ("B5", 1)])
    analyse(broken, "--out", out, "--format", "parquet", *AS_OF)
    (out / "mine.txt").write_text("keep")
    analyse(write_ledger(tmp_path / "sales.csv", a_shops_rows()), "--out", out, *AS_OF)
    names = sorted(path.name for path in out.iterdir())
    assert names == [
        "customers.csv", "mine.txt", "reorders.csv", "report.html", "summary.json", "transitions.csv",
    ]  # fmt: skip


def test_a_file_cut_in_its_last_row_loses_that_row_only(tmp_path: Path):
    data = as_text(a_shops_rows()).encode("cp932")
    path = tmp_path / "cut.csv"
    path.write_bytes(data[:-20])
    assert analyse(path, "--out", tmp_path / "out", *AS_OF) == 1
    assert summary_of(tmp_path / "out")["rejected"] == 1


def test_mixed_encodings_lose_the_broken_lines_only(tmp_path: Path):
    data = as_text(a_shops_rows()).encode("cp932").splitlines(keepends=True)
    data[9:13] = [line.decode("cp932").encode() for line in data[9:13]]
    path = tmp_path / "mixed.csv"
    path.write_bytes(b"".join(data))
    assert analyse(path, "--out", tmp_path / "out", *AS_OF) == 1
    assert summary_of(tmp_path / "out")["rejected"] == 4


def test_credit_notes_with_their_own_numbers_lower_the_customer(tmp_path: Path):
    header = ("InvoiceNo", "StockCode", "Description", "Quantity", "InvoiceDate", "UnitPrice", "CustomerID")
    rows = [
        ("536365", "85123A", "LANTERN", 6, "12/13/2024 8:26", "2.55", "17850"),
        ("536366", "71053", "LANTERN", 6, "1/28/2025 8:26", "3.39", "17850"),
        ("C536379", "85123A", "LANTERN", -6, "2/1/2025 9:41", "2.55", "17850"),
        ("536370", "POST", "adjust", -9, "2/2/2025 9:41", "0", ""),
    ]
    path = write_ledger(tmp_path / "retail.csv", rows, header=header, encoding="utf-8")
    assert analyse(path, "--out", tmp_path / "out", *AS_OF) == 0
    customer = customers_of(tmp_path / "out")["17850"]
    assert (customer["orders"], customer["first_on"], customer["net"]) == ("1", "2025-01-28", "2034")
    assert summary_of(tmp_path / "out")["minor_units"] == 2


def test_a_line_sent_again_replaces_itself(tmp_path: Path):
    first = write_ledger(tmp_path / "1.csv", [("A1", 1, "7", "", "2025/1/1", "P", "", 1, 100)])
    again = write_ledger(tmp_path / "2.csv", [("A1", 1, "7", "", "2025/1/1", "P", "", 1, 300)])
    assert analyse(first, again, "--out", tmp_path / "out", *AS_OF) == 0
    assert customers_of(tmp_path / "out")["7"]["net"] == "300"


def test_columns_and_currency_can_be_said(tmp_path: Path):
    rows = [("x", "2025/1/1", "100"), ("x", "2025/3/1", "250")]
    path = write_ledger(tmp_path / "odd.csv", rows, header=("だれ", "いつ", "いくら"))
    maps = ("--map", "customer_id=だれ", "--map", "ordered_at=いつ", "--map", "amount=いくら")
    assert analyse(path, *maps, "--currency", "USD", "--out", tmp_path / "out", *AS_OF) == 0
    assert customers_of(tmp_path / "out")["x"]["net"] == "35000"


def test_price_times_quantity_is_rounded_once_and_in_the_files_unit(tmp_path: Path):
    header = ("顧客番号", "注文日", "単価", "数量")
    yen = write_ledger(
        tmp_path / "yen.csv", [("7", "2025/1/1", 333, "1.5"), ("7", "2025/2/1", -333, "0.5")], header=header
    )
    assert analyse(yen, "--out", tmp_path / "yen", *AS_OF) == 0
    assert customers_of(tmp_path / "yen")["7"]["net"] == "333"  # 499.5 → 500, -166.5 → -167
    cents = write_ledger(
        tmp_path / "cents.csv", [("7", "2025/1/1", "3.33", "1.5"), ("7", "2025/2/1", "2", 1)], header=header
    )
    assert analyse(cents, "--out", tmp_path / "cents", *AS_OF) == 0
    assert customers_of(tmp_path / "cents")["7"]["net"] == "700"  # 4.995 → 5.00
    huge = write_ledger(
        tmp_path / "huge.csv", [("7", "2025/1/1", 10**14, 10**8), ("7", "2025/2/1", 5, 1)], header=header
    )
    assert analyse(huge, "--out", tmp_path / "huge", *AS_OF) == 1


def test_one_product_group_has_its_own_average(tmp_path: Path, capsys: pytest.CaptureFixture[str]):
    header = (*HEADER, "分類")
    rows = [
        ("A1", 1, "7", "", "2025/1/1", "P1", "", 1, 100, "米"),
        ("A2", 1, "7", "", "2025/2/1", "P2", "", 1, 900, "茶"),
    ]
    path = write_ledger(tmp_path / "groups.csv", rows, header=header)
    assert analyse(path, "--category", "米", "--out", tmp_path / "rice", *AS_OF) == 0
    assert customers_of(tmp_path / "rice")["7"]["net"] == "100"
    assert summary_of(tmp_path / "rice")["average_order_value"] == 100
    assert "茶" in refused(capsys, tmp_path / "out", path, "--category", "酒")


def test_zeros_kept_by_a_formula_are_kept(tmp_path: Path):
    path = tmp_path / "formula.csv"
    path.write_text(
        '顧客番号,注文日,金額\n="007",2025/1/1,100\n"=""007""",2025/1/2,"1,200"\n007,2025/1/3,50\n'
    )
    assert analyse(path, "--out", tmp_path / "out", *AS_OF) == 0
    assert customers_of(tmp_path / "out")["007"]["net"] == "1350"


def test_fractions_under_yen_are_rejected(tmp_path: Path):
    rows = [
        ("A1", 1, "7", "", "2025/1/1", "P", "", 1, "100"),
        ("A2", 1, "7", "", "2025/1/2", "P", "", 1, "9.5"),
    ]
    path = write_ledger(tmp_path / "sales.csv", rows)
    assert analyse(path, "--currency", "JPY", "--out", tmp_path / "out", *AS_OF) == 1
    assert customers_of(tmp_path / "out")["7"]["net"] == "100"


def test_instants_fall_on_the_businesss_day(tmp_path: Path):
    rows = [("A1", 1, "7", "", "2025-01-01 20:00:00", "P", "", 1, 100)]
    path = write_ledger(tmp_path / "sales.csv", rows)
    analyse(path, "--source-timezone", "UTC", "--out", tmp_path / "out", *AS_OF)
    assert customers_of(tmp_path / "out")["7"]["first_on"] == "2025-01-02"


def test_unusable_files_are_refused_in_one_line_and_leave_nothing(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
):
    out = tmp_path / "out"
    archive = tmp_path / "zip.csv"
    with zipfile.ZipFile(archive, "w") as packed:
        packed.writestr("sales.csv", as_text(a_shops_rows()))
    assert "unpack" in refused(capsys, out, archive)
    (tmp_path / "empty.csv").write_bytes(b"")
    assert "empty" in refused(capsys, out, tmp_path / "empty.csv")
    header_only = write_ledger(tmp_path / "header.csv", [])
    assert "no rows" in refused(capsys, out, header_only)
    wrong = write_ledger(tmp_path / "wrong.csv", [(1, 2)], header=("色", "形"))
    message = refused(capsys, out, wrong)
    assert "customer_id (顧客番号)" in message
    assert "--map" in message
    assert "does not exist" in refused(capsys, out, tmp_path / "nowhere.csv")
    assert "directory" in refused(capsys, out, tmp_path)
    (tmp_path / "binary.csv").write_bytes(bytes(range(256)) * 9)
    assert "not a text file" in refused(capsys, out, tmp_path / "binary.csv")
    nonsense = write_ledger(tmp_path / "nonsense.csv", [("A", 1, "7", "", "?", "", "", 1, "?")])
    assert "no usable row" in refused(capsys, out, nonsense)
    ambiguous = write_ledger(tmp_path / "dates.csv", [("A", 1, "7", "", "1/2/2025", "", "", 1, 5)])
    assert "--date-format" in refused(capsys, out, ambiguous)


def test_a_refusal_speaks_the_readers_language(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
):
    for language, said in (("ja", "がありません。名前を確かめて"), ("en", "does not exist: check the name")):
        monkeypatch.setenv("OTOKUI_LANGUAGE", "xx")  # put back what --lang changes
        assert analyse(tmp_path / "no.csv", "--out", tmp_path / "out", "--lang", language) == 2
        assert said in capsys.readouterr().err


def test_a_header_that_stands_twice_is_said(tmp_path: Path, capsys: pytest.CaptureFixture[str]):
    header = ("顧客番号", "注文日時", "金額", "金額")
    path = write_ledger(tmp_path / "sales.csv", [("7", "2025/1/4", 100, 5)], header=header)
    assert analyse(path, "--out", tmp_path / "out", *AS_OF) == 0
    assert "more than one column is called 金額: the first of them is read" in capsys.readouterr().err
    assert customers_of(tmp_path / "out")["7"]["net"] == "100"


def test_receipts_that_are_numbered_anew_every_day_are_told(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
):
    path = tmp_path / "till.csv"
    rows = ("1,1,2025-01-05,A,100", "1,1,2025-01-06,B,300", "2,1,2025-01-06,C,400", "2,1,2025-01-06,C,450")
    path.write_text("レシート番号,明細番号,日付,会員番号,金額\n" + "\n".join(rows) + "\n")
    assert analyse(path, "--out", tmp_path / "out", *AS_OF) == 0
    assert "1 rows bear the order and line number of an earlier row" in capsys.readouterr().err
    assert customers_of(tmp_path / "out").keys() == {"B", "C"}
    assert analyse(path, "--map", "order_id=", "--out", tmp_path / "out", *AS_OF) == 0
    assert "bear the order" not in capsys.readouterr().err
    assert customers_of(tmp_path / "out")["A"]["net"] == "100"


def test_the_day_begins_where_the_shop_says(tmp_path: Path):
    path = tmp_path / "bar.csv"
    path.write_text(
        "会員番号,日時,金額\n1,2025-01-05 23:00,100\n1,2025-01-06 04:59,100\n1,2025-01-06 05:00,100\n"
    )
    for start, orders in (("0:00", "2"), ("5:00", "2"), ("4:59", "2"), ("05:01", "1")):
        assert analyse(path, "--day-start", start, "--out", tmp_path / "out", *AS_OF) == 0
        one = customers_of(tmp_path / "out")["1"]
        assert (one["orders"], one["first_on"]) == (orders, "2025-01-05"), start
    assert summary_of(tmp_path / "out")["run"]["settings"]["day_start_minutes"] == 301


def test_any_rule_can_be_set(tmp_path: Path):
    path = tmp_path / "sales.csv"
    path.write_text(
        "会員番号,日付,金額\n1,2025-10-01,100\n1,2025-11-01,100\n2,2025-12-01,100\n2,2025-12-20,100\n"
    )
    set_to = ("--set", "toddler_days=20", "--set", "guard_days=30", "--set", "average=fixed")
    assert analyse(path, *set_to, "--set", "fixed_average=10", "--out", tmp_path / "out", *AS_OF) == 0
    found = customers_of(tmp_path / "out")
    assert [found[one]["class"] for one in "12"] == ["trend", "trend"]
    assert [found[one]["short_history"] for one in "12"] == ["true", "false"]
    assert summary_of(tmp_path / "out")["thresholds"]["toddler_days"] == 20


def test_wrong_options_are_refused(tmp_path: Path, capsys: pytest.CaptureFixture[str]):
    ledger = write_ledger(tmp_path / "sales.csv", a_shops_rows())
    out = tmp_path / "out"
    for options in (
        ("--as-of", "yesterday"),
        ("--as-of", "0001-01-01"),
        ("--as-of", "9999-12-31"),
        ("--timezone", "Mars/Base"),
        ("--source-timezone", "Nowhere"),
        ("--currency", "YENS"),
        ("--map", "customer_id"),
        ("--map", "nothing=顧客番号"),
        ("--map", "customer_id=無い列"),
        ("--threads", "-1"),
        ("--threads", "0"),
        ("--encoding", "klingon"),
        ("--day-start", "5"),
        ("--day-start", "24:00"),
        ("--set", "toddler_days"),
        ("--set", "toddler_days=many"),
        ("--set", "toddler_days=0"),
        ("--set", "factor=7.5"),
        ("--set", "trend=1"),
        ("--set", "time_zone=UTC"),
    ):
        assert analyse(ledger, "--out", out, *options) == 2, options
        assert len(capsys.readouterr().err.splitlines()) == 1
        assert not out.exists()
    for options in (("--preset", "mine"), ("--threads", "many"), ("--what", "1")):
        with pytest.raises(SystemExit, match="2"):
            analyse(ledger, "--out", out, *options)
        assert len(capsys.readouterr().err.splitlines()) == 1
    (tmp_path / "taken").write_text("x")
    assert analyse(ledger, "--out", tmp_path / "taken", *AS_OF) == 2


PIECES = [b",", b'"', b"\n", b"\r\n", b"1", b"2025/1/1", b"\x82\xa0", b"\xe3\x81\x82", b"\xff", b"-5"]
BYTES = st.one_of(
    st.binary(max_size=400),
    st.lists(st.sampled_from(PIECES), max_size=60).map(b"".join),
)


@settings(max_examples=examples(0.6), deadline=None, suppress_health_check=list(HealthCheck))
@given(BYTES, st.booleans())
def test_whatever_the_bytes_there_is_an_exit_code_and_no_exception(tmp_path: Path, data: bytes, headed: bool):
    path, out = tmp_path / "any.csv", tmp_path / "any-out"
    path.write_bytes(b"customer_id,ordered_at,amount\n7,2025-01-01,100\n" + data if headed else data)
    assert analyse(path, "--out", out, *AS_OF) in (0, 1, 2)
