"""What the books say after an import is what `otokui analyse` says of the same file."""

import polars as pl
import pytest

from otokui.domain.exchange.adapters import buckets, ordering
from otokui.entry.cli import main
from tests.exchange.shop import rows, take, write

pytestmark = pytest.mark.django_db

# Guests, doubles, returns with and without an order, a cancelled order, samples, times, bad rows.
ROUGH = """
伝票番号,売上日時,会員番号,顧客名,品番,品名,数量,売上金額,取引区分,元伝票番号,原価
1,2025/01/05 10:00,A001,髙橋 花子,P1,深煎り①,2,"2,360",通常,,100
1,2025/01/05 10:00,A001,髙橋 花子,P2,㈱ドリッパー,1,"￥1,980",通常,,12.345
2,2025/02/04 23:59:59,A001,髙橋 花子,P1,深煎り①,2,2360,通常,,？
2,2025/02/04 23:59:59,A001,髙橋 花子,P1,深煎り①,2,2360,通常,,
3,2025/02/10 09:00,A002,山﨑 一郎,P1,深煎り①,1,1180,通常,,
4,2025/02/11 09:00,,,P1,深煎り①,1,1180,通常,,
5,2025/02/12 09:00,A003,林 一,P9,試供品,1,0,通常,,
6,2025/03/01 09:00,A002,山﨑 一郎,P1,深煎り①,1,1180,返品,3,
7,2025/03/02 09:00,A001,髙橋 花子,P1,深煎り①,1,△1180,通常,,
8,2025/03/03 09:00,,,P2,㈱ドリッパー,1,-1980,返品,1,
9,2025/03/04 09:00,A004,渡邉 梅,P3,豆,1,3000,キャンセル済,,
10,2025/03/05 09:00,A005,齋藤 桃,P3,豆,1.5,4500,通常,,
11,2025/03/06 09:00,A005,齋藤 桃,P3,豆,ふたつ,3000,通常,,
12,2025/02/31 09:00,A005,齋藤 桃,P3,豆,1,3000,通常,,
13,2025/03/08 09:00,A005,齋藤 桃,P3,豆,1,高い,通常,,
14,2025/03/09 09:00,A006,東 李,P3,豆,1,1000,通常,,
14,2025/03/09 09:00,A006,東 李,P3,豆,1,1000,通常,,
15,2025/03/10 09:00,A006,東 李,P3,豆,1,-5000,通常,,
"""


def test_customers_orders_days_and_net_agree_and_so_do_the_rejected_rows(tmp_path, monkeypatch):
    monkeypatch.setattr(buckets, "BUCKET_BYTES", 300)
    monkeypatch.setattr(ordering, "CHUNK_ROWS", 4)
    file = write(tmp_path / "rough.csv", ROUGH, "cp932")
    assert main(["analyse", str(file), "--out", str(tmp_path / "out"), "--as-of", "2025-04-01"]) == 1
    said = pl.read_csv(tmp_path / "out" / "customers.csv", infer_schema=False).fill_null("")
    run = take("purchases", file)
    assert run.counts.rejected == 3 == pl.read_csv(tmp_path / "out" / "rejected.csv").height
    stored = rows(
        "SELECT code, coalesce(orders, 0)::text, coalesce(first_on::text, ''), coalesce(last_on::text, ''),"
        " coalesce(net, 0)::text FROM customers_customer c"
        " LEFT JOIN purchases_purchasesummary ON customer_id = c.id ORDER BY code"
    )
    assert said.select("customer_id", "orders", "first_on", "last_on", "net").rows() == stored
    assert len(stored) == 6


def test_a_price_times_a_quantity_beyond_all_counting_is_rejected_by_both(tmp_path):
    file = write(
        tmp_path / "priced.csv",
        """
        会員番号,売上日,単価,数量
        A1,2025/1/5,999999999999,999999999
        A1,2025/1/6,500,2
        """,
    )
    out = tmp_path / "out"
    assert main(["analyse", str(file), "--out", str(out), "--as-of", "2025-04-01"]) == 1
    run = take("purchases", file)
    assert (run.counts.new, run.counts.rejected) == (1, 1)
    assert rows("SELECT net FROM purchases_purchasesummary") == [(1000,)]
    assert pl.read_csv(out / "customers.csv", infer_schema=False)["net"].to_list() == ["1000"]
    assert pl.read_csv(out / "rejected.csv", infer_schema=False)["reason"].to_list() == ["number too large"]


def test_customer_numbers_kept_as_floats_are_whole_numbers_in_both(tmp_path):
    file = tmp_path / "from_pandas.parquet"
    frame = {"customer_id": [12.0, None, 12.0], "date": ["2025-01-05", "2025-01-06", "2025-01-07"]}
    pl.DataFrame(frame | {"amount": [100, 200, 300]}).write_parquet(file)
    out = tmp_path / "out"
    assert main(["analyse", str(file), "--out", str(out), "--as-of", "2025-04-01"]) == 0
    assert take("purchases", file).counts.rejected == 0
    assert rows("SELECT code FROM customers_customer") == [("12",)]
    assert pl.read_csv(out / "customers.csv", infer_schema=False)["customer_id"].to_list() == ["12"]


def test_a_customer_number_of_more_than_a_hundred_characters_is_none_in_both(tmp_path):
    long, longest = "号" * 101, "号" * 100
    sales = f"会員番号,売上日,金額\n{long},2025/1/5,100\n{longest},2025/1/6,200"
    file, out = write(tmp_path / "long.csv", sales), tmp_path / "out"
    assert main(["analyse", str(file), "--out", str(out), "--as-of", "2025-04-01"]) == 1
    run = take("purchases", file)
    assert (run.counts.new, run.counts.rejected) == (1, 1)
    assert pl.read_csv(out / "customers.csv", infer_schema=False)["customer_id"].to_list() == [longest]
    assert rows("SELECT code FROM customers_customer") == [(longest,)]
