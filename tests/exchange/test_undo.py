"""What an import did is taken back: what it made is gone, what it changed is as it was."""

from datetime import timedelta

import pytest

from otokui.core.kernel.errors import Refused
from otokui.core.platform import audit
from otokui.core.platform.jobs import JobCancelled
from otokui.core.platform.models import JobRecord
from otokui.domain.accounts.types import EVERYBODY
from otokui.domain.customers import public as customers
from otokui.domain.customers.actions.erase_customer import erase_customer
from otokui.domain.customers.types import Ground
from otokui.domain.exchange import public as exchange
from otokui.domain.exchange.actions import foresee_undo
from otokui.domain.exchange.actions.undo_import import undo_import
from otokui.domain.exchange.types import RunState
from otokui.domain.purchases import public as purchases
from otokui.domain.purchases.types import OrderChange
from tests.exchange.shop import NOW, books, counted, rows, take, undo, write

pytestmark = pytest.mark.django_db

LATER = NOW + timedelta(days=1)

LEDGER = """
顧客番号,氏名,フリガナ,郵便番号,住所,電話番号,メールアドレス,メール配信可否
00012,髙橋 花子,タカハシ ハナコ,104-0061,東京都中央区銀座1-2-3,03-0000-1234,hanako@example.jp,可
00013,山﨑 一郎,ヤマザキ イチロウ,370-0849,群馬県高崎市八島町①,027-000-0002,,
"""
CHANGED = """
顧客番号,氏名,フリガナ,郵便番号,住所,電話番号,メールアドレス,メール配信可否
00012,髙橋 華子,タカハシ ハナコ,150-0001,東京都渋谷区神宮前9-9-9,090-0000-9999,hana@example.jp,不可
00013,山﨑 一郎,ヤマザキ イチロウ,370-0849,群馬県高崎市八島町①,027-000-0002,,
00014,㈱みどり商店,,,,0120-000-003,info@example.jp,可
"""
SALES = """
受注番号,明細番号,受注日,会員番号,商品コード,商品名,商品分類,数量,金額,店舗
0001,1,2026/01/05,00012,P01,深煎り①,コーヒー,2,2360,銀座店
0001,2,2026/01/05,00012,P02,ドリッパー,器具,1,1980,銀座店
0002,1,2026/02/04,00013,P01,深煎り①,コーヒー,2,2360,銀座店
"""
MORE_SALES = """
受注番号,明細番号,受注日,会員番号,商品コード,商品名,商品分類,数量,金額,店舗
0001,1,2026/01/06,00012,P01,深煎り①,コーヒー,1,1180,銀座店
0003,1,2026/03/04,00013,P03,新商品,豆,2,2360,通販
0004,1,2026/03/05,00099,P01,深煎り①,コーヒー,2,2360,通販
0005,1,2026/03/05,,P01,深煎り①,コーヒー,2,2360,通販
"""


def test_the_first_customer_file_leaves_an_empty_book(tmp_path):
    before = books()
    run = take("customers", write(tmp_path / "a.csv", LEDGER))
    assert {table for table, content in books().items() if content} >= {
        "customers_customer",
        "customers_phone",
        "customers_address",
        "customers_consent",
    }
    undone = undo(run)
    assert books() == before
    assert (undone.state, undone.removed, undone.refused) == (RunState.UNDONE, 2, ())


def test_a_changed_customer_is_what_it_was(tmp_path):
    take("customers", write(tmp_path / "a.csv", LEDGER))
    before = books()
    run = take("customers", write(tmp_path / "b.csv", CHANGED), now=LATER)
    assert counted(run.counts) == (3, 1, 1, 1, 0)
    undone = undo(run)
    assert books() == before
    assert (undone.removed, undone.restored, undone.refused) == (1, 1, ())


def test_the_first_sales_file_leaves_an_empty_book(tmp_path):
    before = books()
    undo(take("purchases", write(tmp_path / "a.csv", SALES)))
    assert books() == before


def test_changed_orders_new_ones_and_their_customers_and_products_are_taken_back(tmp_path):
    take("customers", write(tmp_path / "a.csv", LEDGER))
    take("purchases", write(tmp_path / "b.csv", SALES))
    before = books()
    run = take("purchases", write(tmp_path / "c.csv", MORE_SALES), now=LATER)
    assert counted(run.counts) == (4, 3, 1, 0, 0)
    undone = undo(run)
    assert books() == before
    assert undone.refused == ()


