"""Sales files from the till to the books."""

from datetime import date

import pytest

from otokui.core.kernel.errors import Refused
from otokui.domain.exchange import public as exchange
from otokui.domain.exchange.adapters import buckets, ordering
from tests.exchange.shop import attempt, books, counted, rows, take, write

pytestmark = pytest.mark.django_db

SALES = """
受注番号,受注日,会員番号,顧客名,フリガナ,電話番号,商品コード,商品名,数量,金額,店舗
0001,2026/01/05,00012,髙橋 花子,タカハシ ハナコ,03-0000-1234,P01,深煎り①,2,2360,銀座店
0001,2026/01/05,00012,髙橋 花子,タカハシ ハナコ,03-0000-1234,P02,㈱特製ドリッパー,1,1980,銀座店
0002,2026/02/04,00012,髙橋 花子,タカハシ ハナコ,03-0000-1234,P01,深煎り①,2,2360,銀座店
0003,2026/02/10,00013,山﨑 一郎,ヤマザキ イチロウ,,P01,深煎り①,1,1180,通販
0004,2026/02/11,,,,,P01,深煎り①,1,1180,銀座店
"""


@pytest.fixture
def small_pieces(monkeypatch):
    monkeypatch.setattr(buckets, "BUCKET_BYTES", 200)
    monkeypatch.setattr(ordering, "CHUNK_ROWS", 3)


def summaries():
    return rows(
        "SELECT code, orders, first_on, last_on, net FROM purchases_purchasesummary"
        " JOIN customers_customer c ON c.id = customer_id ORDER BY code"
    )


def test_a_sales_file_makes_customers_products_shops_orders_and_exact_summaries(tmp_path):
    run = take("purchases", write(tmp_path / "a.csv", SALES, "cp932"))
    assert counted(run.counts) == (5, 5, 0, 0, 0)
    assert summaries() == [
        ("00012", 2, date(2026, 1, 5), date(2026, 2, 4), 6700),
        ("00013", 1, date(2026, 2, 10), date(2026, 2, 10), 1180),
    ]
    assert rows("SELECT code, name FROM purchases_product ORDER BY 1") == [
        ("P01", "深煎り①"),
        ("P02", "㈱特製ドリッパー"),
    ]
    assert rows("SELECT name FROM purchases_shop ORDER BY 1") == [("通販",), ("銀座店",)]
    assert rows("SELECT count(*) FROM purchases_order WHERE customer_id IS NULL") == [(1,)]
    assert rows("SELECT family_kana FROM customers_customer WHERE code = '00013'") == [("ヤマザキ",)]


def test_the_same_file_twice_changes_nothing(tmp_path, small_pieces):
    file = write(tmp_path / "a.csv", SALES, "cp932")
    take("purchases", file)
    before = books()
    assert attempt("purchases", file).counts == take("purchases", file).counts
    assert counted(take("purchases", file).counts) == (5, 0, 0, 5, 0)
    assert books() == before


def test_rows_of_one_order_may_lie_anywhere_in_a_large_file(tmp_path, small_pieces):
    head = "受注番号,受注日,会員番号,商品コード,金額"
    first = [f"{n},2026/01/{n % 28 + 1:02},C{n % 7},A,100" for n in range(60)]
    second = [f"{n},2026/01/{n % 28 + 1:02},C{n % 7},B,{n}" for n in range(60)]
    run = take("purchases", write(tmp_path / "a.csv", "\n".join([head, *first, *second])))
    assert counted(run.counts) == (120, 120, 0, 0, 0)
    assert rows("SELECT count(*), count(DISTINCT order_id) FROM purchases_orderline") == [(120, 60)]
    assert sum(net for *_, net in summaries()) == 6000 + sum(range(60))


def test_an_order_sent_again_replaces_itself(tmp_path):
    take("purchases", write(tmp_path / "a.csv", SALES))
    again = """
受注番号,受注日,会員番号,商品コード,商品名,数量,金額
0001,2026/01/05,00012,P01,深煎り①,3,3540
0002,2026/02/04,00012,P01,深煎り①,2,2360
"""
    file = write(tmp_path / "b.csv", again)
    tried = attempt("purchases", file)
    run = take("purchases", file)
    assert tried.counts == run.counts
    assert counted(run.counts) == (2, 0, 1, 1, 0)
    assert run.counts.removed == 1
    assert summaries()[0] == ("00012", 2, date(2026, 1, 5), date(2026, 2, 4), 5900)


def test_with_line_numbers_the_later_row_updates_the_earlier(tmp_path):
    lines = """
order_id,line_no,ordered_at,customer_id,amount
1,1,2026-01-05,A,100
1,2,2026-01-05,A,200
1,1,2026-01-05,A,150
"""
    take("purchases", write(tmp_path / "a.csv", lines))
    assert rows("SELECT line_no, amount FROM purchases_orderline ORDER BY 1") == [(1, 150), (2, 200)]


def test_without_line_numbers_equal_lines_of_an_order_are_two_lines(tmp_path):
    lines = "order_id,ordered_at,customer_id,product_id,amount\n1,2026-01-05,A,P,100\n1,2026-01-05,A,P,100"
    take("purchases", write(tmp_path / "a.csv", lines))
    assert summaries() == [("A", 1, date(2026, 1, 5), date(2026, 1, 5), 200)]


def test_without_order_numbers_the_nth_equal_row_is_known_again(tmp_path):
    lines = (
        "ordered_at,customer_id,product_id,amount\n2026-01-05,A,P,100\n2026-01-05,A,P,100\n2026-01-05,A,Q,7"
    )
    file = write(tmp_path / "a.csv", lines)
    assert take("purchases", file).counts.new == 3
    assert take("purchases", file).counts.unchanged == 3
    more = write(tmp_path / "b.csv", lines + "\n2026-01-05,A,P,100")
    assert counted(take("purchases", more).counts) == (4, 1, 0, 3, 0)


def test_the_dry_run_counts_what_the_run_then_does_and_writes_nothing(tmp_path, small_pieces):
    take("purchases", write(tmp_path / "a.csv", SALES))
    mixed = """
受注番号,受注日,会員番号,商品コード,数量,金額
0001,2026/01/05,00012,P01,2,2360
0003,2026/02/10,00013,P01,1,999
0005,2026/02/30,00013,P01,1,1180
0006,2026/03/01,00099,P09,1,
0007,2026/03/01,00098,P09,二,1180
0008,2026/03/01,00097,P09,1,1180
"""
    file = write(tmp_path / "b.csv", mixed)
    before = books()
    tried = attempt("purchases", file)
    assert books() == before
    run = take("purchases", file)
    assert tried.counts == run.counts
    assert counted(run.counts) == (6, 1, 1, 1, 3)
    assert run.counts.removed == 1
    assert [(each.row, each.field, each.value) for each in tried.rejections] == [
        (4, "ordered_at", "2026/02/30"),
        (5, "amount", ""),
        (6, "quantity", "二"),
    ]
    assert exchange.list_rejections(run.id) == tried.rejections


def test_returns_lower_the_order_they_name(tmp_path):
    lines = """
order_id,ordered_at,customer_id,product_id,quantity,amount,status,returned_order_id
1,2026-01-05,A,P,1,1000,,
2,2026-02-05,A,P,1,700,,
R1,2026-02-20,A,P,1,-1000,,1
3,2026-03-05,A,P,1,500,キャンセル済み,
"""
    take("purchases", write(tmp_path / "a.csv", lines))
    assert summaries() == [("A", 1, date(2026, 2, 5), date(2026, 2, 5), 700)]


def test_policies(tmp_path):
    take("purchases", write(tmp_path / "a.csv", SALES))
    file = write(
        tmp_path / "b.csv",
        "受注番号,受注日,会員番号,商品コード,金額\n0003,2026/02/10,00013,P01,1\n0009,2026/02/10,00013,P01,9",
    )
    assert take("purchases", file, policy="new").counts.skipped == 1
    assert rows("SELECT amount FROM purchases_orderline WHERE amount < 100") == [(9,)]
    update = take("purchases", file, policy="update")
    assert (update.counts.updated, update.counts.unchanged, update.counts.skipped) == (1, 1, 0)