def test_products_are_taken_back(tmp_path):
    first = "商品コード,商品名,販売価格,商品分類\n001,米 5kg,3280,米\n002,米びつ,7800,器具"
    second = (
        "商品コード,商品名,販売価格,商品分類,付属元商品\n001,米 5kg 新,3480,米,\n003,計量カップ,300,器具,002"
    )
    run = take("products", write(tmp_path / "a.csv", first, "cp932"))
    assert counted(run.counts) == (2, 2, 0, 0, 0)
    before = books()
    run = take("products", write(tmp_path / "b.csv", second), now=LATER)
    assert counted(run.counts) == (2, 1, 1, 0, 0)
    assert undo(run).refused == ()
    assert books() == before


def test_a_customer_edited_since_stays_and_is_named(tmp_path):
    take("customers", write(tmp_path / "a.csv", LEDGER))
    run = take("customers", write(tmp_path / "b.csv", CHANGED), now=LATER)
    with audit.changing(cause="edit"):
        execute("UPDATE customers_customer SET memo = 'お電話ありました' WHERE code IN ('00012', '00014')")
    undone = undo(run)
    assert {refusal.what for refusal in undone.refused} == {"髙橋 華子", "㈱みどり商店"}
    assert rows("SELECT name FROM customers_customer ORDER BY code") == [
        ("髙橋 華子",),
        ("山﨑 一郎",),
        ("㈱みどり商店",),
    ]


def test_an_order_edited_since_stays_and_is_named(tmp_path):
    run = take("purchases", write(tmp_path / "a.csv", SALES))
    ((order,),) = rows("SELECT id FROM purchases_order WHERE external_id = '0002'")
    purchases.correct_order(order, OrderChange(channel="電話"), now=LATER, staff=None)
    undone = undo(run)
    assert any("0002" in refusal.what for refusal in undone.refused)
    assert rows("SELECT external_id FROM purchases_order") == [("0002",)]
    assert rows("SELECT code FROM customers_customer") == [("00013",)]


def test_a_customer_who_has_bought_since_stays_and_is_named(tmp_path):
    run = take("customers", write(tmp_path / "a.csv", LEDGER))
    take("purchases", write(tmp_path / "b.csv", SALES.replace("00013", "")), now=LATER)
    undone = undo(run)
    assert [refusal.what for refusal in undone.refused] == ["髙橋 花子"]
    assert rows("SELECT code FROM customers_customer") == [("00012",)]


@pytest.mark.parametrize("kind", ["customers", "purchases"])
@pytest.mark.parametrize("asked_only", [True, False])
def test_of_whom_is_erased_the_tombstone_stays(tmp_path, settings, kind, asked_only):
    """Asked for, the erasure waits while an import is undone, and must still find the person."""
    settings.HOME = tmp_path / "home"
    run = take(kind, write(tmp_path / "a.csv", LEDGER if kind == "customers" else SALES))
    (one,) = customers.ids_by_code(["00012"]).values()
    typed = customers.plan_erasure(one).name
    customers.ask_to_erase(one, typed=typed, ground=Ground.REQUEST, now=NOW, staff_id=None)
    if not asked_only:
        erase_customer(one, now=NOW)
    undone = undo(run)
    assert [refusal.reason for refusal in undone.refused] == (["取込後に変更あり"] if asked_only else [])
    erase_customer(one, now=LATER)
    assert rows("SELECT id, code FROM customers_customer") == [(one, None)]
    assert rows("SELECT erased_at IS NULL FROM customers_erasure") == [(False,)]
    assert rows("SELECT count(*) FROM customers_phone") == [(0,)]
    assert rows("SELECT count(*) FROM purchases_order") == [(0,)]


def test_an_order_removed_and_brought_back_is_somebodys_since(tmp_path):
    """The run's own stays, as if edited; one that the run changed is not put back over what somebody did."""
    run = take("purchases", write(tmp_path / "a.csv", SALES))
    later = take("purchases", write(tmp_path / "b.csv", MORE_SALES), now=LATER)
    changed, made = (
        rows("SELECT id FROM purchases_order WHERE external_id = %s", number)[0][0]
        for number in ("0001", "0003")
    )
    for order in (changed, made):
        purchases.delete_order(order, staff=None)
        purchases.bring_order_back(order, staff=None)
    before = rows("SELECT order_id, product_id, amount FROM purchases_orderline ORDER BY id")
    assert {refusal.what for refusal in undo(later).refused if "000" in refusal.what} >= {
        "file 0001",
        "file 0003",
    }
    kept = [line for line in before if line[0] in (changed, made)]
    assert [
        line
        for line in rows("SELECT order_id, product_id, amount FROM purchases_orderline ORDER BY id")
        if line[0] in (changed, made)
    ] == kept
    left = {number for (number,) in rows("SELECT external_id FROM purchases_order")}
    assert left == {"0001", "0002", "0003"}
    undo(run)
    assert rows("SELECT external_id FROM purchases_order ORDER BY 1") == [("0001",), ("0003",)]


def test_an_import_is_undone_once_and_only_when_it_has_ended(tmp_path):
    run = take("customers", write(tmp_path / "a.csv", LEDGER))
    undo(run)
    with pytest.raises(Refused) as refused:
        exchange.start_undo(run_id=run.id)
    assert refused.value.code == "not_undoable"
    with pytest.raises(Refused) as refused:
        exchange.start_undo(run_id=run.id + 1)
    assert refused.value.code == "no_such_run"


def test_of_a_large_import_the_edited_orders_are_named_before_the_undo_and_while_it_works(
    tmp_path, monkeypatch
):
    monkeypatch.setattr(foresee_undo, "TRIED_ROWS", 2)
    run = take("purchases", write(tmp_path / "a.csv", SALES))
    ((order,),) = rows("SELECT id FROM purchases_order WHERE external_id = '0002'")
    purchases.correct_order(order, OrderChange(channel="電話"), now=LATER, staff=None)
    whole = books()
    foreseen = exchange.foresee_undo(run)
    assert (foreseen.exact, foreseen.removed) == (False, 3)
    assert [refusal.what for refusal in foreseen.refused] == ["file 0002"]
    assert books() == whole
    exchange.start_undo(run_id=run.id)
    seen = []
    undo_import(run_id=run.id, now=NOW, progress=lambda *_: seen.append(exchange.get_run(run.id).refused))
    assert [refusal.what for refusal in seen[0]] == ["file 0002"]


def test_an_undo_whose_job_has_ended_is_begun_again(tmp_path):
    run = take("purchases", write(tmp_path / "a.csv", SALES))
    job = exchange.start_undo(run_id=run.id)
    with pytest.raises(Refused):
        exchange.start_undo(run_id=run.id)
    JobRecord.objects.filter(pk=job).update(state="failed")
    assert exchange.start_undo(run_id=run.id) != job
    undo_import(run_id=run.id, now=NOW)
    assert exchange.get_run(run.id).state is RunState.UNDONE


def test_an_undo_goes_on_though_somebody_cancels_it_and_tells_how_far_it_is(tmp_path):
    run = take("purchases", write(tmp_path / "a.csv", SALES))
    exchange.start_undo(run_id=run.id)
    told = []

    def progress(*how_far):
        told.append(how_far)
        raise JobCancelled

    undo_import(run_id=run.id, now=NOW, progress=progress)
    assert exchange.get_run(run.id).state is RunState.UNDONE
    assert told[0] == (2, 2)  # orders
    assert told[-1] == (2, 2)  # customers


def test_after_the_undo_the_file_can_come_again(tmp_path):
    file = write(tmp_path / "a.csv", SALES)
    undo(take("purchases", file))
    assert counted(take("purchases", file).counts) == (3, 3, 0, 0, 0)


def execute(sql):
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute(sql)


def test_customers_keep_their_search_keys_after_an_undo(tmp_path):
    take("customers", write(tmp_path / "a.csv", LEDGER))
    undo(take("customers", write(tmp_path / "b.csv", CHANGED), now=LATER))
    assert [line.name for line in customers.search_customers("髙橋 花", sight=EVERYBODY)] == ["髙橋 花子"]