def test_buyers_are_recognised_by_phone_and_ambiguous_ones_are_rejected_by_name(tmp_path):
    ledger = (
        "顧客番号,氏名,電話番号\n1,田中 太郎,03-0000-0001\n2,田中 花子,03-0000-0002\n3,林 一,03-0000-0002"
    )
    take("customers", write(tmp_path / "a.csv", ledger))
    sales = """
受注番号,受注日,顧客名,電話番号,金額
1,2026/01/05,タナカ,０３－００００－０００１,100
2,2026/01/05,誰か,03-0000-0002,200
3,2026/01/05,新顔 様,03-0000-0003,300
4,2026/01/05,,,400
5,2026/01/05,名前だけ,,500
"""
    run = take("purchases", write(tmp_path / "b.csv", sales), match="phone")
    assert counted(run.counts) == (5, 3, 0, 0, 2)
    several, lacking = exchange.list_rejections(run.id)
    assert (several.row, lacking.row) == (3, 6)
    assert "田中 花子" in several.reason
    assert "林 一" in several.reason
    assert rows("SELECT name FROM customers_customer WHERE code IS NULL") == [("新顔 様",)]
    assert rows("SELECT count(*) FROM purchases_order WHERE customer_id IS NULL") == [(1,)]


def test_a_phone_number_nobody_can_call_does_not_cost_a_sale(tmp_path):
    sales = "受注番号,受注日,会員番号,電話番号,金額\n1,2026/01/05,A,1,100"
    assert counted(take("purchases", write(tmp_path / "a.csv", sales)).counts) == (1, 1, 0, 0, 0)


def test_days_whose_order_is_open_are_asked_for(tmp_path):
    file = write(tmp_path / "a.csv", "受注番号,受注日,会員番号,金額\n1,05/01/2026,A,100")
    with pytest.raises(Refused, match="--date-format"):
        take("purchases", file)
    take("purchases", file, date_format="%d/%m/%Y")
    assert summaries()[0][2] == date(2026, 1, 5)


def test_a_day_without_a_time_stays_that_day_wherever_the_day_starts(tmp_path):
    from dataclasses import replace

    from otokui.domain.accounts.public import get_business, update_business

    update_business(replace(get_business(), day_start_minutes=300))
    take("purchases", write(tmp_path / "a.csv", "受注番号,受注日,会員番号,金額\n1,2026/01/05,A,100"))
    late = "受注番号,受注日時,会員番号,金額\n2,2026/01/06 02:30,B,100\n3,2026/01/06 05:00,C,100"
    take("purchases", write(tmp_path / "b.csv", late))
    assert [row[2] for row in summaries()] == [date(2026, 1, 5), date(2026, 1, 5), date(2026, 1, 6)]


def test_times_of_another_zone(tmp_path):
    file = write(tmp_path / "a.csv", "order_id,ordered_at,customer_id,amount\n1,2026-01-05 20:00,A,100")
    take("purchases", file, source_timezone="UTC")
    assert summaries()[0][2] == date(2026, 1, 6)


def test_an_empty_set_of_books_takes_two_digit_money_over_from_its_first_file(tmp_path):
    cents = write(
        tmp_path / "a.csv", "order_id,ordered_at,customer_id,amount\n1,2026-01-05,A,11.77\n2,2026-01-06,A,5"
    )
    assert attempt("purchases", cents).counts.new == 2
    take("purchases", cents)
    assert summaries()[0][4] == 1677


def test_yen_books_refuse_fractions(tmp_path):
    take("purchases", write(tmp_path / "a.csv", SALES))
    cents = write(
        tmp_path / "b.csv", "order_id,ordered_at,customer_id,amount\n8,2026-01-05,A,11.77\n9,2026-01-06,A,5"
    )
    assert counted(take("purchases", cents).counts) == (2, 1, 0, 0, 1)


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "empty"),
        (b"PK\x03\x04\x14\x00\x00\x00\x08\x00garbage", "archive"),
        ("品名,重さ\nりんご,3\n".encode("cp932"), "no column found"),
    ],
)
def test_files_that_cannot_be_used_leave_nothing(tmp_path, content, words):
    (tmp_path / "a.csv").write_bytes(content)
    before = books()
    with pytest.raises(Refused, match=words):
        take("purchases", tmp_path / "a.csv")
    assert books() == before
    assert exchange.list_runs() == []


def test_a_truncated_file_gives_its_whole_rows_and_names_the_torn_one(tmp_path):
    whole = SALES.strip().encode("cp932")
    (tmp_path / "a.csv").write_bytes(whole[:-20])
    run = take("purchases", tmp_path / "a.csv")
    assert counted(run.counts) == (5, 4, 0, 0, 1)
    exchange.write_rejects_of(run.id, tmp_path / "rejects.csv")
    assert len((tmp_path / "rejects.csv").read_text("utf-8-sig").splitlines()) == 2
